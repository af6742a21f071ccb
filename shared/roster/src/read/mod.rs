//! Reads a delivery: files to rows, rows to canonical records and findings.

mod again;
mod contents;
mod delivery;
mod derive;
mod file;
mod hand;
mod header;
mod lane;
mod mapped;
mod open;
mod own;
mod package;
mod people;
mod plan;
mod prescan;
mod private;
mod problems;
mod references;
mod relations;
mod row;
mod rows;
mod semantics;
mod set;
mod values;

pub(crate) use again::{Again, State};
pub(crate) use delivery::{FileResult, Reader, StoredBefore};
pub use delivery::{FindingSink, ReadOptions};
pub(crate) use people::People;
pub use plan::Strictness;
pub use private::{PrivateFile, private_files};
pub(crate) use references::KeySet;
pub(crate) use rows::{BlockOut, Outcome, RowRef};
pub use set::{Bytes, Input, MemoryInput, Set, base_name};
