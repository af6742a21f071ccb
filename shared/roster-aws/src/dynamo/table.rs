//! One table: single items, ranges, batches and transactions, each as sure as the service allows.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::delete_item::DeleteItemError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::ReturnValue::AllOld;
use aws_sdk_dynamodb::types::{
    AttributeValue, ReturnValue, ReturnValuesOnConditionCheckFailure as OnFailure,
};
use roster_pipeline::{ErrorKind, PortError, PortResult};

use super::backoff::{Backoff, token};
use super::item::{Expression, Item, ItemKey, maybe_text, placeholders, s};
use crate::failure::failed;

/// The attribute that says which call wrote an item.
const WRITE: &str = "write";

/// A table of the account that the client speaks for.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub(crate) client: Client,
    pub(crate) name: String,
}

/// How a conditional write ended.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Written {
    /// It is stored; this was there before.
    Done(Option<Item>),
    /// The condition did not hold; this is there, if anything.
    Refused(Option<Item>),
}

impl Written {
    /// Whether it is stored.
    pub(crate) fn is_done(&self) -> bool {
        matches!(self, Written::Done(_))
    }
}

/// Items of one partition whose sort key begins with `prefix`.
#[derive(Debug, Clone)]
pub(crate) struct Range {
    pub(crate) pk: String,
    pub(crate) prefix: String,
    pub(crate) order: Order,
    pub(crate) limit: usize,
}

/// In which order of the sort key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// Lowest first.
    Rising,
    /// Highest first.
    Falling,
}

impl Range {
    /// All of them, lowest first.
    pub(crate) fn all(pk: impl Into<String>, prefix: impl Into<String>) -> Range {
        Range { pk: pk.into(), prefix: prefix.into(), order: Order::Rising, limit: usize::MAX }
    }
}

impl Table {
    /// One item as it is now.
    pub(crate) async fn get(&self, what: &str, key: &ItemKey) -> PortResult<Option<Item>> {
        let call = self.client.get_item().table_name(&self.name).set_key(Some(key.item()));
        let answer = call.consistent_read(true).send().await;
        Ok(answer.map_err(|error| table_failed(what, error))?.item)
    }

    /// The items of a range as they are now, page by page; no snapshot of one moment.
    pub(crate) async fn query(&self, what: &str, range: &Range) -> PortResult<Vec<Item>> {
        let condition = Expression::new("#pk = :pk AND begins_with(#sk, :prefix)")
            .with(":pk", s(&range.pk))
            .with(":prefix", s(&range.prefix));
        let (names, values) = placeholders([&condition]);
        let (mut items, mut from) = (Vec::new(), None);
        while items.len() < range.limit {
            let page = range.limit - items.len();
            let call = self.client.query().table_name(&self.name).consistent_read(true);
            let answer = call
                .key_condition_expression(condition.text)
                .set_expression_attribute_names(Some(names.clone()))
                .set_expression_attribute_values(values.clone())
                .scan_index_forward(range.order == Order::Rising)
                // A limit that no page reaches would be refused beyond 32 bits.
                .set_limit(i32::try_from(page).ok())
                .set_exclusive_start_key(from)
                .send()
                .await
                .map_err(|error| table_failed(what, error))?;
            items.extend(answer.items.unwrap_or_default());
            from = answer.last_evaluated_key;
            if from.is_none() {
                break;
            }
        }
        Ok(items)
    }

