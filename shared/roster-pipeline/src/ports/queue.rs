//! Work for one connection at a time.

use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::records::{DeliveryId, RunId};
use crate::{ConnectionKey, PortResult};

/// What there is to do for a connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "camelCase")]
pub enum Work {
    /// Something landed: copy it, and make a delivery if the set is whole.
    Receive,
    /// Read, validate and preview a delivery.
    Check {
        /// Which.
        delivery: DeliveryId,
    },
    /// Plan the newest complete delivery and apply it if the brake lets it.
    Plan,
    /// Go on applying a run.
    Apply {
        /// Which.
        run: RunId,
    },
    /// Fetch from the district's own server.
    Pull,
    /// Throw away what nobody needs any more.
    Housekeep,
}

/// Work handed out, to be finished or handed back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Whose.
    pub connection: ConnectionKey,
    /// What.
    pub work: Work,
    /// Names this hand-out.
    pub receipt: String,
    /// How often it was handed out, this time included.
    pub attempt: u32,
}

/// Adds work for others to do: all that a use case needs which takes none itself.
#[async_trait]
pub trait WorkSender: Send + Sync {
    /// Adds work behind what waits for the connection. Where it can be seen what waits, the same work of the same connection
    /// that is not yet handed out is not added twice; elsewhere it is: every step may run twice.
    async fn send(&self, connection: &ConnectionKey, work: &Work) -> PortResult<()>;
}

/// A queue that keeps one connection's work in order and hands out one piece of it at a time.
#[async_trait]
pub trait Queue: WorkSender {
    /// The oldest work of a connection none of whose work is out; invisible to others until `until`. `None` if there is
    /// none. Work whose `until` has passed at `now` is handed out again.
    async fn take(&self, now: Timestamp, until: Timestamp) -> PortResult<Option<Job>>;
    /// The job is finished and never comes again. A receipt that lapsed changes nothing.
    async fn done(&self, job: &Job) -> PortResult<()>;
    /// The job comes again, not before `at`.
    async fn again(&self, job: &Job, at: Timestamp) -> PortResult<()>;
}
