//! Runs, the pointer to what is current, and leases with fencing numbers.

use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::records::{Run, RunId};
use crate::{ConnectionKey, PortResult};

/// What `begin` found.
#[derive(Debug, Clone, PartialEq)]
pub enum Begun {
    /// The run is new and now stored.
    New(Run),
    /// It was there already; this is how it stands.
    Existing(Run),
}

/// The right to change one connection's roster for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// Which connection.
    pub connection: ConnectionKey,
    /// Who holds it.
    pub holder: String,
    /// Higher than that of every earlier lease of the connection; sent along with every roster write.
    pub fence: u64,
    /// When it lapses unless renewed.
    pub until: Timestamp,
}

/// What a connection's roster is right now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Current {
    /// The run that made it so.
    pub run: RunId,
    /// The snapshot it left: a path of [`Artifacts`](super::Artifacts).
    pub snapshot: String,
    /// Raised by one at each move.
    pub version: u64,
}

/// The record of runs.
#[async_trait]
pub trait RunLog: Send + Sync {
    /// Stores a run unless its ID is there already.
    async fn begin(&self, run: &Run) -> PortResult<Begun>;
    /// Stores a changed run and returns it with `version` one higher; `Conflict` unless the stored version is the one
    /// that was read, `NotFound` if it never began.
    async fn advance(&self, run: &Run) -> PortResult<Run>;
    /// One run; `NotFound` if absent.
    async fn run(&self, connection: &ConnectionKey, id: &RunId) -> PortResult<Run>;
    /// Runs of a connection, newest (highest ID) first, at most `limit`.
    async fn runs(&self, connection: &ConnectionKey, limit: usize) -> PortResult<Vec<Run>>;

    /// What is current; `None` before the first commit.
    async fn current(&self, connection: &ConnectionKey) -> PortResult<Option<Current>>;
    /// Moves the pointer; `Conflict` unless the stored version is `next.version - 1` (0 before the first).
    async fn move_current(&self, connection: &ConnectionKey, next: &Current) -> PortResult<()>;

    /// Takes the lease if it is free or lapsed at `now`, with the next fencing number; `Busy` while another holder has it.
    /// The same holder asking again gets a longer `until`, never a shorter one, and keeps its number;
    /// once lapsed, it gets the next number like anybody else. Numbers begin at 1 and never come back. To the millisecond.
    async fn lease(
        &self,
        connection: &ConnectionKey,
        holder: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> PortResult<Lease>;
    /// Gives the lease back; a lease that is no longer held is left alone.
    async fn release(&self, lease: &Lease) -> PortResult<()>;

    /// Deletes everything of a connection: runs, pointer and lease, whoever holds it; nothing there is fine. Fencing numbers
    /// begin anew, so its roster must be gone before.
    async fn erase(&self, connection: &ConnectionKey) -> PortResult<()>;
}
