//! What is stored about ID changes with a connection and with a run. Fields are only ever added, with a default.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ConnectionId;

/// The ID changes of a connection.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IdChanges {
    /// What becomes of ID changes that the district sends.
    #[serde(default)]
    pub policy: IdChangePolicy,
    /// The files that were accepted, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<IdChangeFile>,
    /// The connection of the same tenant under which its records were first seen, if it goes on from another's roster.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keys_of: Option<ConnectionId>,
    /// The connection whose roster it went on from, and which has its earlier history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<ConnectionId>,
    /// The connection that went on from its roster; this one is never planned again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaced_by: Option<ConnectionId>,
}

/// What becomes of ID changes that the district sends with its delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum IdChangePolicy {
    /// They are proposed, and a person accepts them.
    #[default]
    Propose,
    /// They are made at once.
    Accept,
}

impl IdChangePolicy {
    /// `propose` or `accept`.
    pub const fn as_str(self) -> &'static str {
        match self {
            IdChangePolicy::Propose => "propose",
            IdChangePolicy::Accept => "accept",
        }
    }
}

/// One accepted file of ID changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IdChangeFile {
    /// Its number, from 1.
    pub number: u64,
    /// Where it is kept: a path of artifacts.
    pub artifact: String,
    /// When it was accepted.
    pub added: Timestamp,
    /// How many changes it has.
    pub changes: u64,
    /// Whether what is not made yet of it is no longer to be made.
    #[serde(default)]
    pub dropped: bool,
}

impl IdChangeFile {
    /// What its changes are known by in the log of those that were made.
    pub(crate) fn source(&self) -> String {
        format!("file {}", self.number)
    }
}

impl IdChanges {
    /// Whether nothing was ever set or accepted.
    pub fn is_default(&self) -> bool {
        *self == IdChanges::default()
    }

    /// Differs where other changes are to be made.
    pub(crate) fn version(&self) -> String {
        let dropped = self.files.iter().filter(|file| file.dropped).count();
        format!("{}.{dropped}.{}", self.files.len(), self.policy.as_str())
    }
}

/// What a run has to do with ID changes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RunIds {
    /// Which of the connection's changes it was planned with.
    #[serde(default)]
    pub version: String,
    /// The changes that it may make: a path of artifacts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting: Option<String>,
    /// What is proposed for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposal: Option<IdProposal>,
}

impl RunIds {
    /// Whether it has nothing to do with them.
    pub fn is_default(&self) -> bool {
        *self == RunIds::default()
    }
}

/// The ID changes that are proposed for a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IdProposal {
    /// The file: a path of artifacts.
    pub artifact: String,
    /// Lines by confidence.
    pub sure: u64,
    /// Lines that a person has to look at.
    pub doubtful: u64,
    /// Records for which nothing is proposed.
    pub none: u64,
}
