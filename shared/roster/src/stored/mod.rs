//! What stored files of ours have in common: magic, version, checksummed blocks and sections, a footer that finds them.

pub(crate) mod bytes;
pub(crate) mod container;
mod error;
pub(crate) mod open;

pub use error::{Artifact, Part, StoredError};

/// Whether blocks are compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compression {
    /// As they are: for files that are thrown away when the run ends.
    None,
    /// Zstandard, level 1.
    Zstd,
}

#[cfg(test)]
mod frozen_tests;