    /// Stores an item if `condition` holds. A write whose answer was lost, and that the SDK sent again, counts as done.
    pub(crate) async fn put(&self, what: &str, item: Item, condition: Expression) -> PortResult<Written> {
        let write = token()?;
        let item: Item = item.into_iter().chain([(WRITE.to_owned(), s(&write))]).collect();
        let (names, values) = placeholders([&condition]);
        let mut backoff = Backoff::default();
        loop {
            let call = self.client.put_item().table_name(&self.name).set_item(Some(item.clone()));
            let answer = call
                .condition_expression(condition.text)
                .set_expression_attribute_names(Some(names.clone()))
                .set_expression_attribute_values(values.clone())
                .return_values(AllOld)
                .return_values_on_condition_check_failure(OnFailure::AllOld)
                .send()
                .await;
            match answer {
                Ok(done) => return Ok(Written::Done(done.attributes)),
                Err(error) => match error.as_service_error() {
                    Some(PutItemError::ConditionalCheckFailedException(refused)) => {
                        return Ok(ours_or_refused(refused.item.clone(), &write));
                    }
                    _ => retry_conflict(&mut backoff, what, error).await?,
                },
            }
        }
    }

    /// Changes an item by an update expression if `condition` holds, and returns what is stored then; `None` if it does
    /// not hold. The SDK may do it twice, so the change must bear that.
    pub(crate) async fn update(
        &self,
        what: &str,
        key: &ItemKey,
        (change, condition): (Expression, Option<Expression>),
    ) -> PortResult<Option<Item>> {
        let (names, values) = placeholders([&change].into_iter().chain(&condition));
        let mut backoff = Backoff::default();
        loop {
            let call = self.client.update_item().table_name(&self.name).set_key(Some(key.item()));
            let answer = call
                .update_expression(change.text)
                .set_condition_expression(condition.as_ref().map(|condition| condition.text.to_owned()))
                .set_expression_attribute_names(Some(names.clone()))
                .set_expression_attribute_values(values.clone())
                .return_values(ReturnValue::AllNew)
                .send()
                .await;
            match answer {
                Ok(done) => return Ok(Some(done.attributes.unwrap_or_default())),
                Err(error) => match error.as_service_error() {
                    Some(UpdateItemError::ConditionalCheckFailedException(_)) => return Ok(None),
                    _ => retry_conflict(&mut backoff, what, error).await?,
                },
            }
        }
    }

    /// Deletes an item; absent is fine.
    pub(crate) async fn delete(&self, what: &str, key: &ItemKey) -> PortResult<()> {
        let mut backoff = Backoff::default();
        loop {
            let call = self.client.delete_item().table_name(&self.name).set_key(Some(key.item()));
            match call.send().await {
                Ok(_) => return Ok(()),
                Err(error) => retry_conflict::<DeleteItemError>(&mut backoff, what, error).await?,
            }
        }
    }
}

/// Done if the item that is there came from this very call.
fn ours_or_refused(stored: Option<Item>, write: &str) -> Written {
    match stored {
        Some(item) if maybe_text(&item, WRITE) == Some(write) => Written::Done(None),
        stored => Written::Refused(stored),
    }
}

/// Waits where a transaction of somebody else was under way on the item, which the SDK does not try again; every other
/// failure is the end.
async fn retry_conflict<E>(backoff: &mut Backoff, what: &str, error: SdkError<E>) -> PortResult<()>
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    match error.as_service_error().and_then(ProvideErrorMetadata::code) {
        Some("TransactionConflictException") => backoff.wait(what).await,
        _ => Err(table_failed(what, error)),
    }
}

/// A failed call on a table. That the table is not there is nobody's `NotFound`: it would read as "no such run".
pub(crate) fn table_failed<E, R>(what: &str, error: SdkError<E, R>) -> PortError
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
    R: std::fmt::Debug,
{
    let failure = failed(what, error);
    match failure.kind {
        ErrorKind::NotFound => PortError { kind: ErrorKind::Refused, ..failure },
        ErrorKind::Conflict
        | ErrorKind::Refused
        | ErrorKind::Busy
        | ErrorKind::Unavailable
        | ErrorKind::Corrupt => failure,
    }
}

/// An item with further attributes.
pub(crate) fn item<const N: usize>(key: &ItemKey, attributes: [(&str, AttributeValue); N]) -> Item {
    let mut item = key.item();
    item.extend(attributes.map(|(name, value)| (name.to_owned(), value)));
    item
}
