//! Immutable things we keep: raw deliveries, snapshots, change sets, reports.

use std::fmt;
use std::io::{Read, Seek, Write};

use async_trait::async_trait;

use crate::{ConnectionKey, PortResult};

/// Where an artifact lives: a connection and a relative `/`-separated path of ours, for example `snapshots/s-1/users`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArtifactKey {
    /// Whose it is.
    pub connection: ConnectionKey,
    /// Parts of `[A-Za-z0-9._-]`, none empty, none beginning with a dot; never below another artifact's
    /// path. Made by us, never from a client's file name.
    pub path: String,
}

impl ArtifactKey {
    /// The artifact at `path` of a connection.
    pub fn new(connection: &ConnectionKey, path: impl Into<String>) -> ArtifactKey {
        ArtifactKey { connection: connection.clone(), path: path.into() }
    }

    /// Whether `path` is what it must be; a store refuses to write anything else.
    pub fn is_valid(&self) -> bool {
        let fine = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
        self.path.split('/').all(|part| !part.is_empty() && !part.starts_with('.') && part.bytes().all(fine))
    }
}

impl fmt::Display for ArtifactKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.connection, self.path)
    }
}

/// Stored bytes, read by blocking calls from any position.
pub trait Source: Read + Seek + Send {}
impl<T: Read + Seek + Send> Source for T {}

/// What was stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Length in bytes.
    pub bytes: u64,
}

/// An artifact being written by blocking calls. Dropped before `finish`, nothing of it remains.
pub trait ArtifactWriter: Write + Send {
    /// Makes the whole artifact visible at once and durable.
    fn finish(self: Box<Self>) -> PortResult<Stored>;
}

/// The store of immutable artifacts.
#[async_trait]
pub trait Artifacts: Send + Sync {
    /// Begins an artifact. Nobody sees it before `finish`. Finishing over an existing key replaces it as a whole
    /// (the same step run twice writes the same bytes). Returns `Refused` for a path that is not a valid key;
    /// so do the other methods.
    async fn write(&self, key: &ArtifactKey) -> PortResult<Box<dyn ArtifactWriter>>;

    /// Opens an artifact for reading; what was opened stays readable as it was while held. `NotFound` if absent.
    async fn open(&self, key: &ArtifactKey) -> PortResult<Box<dyn Source>>;

    /// Paths of a connection's artifacts that begin with `prefix`, in byte order. Unfinished ones are not listed.
    async fn list(&self, connection: &ConnectionKey, prefix: &str) -> PortResult<Vec<String>>;

    /// Removes an artifact; removing one that is not there is fine.
    async fn remove(&self, key: &ArtifactKey) -> PortResult<()>;
}
