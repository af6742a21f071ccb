//! What is stored about pulls. Their JSON is a stored format: fields are only ever added, with a default.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Trouble;
use crate::ConnectionKey;
use crate::ports::{FileOutcome, RemoteFile, Started, TransferId};

/// Names a pull: `p-<time>`; sorts by time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PullId(pub String);

impl fmt::Display for PullId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How far a pull is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PullState {
    /// The folder is being listed.
    Listing,
    /// Files are being fetched.
    Fetching,
    /// Everything that changed has landed.
    Done,
    /// Some of what changed has landed.
    Partial,
    /// Nothing was fetched.
    Failed,
}

impl PullState {
    /// As people and programs read it.
    pub fn as_str(self) -> &'static str {
        match self {
            PullState::Listing => "listing",
            PullState::Fetching => "fetching",
            PullState::Done => "done",
            PullState::Partial => "partial",
            PullState::Failed => "failed",
        }
    }

    /// Whether nothing more will happen.
    pub fn is_final(self) -> bool {
        match self {
            PullState::Listing | PullState::Fetching => false,
            PullState::Done | PullState::Partial | PullState::Failed => true,
        }
    }
}

/// A file that a pull fetches because it changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PulledFile {
    /// As it was listed.
    #[serde(flatten)]
    pub file: RemoteFile,
    /// The transfer that brings it, where somebody else does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transfer: Option<TransferId>,
    /// What became of it; `None` while that is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<FileOutcome>,
}

/// A file as it was when it was last fetched, or found the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SeenFile {
    /// As it was listed. Its time is missing where it was too young to prove anything.
    #[serde(flatten)]
    pub file: RemoteFile,
    /// SHA-256 of its contents, where it was computed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
}

/// One look at a district's server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Pull {
    /// Its ID.
    pub id: PullId,
    /// Whose.
    pub connection: ConnectionKey,
    /// How far it is.
    pub state: PullState,
    /// Which try this is since the last success or the last due time.
    pub attempt: u32,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    #[serde(default)]
    pub finished_at: Option<Timestamp>,
    /// When what others were asked to do counts as lost.
    pub deadline: Timestamp,
    /// The listing that was asked for, where somebody else makes it.
    #[serde(default)]
    pub listing: Option<Started>,
    /// Whether the listing was cut short.
    #[serde(default)]
    pub truncated: bool,
    /// How many wanted files stand there.
    #[serde(default)]
    pub listed: u64,
    /// Wanted files that are as they were.
    #[serde(default)]
    pub unchanged: Vec<SeenFile>,
    /// Wanted files that changed.
    #[serde(default)]
    pub files: Vec<PulledFile>,
    /// What stopped it, or what stopped the first of its files.
    #[serde(default)]
    pub trouble: Option<Trouble>,
    /// Raised at every change.
    pub version: u64,
}

impl Pull {
    /// Files of this pull that landed.
    pub fn landed(&self) -> impl Iterator<Item = &PulledFile> {
        self.files.iter().filter(|f| matches!(f.outcome, Some(FileOutcome::Landed { .. })))
    }

    /// Files of this pull that could not be fetched, and why.
    pub fn failed(&self) -> impl Iterator<Item = (&PulledFile, &Trouble)> {
        self.files.iter().filter_map(|file| match &file.outcome {
            Some(FileOutcome::Failed { trouble }) => Some((file, trouble)),
            Some(FileOutcome::Landed { .. } | FileOutcome::Same { .. }) | None => None,
        })
    }

    /// Whether somebody else still works for it.
    pub fn is_under_way(&self, now: Timestamp) -> bool {
        !self.state.is_final() && self.has_transfers() && now < self.deadline
    }

    /// Whether somebody else was asked to work for it.
    pub fn has_transfers(&self) -> bool {
        self.listing.is_some() || self.files.iter().any(|file| file.transfer.is_some())
    }
}
