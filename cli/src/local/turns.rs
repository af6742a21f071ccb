//! One piece of work at a time for each connection.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use roster_pipeline::ConnectionKey;
use tokio::sync::{Mutex as Turn, OwnedMutexGuard};

/// Who is at work on which connection.
#[derive(Debug, Default)]
pub(crate) struct Turns {
    turns: Mutex<HashMap<ConnectionKey, Arc<Turn<()>>>>,
}

impl Turns {
    /// Waits until nobody else works on the connection; it is one's own until the guard is dropped.
    pub(crate) async fn of(&self, key: &ConnectionKey) -> OwnedMutexGuard<()> {
        let turn = {
            let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(turns.entry(key.clone()).or_default())
        };
        turn.lock_owned().await
    }
}
