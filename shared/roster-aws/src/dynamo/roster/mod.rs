//! The roster on DynamoDB: one item per record, readable without our code. Items, keys and costs: docs/data-model.md.

mod apply;
mod indexes;
mod item;
mod keys;
mod pages;
mod questions;
mod remove;
mod requests;
mod together;
mod write;

use async_trait::async_trait;
use aws_sdk_dynamodb::Client;
use jiff::Timestamp;
use roster::model::Entity;
use roster_pipeline::ports::{Applied, Change, RosterStore, StoredRecord};
use roster_pipeline::records::RunId;
use roster_pipeline::{ConnectionKey, ErrorKind, PortError, PortResult};

pub use questions::Found;
pub use requests::Requests;

use self::item::read;
use self::write::item_key;
use super::table::Table;
use super::{Index, Key, Projected, TableDefinition};

const DEFINITION: TableDefinition = TableDefinition {
    key: Key { partition: "pk", sort: "sk" },
    expires: None,
    indexes: &[
        Index {
            name: "gsi1",
            key: Key { partition: "gsi1pk", sort: "gsi1sk" },
            projects: Projected::KeysOnly,
        },
        Index {
            name: "gsi2",
            key: Key { partition: "gsi2pk", sort: "gsi2sk" },
            projects: Projected::KeysOnly,
        },
        Index {
            name: "removed",
            key: Key { partition: "removedIn", sort: "removedAt" },
            projects: Projected::KeysOnly,
        },
    ],
};

/// The table as `infra/template.yaml` makes it.
pub fn definition() -> TableDefinition {
    DEFINITION
}

/// Requests in flight at once, unless said otherwise: a first load waits for nothing else.
const AT_ONCE: usize = 64;

/// The company's copy of the roster in one DynamoDB table. Cheap to clone.
#[derive(Debug, Clone)]
pub struct RosterTable {
    table: Table,
    at_once: usize,
}

impl RosterTable {
    /// Over a table of the shape of [`definition`].
    pub fn new(client: Client, table: impl Into<String>) -> RosterTable {
        RosterTable { table: Table { client, name: table.into() }, at_once: AT_ONCE }
    }

    /// The same with so many requests of a call in flight at once.
    pub fn at_once(self, requests: usize) -> RosterTable {
        RosterTable { at_once: requests, ..self }
    }
}

#[async_trait]
impl RosterStore for RosterTable {
    async fn apply(
        &self,
        connection: &ConnectionKey,
        by: (&RunId, u64),
        at: Timestamp,
        batch: &[Change],
    ) -> PortResult<Applied> {
        self.apply_all(connection, by, at, batch).await
    }

    async fn get(
        &self,
        connection: &ConnectionKey,
        entity: Entity,
        sourced_id: &str,
    ) -> PortResult<StoredRecord> {
        let what = format!("record of {entity}");
        let item = self.table.get(&what, &item_key(connection, entity, sourced_id)).await?;
        let absent = || PortError::new(ErrorKind::NotFound, what);
        let Some(item) = item else { return Err(absent()) };
        let stored = read(entity, &item)?;
        match stored.removed_at {
            None => Ok(stored),
            Some(_) => Err(absent()),
        }
    }

    async fn page(
        &self,
        connection: &ConnectionKey,
        entity: Entity,
        after: Option<&str>,
        limit: usize,
    ) -> PortResult<Vec<StoredRecord>> {
        self.merged_page((connection, entity), after, limit).await
    }

    async fn count(&self, connection: &ConnectionKey, entity: Entity) -> PortResult<u64> {
        self.count_shards(connection, entity).await
    }

    async fn purge(&self, connection: &ConnectionKey, before: Timestamp) -> PortResult<u64> {
        self.purge_removed(connection, before).await
    }

    async fn erase(&self, connection: &ConnectionKey) -> PortResult<()> {
        self.erase_all(connection).await
    }
}
