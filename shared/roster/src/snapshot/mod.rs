//! The stored form of one entity's records as last applied, byte by byte.
#![doc = include_str!("../../../../docs/snapshot-format.md")]

mod edits;
mod fold;
mod read;
mod records;
mod school;
mod state;
mod write;

pub use fold::{FoldSettings, fold};
pub use read::SnapshotReader;
pub use records::Records;
pub use school::{SchoolCounts, school_of};
pub use state::{Entry, RecordState};
pub use write::{SnapshotSettings, SnapshotWriter, VERSION};

#[cfg(test)]
mod fold_tests;
#[cfg(test)]
mod read_tests;
#[cfg(test)]
mod sample;
