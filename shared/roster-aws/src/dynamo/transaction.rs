//! Several items, all or nothing.

use aws_sdk_dynamodb::error::BuildError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{ConditionCheck, Delete, Put, TransactWriteItem, Update};
use roster_pipeline::{ErrorKind, PortError, PortResult};

use super::backoff::{Backoff, token};
use super::item::{Expression, Item, ItemKey, placeholders};
use super::table::{Table, table_failed};

/// One part of a transaction.
#[derive(Debug, Clone)]
pub(crate) enum Part {
    /// Store an item, if.
    Put(Item, Option<Expression>),
    /// Delete an item, if; absent is fine where nothing else is said.
    Delete(ItemKey, Option<Expression>),
    /// Change an item by the first expression, if the second holds.
    Update(ItemKey, Expression, Expression),
    /// Change nothing, but only if.
    Check(ItemKey, Expression),
}

/// How a transaction ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// All of it is stored.
    Done,
    /// Nothing is stored: the condition of this part, counted from 0, is the first that did not hold.
    Refused(usize),
}

impl Table {
    /// Does all parts or none. One that meets another transaction is tried again; the SDK sends each with a token, so that
    /// one whose answer was lost is not done twice.
    pub(crate) async fn transact(&self, what: &str, parts: Vec<Part>) -> PortResult<Outcome> {
        let parts = parts.into_iter().map(|part| self.part(part)).collect::<Result<Vec<_>, _>>();
        let parts = parts.map_err(|error| PortError::because(ErrorKind::Refused, what, error))?;
        let mut backoff = Backoff::default();
        loop {
            let call = self.client.transact_write_items().client_request_token(token()?);
            let Err(error) = call.set_transact_items(Some(parts.clone())).send().await else {
                return Ok(Outcome::Done);
            };
            let Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) =
                error.as_service_error()
            else {
                return Err(table_failed(what, error));
            };
            let codes: Vec<&str> = cancelled
                .cancellation_reasons()
                .iter()
                .map(|reason| reason.code().unwrap_or("None"))
                .collect();
            match why(&codes) {
                Why::Condition(part) => return Ok(Outcome::Refused(part)),
                Why::Contention => backoff.wait(what).await?,
                Why::Never => return Err(PortError::because(ErrorKind::Refused, what, codes.join(", "))),
            }
        }
    }

    fn part(&self, part: Part) -> Result<TransactWriteItem, BuildError> {
        let item = TransactWriteItem::builder();
        let text = |condition: &Option<Expression>| condition.as_ref().map(|c| c.text.to_owned());
        Ok(match part {
            Part::Put(stored, condition) => {
                let (names, values) = placeholders(&condition);
                item.put(
                    Put::builder()
                        .table_name(&self.name)
                        .set_item(Some(stored))
                        .set_condition_expression(text(&condition))
                        .set_expression_attribute_names((!names.is_empty()).then_some(names))
                        .set_expression_attribute_values(values)
                        .build()?,
                )
            }
            Part::Delete(key, condition) => {
                let (names, values) = placeholders(&condition);
                item.delete(
                    Delete::builder()
                        .table_name(&self.name)
                        .set_key(Some(key.item()))
                        .set_condition_expression(text(&condition))
                        .set_expression_attribute_names((!names.is_empty()).then_some(names))
                        .set_expression_attribute_values(values)
                        .build()?,
                )
            }
            Part::Update(key, change, condition) => {
                let (names, values) = placeholders([&change, &condition]);
                item.update(
                    Update::builder()
                        .table_name(&self.name)
                        .set_key(Some(key.item()))
                        .update_expression(change.text)
                        .condition_expression(condition.text)
                        .set_expression_attribute_names(Some(names))
                        .set_expression_attribute_values(values)
                        .build()?,
                )
            }
            Part::Check(key, condition) => {
                let (names, values) = placeholders([&condition]);
                item.condition_check(
                    ConditionCheck::builder()
                        .table_name(&self.name)
                        .set_key(Some(key.item()))
                        .condition_expression(condition.text)
                        .set_expression_attribute_names(Some(names))
                        .set_expression_attribute_values(values)
                        .build()?,
                )
            }
        }
        .build())
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Why {
    Condition(usize),
    Contention,
    Never,
}

/// What a cancelled transaction's reasons, one per part, come to. Somebody else's transaction or too much load on any part
/// leaves open what the conditions would say, so these are tried again.
fn why(codes: &[&str]) -> Why {
    let contended = |code: &&str| {
        matches!(*code, "TransactionConflict" | "ThrottlingError" | "ProvisionedThroughputExceeded")
    };
    if let Some(part) = codes.iter().position(|code| *code == "ConditionalCheckFailed") {
        return Why::Condition(part);
    }
    if codes.iter().any(contended) { Why::Contention } else { Why::Never }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_decide_whether_it_is_tried_again() {
        for (codes, want) in [
            (&["None", "ConditionalCheckFailed", "ConditionalCheckFailed"][..], Why::Condition(1)),
            (&["TransactionConflict", "ConditionalCheckFailed"], Why::Condition(1)),
            (&["None", "TransactionConflict"], Why::Contention),
            (&["ThrottlingError"], Why::Contention),
            (&["ProvisionedThroughputExceeded"], Why::Contention),
            (&["ItemCollectionSizeLimitExceeded"], Why::Never),
            (&["ValidationError", "None"], Why::Never),
            (&[], Why::Never),
        ] {
            assert_eq!(why(codes), want, "{codes:?}");
        }
    }
}
