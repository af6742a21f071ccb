//! Deleting for good: what was removed long ago, or a whole connection.

use std::time::Instant;

use aws_sdk_dynamodb::operation::delete_item::DeleteItemError;
use aws_sdk_dynamodb::types::{AttributeValue, DeleteRequest, WriteRequest};
use jiff::Timestamp;
use roster::model::Entity;
use roster_pipeline::{ConnectionKey, ErrorKind, PortError, PortResult};

use super::RosterTable;
use super::apply::Pauses;
use super::item::{Item, time};
use super::keys::{SHARDS, partition, removed_partition};
use super::together::together;
use crate::failure::failed;

/// The most that one BatchWriteItem takes.
const BATCH: usize = 25;

impl RosterTable {
    /// Reads the index of what is removed, and of it only what is old enough.
    pub(super) async fn purge_removed(
        &self,
        connection: &ConnectionKey,
        before: Timestamp,
    ) -> PortResult<u64> {
        let work = (0..SHARDS).map(|shard| {
            let (table, place) = (self.clone(), removed_partition(connection, shard));
            let before = time(before);
            async move { table.purge_shard(place, before).await }
        });
        Ok(together(self.pace.at_once, work).await?.into_iter().sum())
    }

    async fn purge_shard(&self, place: String, before: AttributeValue) -> PortResult<u64> {
        let (mut purged, mut from) = (0, None);
        loop {
            let sent = self
                .client
                .query()
                .table_name(&self.table)
                .index_name("removed")
                .key_condition_expression("removedIn = :place AND removedAt < :before")
                .expression_attribute_values(":place", AttributeValue::S(place.clone()))
                .expression_attribute_values(":before", before.clone())
                .set_exclusive_start_key(from)
                .send()
                .await;
            let answer = sent.map_err(|e| failed("records to purge", e))?;
            let work = answer.items.unwrap_or_default().into_iter().map(|item| {
                let (table, before) = (self.clone(), before.clone());
                async move { table.purge_one(item, before).await }
            });
            let share = self.pace.at_once.div_ceil(SHARDS as usize);
            purged += together(share, work).await?.into_iter().sum::<u64>();
            from = answer.last_evaluated_key;
            if from.is_none() {
                return Ok(purged);
            }
        }
    }

    /// 1 if it was still removed; what came back meanwhile stays.
    async fn purge_one(&self, item: Item, before: AttributeValue) -> PortResult<u64> {
        let sent = self
            .client
            .delete_item()
            .table_name(&self.table)
            .set_key(Some(key_of(item)?))
            .condition_expression("removedAt < :before")
            .expression_attribute_values(":before", before)
            .send()
            .await;
        match sent {
            Ok(_) => Ok(1),
            Err(error) => match error.as_service_error() {
                Some(DeleteItemError::ConditionalCheckFailedException(_)) => Ok(0),
                _ => Err(failed("record to purge", error)),
            },
        }
    }

    pub(super) async fn erase_all(&self, connection: &ConnectionKey) -> PortResult<()> {
        let mut places = Vec::new();
        for entity in Entity::ALL {
            places.extend((0..SHARDS).map(|shard| partition(connection, *entity, shard)));
        }
        let work = places.into_iter().map(|pk| {
            let table = self.clone();
            async move { table.erase_partition(pk).await }
        });
        together(self.pace.at_once, work).await.map(drop)
    }

    async fn erase_partition(&self, pk: String) -> PortResult<()> {
        let mut from = None;
        loop {
            let sent = self
                .client
                .query()
                .table_name(&self.table)
                .consistent_read(true)
                .key_condition_expression("pk = :pk")
                .expression_attribute_values(":pk", AttributeValue::S(pk.clone()))
                .projection_expression("pk, sk")
                .set_exclusive_start_key(from)
                .send()
                .await;
            let answer = sent.map_err(|e| failed("records to erase", e))?;
            for batch in answer.items.unwrap_or_default().chunks(BATCH) {
                self.delete_batch(batch).await?;
            }
            from = answer.last_evaluated_key;
            if from.is_none() {
                return Ok(());
            }
        }
    }

    /// Deletes so many at once; what DynamoDB leaves undone is sent again.
    async fn delete_batch(&self, keys: &[Item]) -> PortResult<()> {
        let mut left = keys.iter().map(|key| delete(key.clone())).collect::<PortResult<Vec<_>>>()?;
        let (until, mut pauses) = (Instant::now() + self.pace.patience, Pauses::spread(0));
        loop {
            let sent = self.client.batch_write_item().request_items(&self.table, left.clone()).send().await;
            match sent.map_err(|e| failed("records to erase", e)) {
                Ok(answer) => {
                    match answer.unprocessed_items.and_then(|mut tables| tables.remove(&self.table)) {
                        Some(unprocessed) if !unprocessed.is_empty() => left = unprocessed,
                        Some(_) | None => return Ok(()),
                    }
                }
                Err(error) if error.is_retryable() => {}
                Err(error) => return Err(error),
            }
            let pause = pauses.next();
            if Instant::now() + pause >= until {
                return Err(PortError::new(ErrorKind::Busy, "records to erase"));
            }
            tokio::time::sleep(pause).await;
        }
    }
}

fn delete(key: Item) -> PortResult<WriteRequest> {
    let misshapen = |e| PortError::because(ErrorKind::Refused, "record to erase", e);
    let delete = DeleteRequest::builder().set_key(Some(key_of(key)?)).build().map_err(misshapen)?;
    Ok(WriteRequest::builder().delete_request(delete).build())
}

/// The table's own key out of what a query gave.
fn key_of(mut item: Item) -> PortResult<Item> {
    let part = |name: &str, item: &mut Item| {
        let missing = || PortError::new(ErrorKind::Corrupt, format!("record without {name}"));
        item.remove(name).map(|value| (name.to_owned(), value)).ok_or_else(missing)
    };
    Ok(Item::from([part("pk", &mut item)?, part("sk", &mut item)?]))
}
