//! Requests to DynamoDB and the items that they bring, counted.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::interceptors::{
    AfterDeserializationInterceptorContextRef, BeforeTransmitInterceptorContextRef,
};
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents, SharedInterceptor};
use aws_sdk_dynamodb::error::BoxError;
use aws_sdk_dynamodb::operation::batch_get_item::BatchGetItemOutput;
use aws_sdk_dynamodb::operation::get_item::GetItemOutput;
use aws_sdk_dynamodb::operation::query::QueryOutput;
use aws_sdk_dynamodb::operation::scan::ScanOutput;

/// Counts requests as they leave, retries included. Clones count together.
#[derive(Debug, Clone, Default)]
pub struct Requests {
    counts: Arc<Mutex<BTreeMap<String, u64>>>,
}

/// Under which name the items are counted that reads have brought.
const ITEMS_READ: &str = "items read";

impl Requests {
    /// The same client, counted here.
    pub fn of_client(&self, client: &Client) -> Client {
        let counted = client.config().to_builder().interceptor(SharedInterceptor::new(self.clone()));
        Client::from_conf(counted.build())
    }

    /// How often an operation was asked for, for example `UpdateItem`.
    pub fn of(&self, operation: &str) -> u64 {
        self.all().get(operation).copied().unwrap_or(0)
    }

    /// Items that GetItem, BatchGetItem, Query and Scan have brought.
    pub fn items_read(&self) -> u64 {
        self.of(ITEMS_READ)
    }

    /// All counts by operation, and `items read`.
    pub fn all(&self) -> BTreeMap<String, u64> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// All counts since the last time, which are forgotten.
    pub fn take(&self) -> BTreeMap<String, u64> {
        std::mem::take(&mut *self.counts.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn add(&self, what: &str, number: u64) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        match counts.get_mut(what) {
            Some(count) => *count += number,
            None => {
                counts.insert(what.to_owned(), number);
            }
        }
    }
}

impl Intercept for Requests {
    fn name(&self) -> &'static str {
        "Requests"
    }

    fn read_before_transmit(
        &self,
        context: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        // `DynamoDB_20120810.UpdateItem`
        if let Some(target) = context.request().headers().get("x-amz-target") {
            self.add(target.rsplit('.').next().unwrap_or(target), 1);
        }
        Ok(())
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let Ok(output) = context.output_or_error() else { return Ok(()) };
        let items = if let Some(answer) = output.downcast_ref::<QueryOutput>() {
            answer.items().len()
        } else if let Some(answer) = output.downcast_ref::<ScanOutput>() {
            answer.items().len()
        } else if let Some(answer) = output.downcast_ref::<BatchGetItemOutput>() {
            answer.responses().into_iter().flatten().map(|(_, items)| items.len()).sum()
        } else {
            usize::from(output.downcast_ref::<GetItemOutput>().is_some_and(|answer| answer.item.is_some()))
        };
        if items > 0 {
            self.add(ITEMS_READ, items as u64);
        }
        Ok(())
    }
}
