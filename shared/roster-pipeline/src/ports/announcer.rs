//! Telling people and programs what happened.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

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
}

/// Sends announcements out. Losing one must not lose the run: callers log a failure and go on.
#[async_trait]
pub trait Announcer: Send + Sync {
    /// Sends one; the same one twice may reach people twice.
    async fn announce(&self, connection: &ConnectionKey, announcement: &Announcement) -> PortResult<()>;
}
