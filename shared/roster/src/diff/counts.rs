//! What is counted of one entity.

/// Candidates of one entity, as the check counts them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ReadCounts {
    /// All candidate records.
    pub read: u64,
    /// Good ones.
    pub accepted: u64,
    /// Those dropped for an error.
    pub rejected: u64,
    /// Those whose key the delivery had before.
    pub repeated: u64,
    /// Those of schools that are not mapped.
    pub out_of_scope: u64,
    /// Those whose key could not be read; they count as rejected too.
    pub unreadable: u64,
}

/// What a change set does to one entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ChangeCounts {
    /// Records that were not there.
    pub created: u64,
    /// Records whose fields differ.
    pub updated: u64,
    /// Records that go.
    pub removed: u64,
    /// Removed records that came back.
    pub revived: u64,
    /// Records that got a new ID.
    pub renamed: u64,
    /// Records that stay as they were because their row was in error.
    pub kept: u64,
    /// Records that are the same.
    pub unchanged: u64,
}
