//! A delivery against what was there before: what was created, updated, removed, revived.

mod buckets;
mod compare;
mod conclude;
mod counts;
mod damage;
mod derived;
mod doubts;
mod ended;
mod entity;
mod finish;
mod implied;
mod intake;
mod keys;
mod known;
mod mails;
mod moves;
mod names;
mod noted;
mod pass;
mod schools;
mod scoped;
mod spool;
mod supplied;
mod told;
mod traits;
mod twins;

pub use compare::{
    Beside, CompareOptions, Comparison, FileBefore, NoFindings, Purpose, ReadAs, SnapshotSource, check,
    compare, compare_beside, compare_renaming, compare_sets,
};
pub use counts::{ChangeCounts, ReadCounts};
pub(crate) use derived::is_from;
pub use keys::{Keys, Met, ROW_VERSION, Standing, UnmetStay, key_hash, row_hash};
pub use names::{is_same_file, undated};
pub use pass::{EntitySummary, FileSummary};
pub use traits::Traits;
