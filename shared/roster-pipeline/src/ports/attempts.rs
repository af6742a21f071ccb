//! Attempts to log in, counted for a while.

use std::fmt;

use async_trait::async_trait;
use jiff::Timestamp;

use crate::PortResult;

/// What is counted: a kind and a hash, at most 64 of `[a-z0-9-]`. Nobody's name or address can be read from it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AttemptKey(String);

impl AttemptKey {
    /// The key of a kind, for example `user`, and a hash in lower-case hex.
    pub fn new(kind: &str, hash: &str) -> AttemptKey {
        AttemptKey(format!("{kind}-{hash}"))
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AttemptKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How often a key was counted, and when the count ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// At least 1.
    pub times: u32,
    /// From this moment on nothing is counted any more.
    pub until: Timestamp,
}

/// Counts that end by themselves. A key is either counted or kept, never both; a call has at most ten keys, all different.
/// Times are exact to the millisecond. What has ended may be deleted at any time, so that what is stored stays small.
#[async_trait]
pub trait Attempts: Send + Sync {
    /// The count of each key in the order asked; `None` where nothing is counted or the count ended at or before `now`.
    /// Sees every count that was stored before the call.
    async fn counts(&self, keys: &[AttemptKey], now: Timestamp) -> PortResult<Vec<Option<Counted>>>;
    /// Counts one more for each key. A count that runs keeps its end, however often it rises; one that is absent or has
    /// ended starts anew at 1 and ends at `until`. Of racing calls each is counted.
    async fn count(&self, keys: &[AttemptKey], now: Timestamp, until: Timestamp) -> PortResult<()>;
    /// Keeps each key, counted as 1, until `until` or until the end that it has, whichever is later.
    async fn keep(&self, keys: &[AttemptKey], until: Timestamp) -> PortResult<()>;
}
