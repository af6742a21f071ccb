//! A port that counts what it is asked.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use roster_pipeline::PortResult;

use crate::around::{Around, Hook};

/// A port that counts its calls in [`Calls`].
pub type Recording<P> = Around<P, Calls>;

/// How often each method was called.
#[derive(Debug, Default)]
pub struct Calls {
    counts: Mutex<BTreeMap<&'static str, u64>>,
}

impl Calls {
    /// Nothing was called yet.
    pub fn new() -> Calls {
        Calls::default()
    }

    /// Calls of one method, for example `RosterStore::apply`; `Artifacts::finish` counts artifacts made.
    pub fn of(&self, call: &'static str) -> u64 {
        self.all().get(call).copied().unwrap_or(0)
    }

    /// Items in all batches sent to `RosterStore::apply`.
    pub fn items(&self) -> u64 {
        self.of("items")
    }

    /// All counts by method.
    pub fn all(&self) -> BTreeMap<&'static str, u64> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn add(&self, what: &'static str, count: u64) {
        *self.counts.lock().unwrap_or_else(PoisonError::into_inner).entry(what).or_default() += count;
    }
}

impl Hook for Calls {
    fn before(&self, call: &'static str) -> PortResult<u64> {
        self.add(call, 1);
        Ok(0)
    }

    fn after(&self, _number: u64) -> PortResult<()> {
        Ok(())
    }

    fn items(&self, count: u64) {
        self.add("items", count);
    }
}
