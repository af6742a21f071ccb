//! Sorting more than fits in memory: records pushed in any order come back by key, ties in the order they were pushed.

mod merge;
mod run;
mod scratch;
mod sorter;
mod spool;

pub use merge::Sorted;
pub use scratch::{MemoryScratch, Scratch, ScratchFile};
pub use sorter::Sorter;
pub(crate) use spool::Spool;
