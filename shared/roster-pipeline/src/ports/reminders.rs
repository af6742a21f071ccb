//! Work to come back to at a later time.

use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::queue::Work;
use crate::{ConnectionKey, PortResult};

/// Work that is not to be done before its time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reminder {
    /// Whose.
    pub connection: ConnectionKey,
    /// What.
    pub work: Work,
    /// Not before.
    pub at: Timestamp,
}

/// Reminders, kept for us until their time.
#[async_trait]
pub trait Reminders: Send + Sync {
    /// Keeps a reminder. It comes back at least once; it may come back before its time, and is then to be kept again.
    async fn remind(&self, reminder: &Reminder, now: Timestamp) -> PortResult<()>;
}
