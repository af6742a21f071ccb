//! Many items in one request, until the last of them is done.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::{DeleteRequest, KeysAndAttributes, PutRequest, WriteRequest};
use roster_pipeline::{ErrorKind, PortError, PortResult};

use super::backoff::Backoff;
use super::item::{Item, ItemKey};
use super::table::{Range, Table, table_failed};

/// What BatchWriteItem takes.
const WRITES: usize = 25;
/// What BatchGetItem takes.
const READS: usize = 100;

impl Table {
    /// The items of distinct keys as they are now, in no order; what is absent is left out.
    pub(crate) async fn get_all(&self, what: &str, keys: &[ItemKey]) -> PortResult<Vec<Item>> {
        let mut items = Vec::with_capacity(keys.len());
        for chunk in keys.chunks(READS) {
            let mut left = Some(chunk.iter().map(ItemKey::item).collect::<Vec<_>>());
            let mut backoff = Backoff::default();
            while let Some(keys) = left {
                let wanted = KeysAndAttributes::builder().set_keys(Some(keys)).consistent_read(true).build();
                let call = self.client.batch_get_item();
                let call = call.request_items(&self.name, wanted.map_err(|e| misshapen(what, e))?);
                let answer = call.send().await.map_err(|error| table_failed(what, error))?;
                items.extend(answer.responses.into_iter().flatten().flat_map(|(_, items)| items));
                left = answer
                    .unprocessed_keys
                    .and_then(|mut left| left.remove(&self.name))
                    .map(|left| left.keys);
                if left.is_some() {
                    backoff.wait(what).await?;
                }
            }
        }
        Ok(items)
    }

    /// Stores items of distinct keys, whatever was there.
    pub(crate) async fn put_all(&self, what: &str, items: Vec<Item>) -> PortResult<()> {
        let put = |item| PutRequest::builder().set_item(Some(item)).build();
        let writes =
            items.into_iter().map(put).map(|put| Ok(WriteRequest::builder().put_request(put?).build()));
        self.write_all(what, writes.collect::<Result<_, _>>().map_err(|error| misshapen(what, error))?).await
    }

    /// Deletes items of distinct keys; absent is fine.
    pub(crate) async fn delete_all(&self, what: &str, keys: &[ItemKey]) -> PortResult<()> {
        let delete = |key: &ItemKey| DeleteRequest::builder().set_key(Some(key.item())).build();
        let writes =
            keys.iter().map(delete).map(|delete| Ok(WriteRequest::builder().delete_request(delete?).build()));
        self.write_all(what, writes.collect::<Result<_, _>>().map_err(|error| misshapen(what, error))?).await
    }

    /// Deletes what is in a range, page by page.
    pub(crate) async fn delete_range(&self, what: &str, range: Range) -> PortResult<()> {
        let page = Range { limit: 10 * WRITES, ..range };
        loop {
            let items = self.query(what, &page).await?;
            let keys = items.iter().map(ItemKey::of).collect::<PortResult<Vec<_>>>()?;
            self.delete_all(what, &keys).await?;
            if keys.len() < page.limit {
                return Ok(());
            }
        }
    }

    async fn write_all(&self, what: &str, writes: Vec<WriteRequest>) -> PortResult<()> {
        for chunk in writes.chunks(WRITES) {
            let mut left = HashMap::from([(self.name.clone(), chunk.to_vec())]);
            let mut backoff = Backoff::default();
            while !left.is_empty() {
                let call = self.client.batch_write_item().set_request_items(Some(left));
                let answer = call.send().await.map_err(|error| table_failed(what, error))?;
                left = answer.unprocessed_items.unwrap_or_default();
                if !left.is_empty() {
                    backoff.wait(what).await?;
                }
            }
        }
        Ok(())
    }
}

fn misshapen(what: &str, error: aws_sdk_dynamodb::error::BuildError) -> PortError {
    PortError::because(ErrorKind::Refused, what, error)
}
