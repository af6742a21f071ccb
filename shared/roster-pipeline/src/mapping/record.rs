//! What is kept of a connection's mappings. Their JSON is a stored format: fields are only ever added, with a default.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::records::ExpectedFile;

/// One version of a connection's mapping, without its document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MappingVersion {
    /// Counts up from 1; a number is never given to another document.
    pub version: u64,
    /// What the document calls itself.
    #[serde(default)]
    pub name: String,
    /// SHA-256 of the document, lower-case hex.
    pub sha256: String,
    /// Why it was made, for people.
    #[serde(default)]
    pub note: String,
    /// When it was saved.
    pub created: Timestamp,
}

/// The mapping that a connection is read with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MappingInUse {
    /// The version.
    pub version: u64,
    /// SHA-256 of its document: another document makes the same files new work.
    pub sha256: String,
    /// The files that a set needs, as the document says; they count where the connection declares none.
    #[serde(default)]
    pub needs: Vec<ExpectedFile>,
}
