//! What rows mean together: facts of earlier files that later rows are held against, and rows that say a thing twice.
//!
//! Almost all of it costs memory for each record, so it is remembered in strict reading only: 8 to 24 bytes a record.

mod facts;
mod held;
mod repeats;

pub(super) use facts::{Facts, pair};
pub(super) use held::check;
pub(super) use repeats::Repeats;

/// One rule that a good record breaks, and what becomes of the value.
pub(super) struct Broken {
    pub(super) rule: &'static crate::finding::Rule,
    /// The field that is named.
    pub(super) field: usize,
    pub(super) message: String,
    pub(super) fate: Fate,
}

/// What becomes of the value that breaks a rule, unless it costs the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Stays,
    /// It is a reference that must not be followed.
    Emptied,
}
