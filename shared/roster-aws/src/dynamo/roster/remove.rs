//! Deleting for good: what was removed long ago, or a whole connection.

use aws_sdk_dynamodb::operation::delete_item::DeleteItemError;
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use roster::model::Entity;
use roster_pipeline::{ConnectionKey, PortResult};

use super::RosterTable;
use super::item::time;
use super::keys::{SHARDS, partition, removed_partition};
use super::together::together;
use crate::dynamo::item::{Item, ItemKey, s};
use crate::dynamo::table::table_failed;

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
        Ok(together(self.at_once, work).await?.into_iter().sum())
    }

    async fn purge_shard(&self, place: String, before: AttributeValue) -> PortResult<u64> {
        let (mut purged, mut from) = (0, None);
        loop {
            let sent = self
                .table
                .client
                .query()
                .table_name(&self.table.name)
                .index_name("removed")
                .key_condition_expression("removedIn = :place AND removedAt < :before")
                .expression_attribute_values(":place", s(&place))
                .expression_attribute_values(":before", before.clone())
                .set_exclusive_start_key(from)
                .send()
                .await;
            let answer = sent.map_err(|e| table_failed("records to purge", e))?;
            let work = answer.items.unwrap_or_default().into_iter().map(|item| {
                let (table, before) = (self.clone(), before.clone());
                async move { table.purge_one(item, before).await }
            });
            let share = self.at_once.div_ceil(SHARDS as usize);
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
            .table
            .client
            .delete_item()
            .table_name(&self.table.name)
            .set_key(Some(ItemKey::of(&item)?.item()))
            .condition_expression("removedAt < :before")
            .expression_attribute_values(":before", before)
            .send()
            .await;
        match sent {
            Ok(_) => Ok(1),
            Err(error) => match error.as_service_error() {
                Some(DeleteItemError::ConditionalCheckFailedException(_)) => Ok(0),
                _ => Err(table_failed("record to purge", error)),
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
        together(self.at_once, work).await.map(drop)
    }

    async fn erase_partition(&self, pk: String) -> PortResult<()> {
        let mut from = None;
        loop {
            let sent = self
                .table
                .client
                .query()
                .table_name(&self.table.name)
                .consistent_read(true)
                .key_condition_expression("pk = :pk")
                .expression_attribute_values(":pk", s(&pk))
                .projection_expression("pk, sk")
                .set_exclusive_start_key(from)
                .send()
                .await;
            let answer = sent.map_err(|e| table_failed("records to erase", e))?;
            let keys = answer.items.iter().flatten().map(ItemKey::of).collect::<PortResult<Vec<_>>>()?;
            self.table.delete_all("records to erase", &keys).await?;
            from = answer.last_evaluated_key;
            if from.is_none() {
                return Ok(());
            }
        }
    }
}
