//! The company's copy of the roster: what its application reads.

use async_trait::async_trait;
use jiff::Timestamp;
use roster::model::{Entity, Record};

use crate::records::RunId;
use crate::{ConnectionKey, PortResult};

/// One change to one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Make the record visible with exactly these fields; also revives a removed one.
    Put {
        /// The record with all its fields.
        record: Record,
        /// Our stable key.
        key: [u8; 16],
    },
    /// The same for a record that had another ID before, or whose ID was another record's: first seen at this time, whatever
    /// the store holds under its ID.
    Move {
        /// The record with all its fields.
        record: Record,
        /// Our stable key.
        key: [u8; 16],
        /// When the record was first seen, under whatever ID.
        first_seen: Timestamp,
    },
    /// Make the record invisible at once; it is purged later.
    Remove {
        /// Which entity.
        entity: Entity,
        /// Which record.
        sourced_id: String,
    },
}

/// What a batch did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Applied {
    /// Items written.
    pub written: u64,
    /// Items left alone because a write with this or a later fencing number was there first.
    pub stale: u64,
}

/// One stored record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRecord {
    /// Its fields.
    pub record: Record,
    /// Our stable key.
    pub key: [u8; 16],
    /// The run that wrote it last.
    pub run: RunId,
    /// Fencing number of that write.
    pub fence: u64,
    /// When it was first seen.
    pub first_seen: Timestamp,
    /// When its fields or visibility last changed.
    pub last_changed: Timestamp,
    /// When it was removed, if it is.
    pub removed_at: Option<Timestamp>,
}

/// The roster store. All calls stay inside one connection.
#[async_trait]
pub trait RosterStore: Send + Sync {
    /// Writes a batch in order. An item is written only where the stored fencing number is lower than `fence` or the
    /// stored item was written by the same run: applying a batch twice changes nothing and counts the second time as
    /// stale or written, and a stale worker that wakes after a newer commit changes nothing. `first_seen` survives
    /// updates and revival, and is what a [`Change::Move`] says; `last_changed` and `removed_at` stay where nothing changes. Removing what is not there leaves
    /// nothing and counts as stale.
    async fn apply(
        &self,
        connection: &ConnectionKey,
        by: (&RunId, u64),
        at: Timestamp,
        batch: &[Change],
    ) -> PortResult<Applied>;

    /// One visible record; `NotFound` if absent or removed.
    async fn get(
        &self,
        connection: &ConnectionKey,
        entity: Entity,
        sourced_id: &str,
    ) -> PortResult<StoredRecord>;

    /// Visible records of an entity in `sourcedId` byte order, after `after`, at most `limit`; fewer means the end.
    async fn page(
        &self,
        connection: &ConnectionKey,
        entity: Entity,
        after: Option<&str>,
        limit: usize,
    ) -> PortResult<Vec<StoredRecord>>;

    /// Visible records of an entity.
    async fn count(&self, connection: &ConnectionKey, entity: Entity) -> PortResult<u64>;

    /// Deletes for good what was removed before `before`; returns how many.
    async fn purge(&self, connection: &ConnectionKey, before: Timestamp) -> PortResult<u64>;

    /// Deletes everything of a connection, visible or not.
    async fn erase(&self, connection: &ConnectionKey) -> PortResult<()>;
}
