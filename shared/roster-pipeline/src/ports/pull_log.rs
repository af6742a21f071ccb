//! The record of pulls, and of work that others do for them and report about.

use async_trait::async_trait;

use super::{FileOutcome, TransferId};
use crate::pull::{Pull, PullId, SeenFile};
use crate::{ConnectionKey, PortResult};

/// Something that happened to a transfer, as told by whoever does it; may come twice, late, or before we know the transfer.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// Which transfer.
    pub transfer: TransferId,
    /// The connector that reports.
    pub connector: String,
    /// The file's path on the district's server as the report has it; `None` for a listing.
    pub path: Option<String>,
    /// What became of it. For a listing: landed, or why not.
    pub outcome: FileOutcome,
}

/// Whose a transfer is.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct TransferOwner {
    /// Which connection.
    pub connection: ConnectionKey,
    /// Which of its pulls.
    pub pull: PullId,
}

/// The record of pulls.
#[async_trait]
pub trait PullLog: Send + Sync {
    /// Stores a pull unless its ID is there already, and says whether it did.
    async fn begin(&self, pull: &Pull) -> PortResult<bool>;
    /// Stores a changed pull and returns it with `version` one higher; `Conflict` unless the stored version is the one
    /// that was read, also if there is none.
    async fn advance(&self, pull: &Pull) -> PortResult<Pull>;
    /// One pull; `NotFound` if absent.
    async fn pull(&self, connection: &ConnectionKey, id: &PullId) -> PortResult<Pull>;
    /// Pulls of a connection, newest (highest ID) first, at most `limit`.
    async fn pulls(&self, connection: &ConnectionKey, limit: usize) -> PortResult<Vec<Pull>>;

    /// The files as they were listed and accepted last, by path.
    async fn seen(&self, connection: &ConnectionKey) -> PortResult<Vec<SeenFile>>;
    /// Replaces all of them.
    async fn remember(&self, connection: &ConnectionKey, files: &[SeenFile]) -> PortResult<()>;

    /// Says whose a transfer is. The same again is fine; `Conflict` if it is somebody else's.
    async fn expect(&self, transfer: &TransferId, owner: &TransferOwner) -> PortResult<()>;
    /// Whose a transfer is; `None` if nobody said so yet.
    async fn owner(&self, transfer: &TransferId) -> PortResult<Option<TransferOwner>>;
    /// Stores the first report of a transfer about a path (or its listing), whether or not an owner is known, and says
    /// whether it was the first.
    async fn report(&self, report: &Report) -> PortResult<bool>;
    /// All reports of a transfer, by path; that of a listing first.
    async fn reports(&self, transfer: &TransferId) -> PortResult<Vec<Report>>;

    /// Deletes all of a connection: pulls, seen files, and its transfers with their reports; nothing there is fine.
    async fn erase(&self, connection: &ConnectionKey) -> PortResult<()>;
}
