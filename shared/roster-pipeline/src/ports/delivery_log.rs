//! What arrived: single files first, then deliveries.

use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::records::{Delivery, DeliveryId};
use crate::{ConnectionKey, PortResult};

/// One exact file version that was copied out of the landing folder and awaits, or belongs to, a delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrival {
    /// The client's path inside the connection's folder.
    pub path: String,
    /// The landing's name for these contents.
    pub version: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256 of the contents, lower-case hex.
    pub sha256: String,
    /// Modification time as the client set it.
    pub modified: Timestamp,
    /// When we copied it.
    pub received: Timestamp,
    /// Where the copy is: a path of [`Artifacts`](super::Artifacts).
    pub artifact: String,
    /// The delivery that took it, if one did.
    pub delivery: Option<DeliveryId>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Purpose::is_table")]
    pub purpose: Purpose,
}

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Purpose {
    /// It is part of a set, or may be.
    #[default]
    Table,
    /// It is a picture or a PDF, or a ZIP of nothing else: kept beside the deliveries, part of none.
    Attachment,
}

impl Purpose {
    fn is_table(&self) -> bool {
        *self == Purpose::Table
    }
}

/// The record of arrivals and deliveries of each connection.
#[async_trait]
pub trait DeliveryLog: Send + Sync {
    /// Records an arrival; the same path and version again changes nothing and returns false.
    async fn arrive(&self, connection: &ConnectionKey, arrival: &Arrival) -> PortResult<bool>;
    /// Of each path the arrival that was recorded last, by path.
    async fn arrivals(&self, connection: &ConnectionKey) -> PortResult<Vec<Arrival>>;
    /// Every arrival, in the order in which they were recorded.
    async fn every_arrival(&self, connection: &ConnectionKey) -> PortResult<Vec<Arrival>>;
    /// Forgets the arrival of exactly this path and version, as if it had never been recorded; absent is fine. Deliveries
    /// stay as they are.
    async fn forget(&self, connection: &ConnectionKey, path: &str, version: &str) -> PortResult<()>;

    /// Records a delivery once and marks its arrivals as taken, all or nothing; the same ID again changes nothing and
    /// returns false. An arrival that an earlier delivery took stays marked with that one; files that never arrived are
    /// fine.
    async fn begin_delivery(&self, delivery: &Delivery) -> PortResult<bool>;
    /// One delivery; `NotFound` if absent.
    async fn delivery(&self, connection: &ConnectionKey, id: &DeliveryId) -> PortResult<Delivery>;
    /// Stores a changed delivery and returns it with `version` one higher; `Conflict` unless the stored version is the
    /// one that was read, also if there is none.
    async fn set_delivery(&self, delivery: &Delivery) -> PortResult<Delivery>;
    /// Deliveries of a connection, newest (highest ID) first, at most `limit`.
    async fn deliveries(&self, connection: &ConnectionKey, limit: usize) -> PortResult<Vec<Delivery>>;

    /// Deletes everything of a connection; nothing there is fine.
    async fn erase(&self, connection: &ConnectionKey) -> PortResult<()>;
}
