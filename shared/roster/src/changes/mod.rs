//! The change set: what a delivery changes in a roster, as a stored artifact, byte by byte.
#![doc = include_str!("../../../../docs/change-set-format.md")]

mod change;
mod json;
mod people;
mod read;
mod sort;
mod write;

pub use change::{Change, Op};
pub(crate) use json::put_record;
pub use json::write_json_line;
pub use people::{Flow, People, PeopleCounter, Standing};
pub use read::{ChangeSetReader, Changes};
pub use sort::ChangeSorter;
pub use write::{ChangeSetWriter, VERSION};

#[cfg(test)]
mod read_tests;
