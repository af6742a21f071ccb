//! Why a stored file cannot be read or written.

use std::{fmt, io};

/// A kind of stored file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Artifact {
    /// The records of one entity as last applied.
    Snapshot,
    /// What a delivery changes.
    ChangeSet,
}

impl fmt::Display for Artifact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Artifact::Snapshot => "snapshot",
            Artifact::ChangeSet => "change set",
        })
    }
}

/// A part of a stored file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// What says whose file it is.
    Header,
    /// A block of records, or a batch of changes, by number from 0.
    Block(u32),
    /// A piece of the index of hashes, by number from 0.
    Index(u32),
    /// The list of records that are missing or removed.
    States,
    /// The counts by school.
    Schools,
    /// The list of blocks.
    Directory,
    /// The end of the file; also where a file was cut off.
    Footer,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Part::Header => f.write_str("its header"),
            Part::Block(n) => write!(f, "block {n}"),
            Part::Index(n) => write!(f, "piece {n} of its index"),
            Part::States => f.write_str("its list of states"),
            Part::Schools => f.write_str("its counts by school"),
            Part::Directory => f.write_str("its directory"),
            Part::Footer => f.write_str("its end, or the rest was cut off"),
        }
    }
}

/// A stored file that cannot be used, or a disk that cannot be.
#[derive(Debug, thiserror::Error)]
pub enum StoredError {
    /// Reading or writing failed.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// It does not begin as such a file does.
    #[error("this is not a {0} file")]
    Foreign(Artifact),
    /// It was written by a newer program.
    #[error(
        "this {artifact} file has format version {found} and this program reads up to {known}; use a newer one"
    )]
    Version {
        /// What was to be read.
        artifact: Artifact,
        /// The version in the file.
        found: u16,
        /// The newest version that can be read.
        known: u16,
    },
    /// Some of it is not what was written.
    #[error(
        "the {artifact} file is damaged: {part}; take it from a backup or let the next full delivery rebuild it"
    )]
    Damaged {
        /// What was to be read.
        artifact: Artifact,
        /// What is damaged.
        part: Part,
    },
    /// A change set was made for another snapshot, or changes come in an order that cannot be stored.
    #[error("the changes do not fit: {0}")]
    Unfit(&'static str),
}

impl From<StoredError> for io::Error {
    fn from(error: StoredError) -> io::Error {
        match error {
            StoredError::Io(error) => error,
            StoredError::Foreign(_) | StoredError::Version { .. } | StoredError::Damaged { .. } => {
                io::Error::new(io::ErrorKind::InvalidData, error)
            }
            StoredError::Unfit(_) => io::Error::new(io::ErrorKind::InvalidInput, error),
        }
    }
}
