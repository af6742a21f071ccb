//! Telling people and programs what happened.

use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::pull::PullId;
use crate::records::{DeliveryId, RunId};
use crate::{ConnectionKey, PortResult};

/// What happened. Holds IDs and counts, never a person's data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum Announcement {
    /// A delivery was read and its report is out.
    Checked {
        /// Which.
        delivery: DeliveryId,
        /// Errors found.
        errors: u64,
        /// Warnings found.
        warnings: u64,
    },
    /// A run waits for a person.
    Held {
        /// Which.
        run: RunId,
        /// The brake's reasons, each a sentence.
        reasons: Vec<String>,
    },
    /// A run changed the roster.
    Applied {
        /// Which.
        run: RunId,
        /// Records written.
        changes: u64,
    },
    /// A run could not go on.
    Failed {
        /// Which.
        run: RunId,
        /// What a person should know.
        message: String,
    },
    /// Nothing came in the connection's rhythm.
    Late {
        /// When something came last, if ever.
        #[serde(default)]
        since: Option<Timestamp>,
        /// How many times something should have come since.
        missed: u64,
    },
    /// So many tenants are late at the same time that the cause is likely ours; said instead of one [`Late`] for each.
    ///
    /// [`Late`]: Announcement::Late
    ManyLate {
        /// Tenants that are late.
        late: u64,
        /// Tenants with an active connection.
        of: u64,
    },
    /// Files could not be fetched from the district's own server.
    PullFailed {
        /// Which pull was the last to try.
        pull: PullId,
        /// How often it was tried.
        tries: u32,
        /// What happened and what to do.
        message: String,
    },
}

/// Sends announcements out. Losing one must not lose the run: callers log a failure and go on.
#[async_trait]
pub trait Announcer: Send + Sync {
    /// Sends one; the same one twice may reach people twice.
    async fn announce(&self, connection: &ConnectionKey, announcement: &Announcement) -> PortResult<()>;
    /// Sends one that is about no single connection, to the operator only; the same one twice may reach people twice.
    async fn tell_operator(&self, announcement: &Announcement) -> PortResult<()>;
}
