//! Records of an entity in order: sixteen shards, each sorted, merged as far as a page needs.

use std::collections::VecDeque;

use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::types::Select;
use roster::model::Entity;
use roster_pipeline::ports::StoredRecord;
use roster_pipeline::{ConnectionKey, PortResult};

use super::RosterTable;
use super::item::read;
use super::keys::{SHARDS, beginning, cut, partition, text_key};
use super::together::together;
use crate::dynamo::item::{Item, SK, maybe_text, s};
use crate::dynamo::table::table_failed;

/// How many records more than its share each shard is asked for at first: shards are never quite alike.
const SLACK: usize = 8;

impl RosterTable {
    pub(super) async fn merged_page(
        &self,
        (connection, entity): (&ConnectionKey, Entity),
        after: Option<&str>,
        limit: usize,
    ) -> PortResult<Vec<StoredRecord>> {
        if limit == 0 {
            return Ok(Vec::new());
        }
        let share = limit.div_ceil(SHARDS as usize) + SLACK;
        let opened = (0..SHARDS).map(|shard| {
            let (table, pk) = (self.clone(), partition(connection, entity, shard));
            let mut shard = Shard::new(entity, pk, after, share);
            async move {
                shard.fill(&table).await?;
                Ok(shard)
            }
        });
        let mut shards = together(self.at_once, opened).await?;
        let mut page = Vec::new();
        while page.len() < limit {
            let heads = shards.iter().enumerate().filter_map(|(at, shard)| Some((shard.head()?, at)));
            let Some((_, first)) = heads.min() else { break };
            if let Some(shard) = shards.get_mut(first) {
                page.extend(shard.ready.pop_front());
                shard.fill(self).await?;
            }
        }
        Ok(page)
    }

    pub(super) async fn count_shards(&self, connection: &ConnectionKey, entity: Entity) -> PortResult<u64> {
        let work = (0..SHARDS).map(|shard| {
            let (table, pk) = (self.clone(), partition(connection, entity, shard));
            async move { table.count_partition(entity, pk).await }
        });
        Ok(together(self.at_once, work).await?.into_iter().sum())
    }

    async fn count_partition(&self, entity: Entity, pk: String) -> PortResult<u64> {
        let (mut count, mut from) = (0, None);
        loop {
            let sent = self.visible(&pk).select(Select::Count).set_exclusive_start_key(from).send().await;
            let answer = sent.map_err(|e| table_failed(&format!("count of {entity}"), e))?;
            count += u64::try_from(answer.count).unwrap_or(0);
            from = answer.last_evaluated_key;
            if from.is_none() {
                return Ok(count);
            }
        }
    }

    /// A query of a partition for what is not removed, without its key condition on the sort key.
    fn visible(&self, pk: &str) -> QueryFluentBuilder {
        self.table
            .client
            .query()
            .table_name(&self.table.name)
            .consistent_read(true)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", s(pk))
            .filter_expression("attribute_not_exists(removedAt)")
    }
}

/// One shard, read as far as needed.
struct Shard {
    entity: Entity,
    pk: String,
    after: Option<String>,
    share: usize,
    /// In order, and nothing that is still unread comes before any of it.
    ready: VecDeque<StoredRecord>,
    /// Records whose IDs are too long for a key and begin alike: in order only once all of them are here.
    held: Vec<(String, StoredRecord)>,
    next: Next,
}

/// What of a shard is unread.
enum Next {
    Beginning,
    From(Item),
    Nothing,
}

impl Shard {
    fn new(entity: Entity, pk: String, after: Option<&str>, share: usize) -> Shard {
        let after = after.map(str::to_owned);
        Shard { entity, pk, after, share, ready: VecDeque::new(), held: Vec::new(), next: Next::Beginning }
    }

    fn head(&self) -> Option<&str> {
        self.ready.front().map(|stored| stored.record.sourced_id())
    }

    /// Reads on until something is ready or nothing is left.
    async fn fill(&mut self, table: &RosterTable) -> PortResult<()> {
        while self.ready.is_empty() {
            let from = match std::mem::replace(&mut self.next, Next::Nothing) {
                Next::Beginning => None,
                Next::From(key) => Some(key),
                Next::Nothing => return Ok(()),
            };
            let query = self.beyond_after(table.visible(&self.pk)).set_exclusive_start_key(from);
            let sent = query.limit(i32::try_from(self.share).unwrap_or(i32::MAX)).send().await;
            let answer = sent.map_err(|e| table_failed(&format!("page of {}", self.entity), e))?;
            self.next = answer.last_evaluated_key.map_or(Next::Nothing, Next::From);
            self.take(answer.items.unwrap_or_default())?;
        }
        Ok(())
    }

    fn beyond_after(&self, query: QueryFluentBuilder) -> QueryFluentBuilder {
        let Some(after) = &self.after else { return query };
        let key = text_key(after);
        let (condition, bound) = match cut(&key) {
            // Others that begin alike may have any hash.
            Some(_) => ("pk = :pk AND sk >= :after", beginning(after)),
            None => ("pk = :pk AND sk > :after", key),
        };
        query.key_condition_expression(condition).expression_attribute_values(":after", s(&bound))
    }

    fn take(&mut self, items: Vec<Item>) -> PortResult<()> {
        for item in items {
            let stored = read(self.entity, &item)?;
            let alike = maybe_text(&item, SK).and_then(cut).map(str::to_owned);
            if self.held.first().is_some_and(|(held, _)| Some(held) != alike.as_ref()) {
                self.release();
            }
            match alike {
                _ if self.after.as_deref().is_some_and(|after| stored.record.sourced_id() <= after) => {}
                Some(alike) => self.held.push((alike, stored)),
                None => self.ready.push_back(stored),
            }
        }
        if matches!(self.next, Next::Nothing) {
            self.release();
        }
        Ok(())
    }

    fn release(&mut self) {
        self.held.sort_by(|(_, a), (_, b)| a.record.sourced_id().cmp(b.record.sourced_id()));
        self.ready.extend(self.held.drain(..).map(|(_, stored)| stored));
    }
}
