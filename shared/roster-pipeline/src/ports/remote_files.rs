//! A district's own server: what stands there, and its contents brought into the landing folder.

use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::LandingPath;
use crate::pull::Trouble;
use crate::records::Connection;
use crate::{ErrorKind, PortResult};

/// A file on a district's server. Size and time are what the server says; some say neither.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RemoteFile {
    /// Relative to the connection's folder there; under the same name it lands.
    pub path: String,
    /// Bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// When it was last written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modified: Option<Timestamp>,
}

/// What stands in the connection's folder of a server.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Listing {
    /// The files that fit the connection's patterns, by path.
    pub files: Vec<RemoteFile>,
    /// How many other files there are.
    #[serde(default)]
    pub others: u64,
    /// Whether there is more than may be listed; then a missing name says nothing.
    #[serde(default)]
    pub truncated: bool,
}

/// Names work that a server of somebody else does for us, in that somebody's words.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TransferId(pub String);

/// Work that goes on elsewhere and reports when it is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Started {
    /// Its name, which reports carry.
    pub transfer: TransferId,
    /// The files that it is about; empty for a listing.
    #[serde(default)]
    pub paths: Vec<String>,
    /// Where the result will be, in the adapter's words; empty where reports say all.
    #[serde(default)]
    pub output: String,
}

/// What came of asking for a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Listed {
    /// Here it is.
    Done(Listing),
    /// It is being made.
    Started(Started),
}

/// A file that is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// As it was listed.
    pub file: RemoteFile,
    /// SHA-256 (lower-case hex) of the contents that we have under this name. The same contents need not land again.
    pub known: Option<String>,
}

/// What became of one wanted file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "camelCase")]
pub enum FileOutcome {
    /// It stands in the landing folder.
    Landed {
        /// Bytes, if they were counted.
        #[serde(default)]
        bytes: Option<u64>,
        /// SHA-256 of its contents, if it was computed.
        #[serde(default)]
        sha256: Option<String>,
    },
    /// It has the contents that we know; nothing landed.
    Same {
        /// SHA-256 of its contents.
        sha256: String,
    },
    /// It could not be brought here; what stood in the landing folder stands there still.
    Failed {
        /// Why.
        trouble: Trouble,
    },
}

/// What came of asking for files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fetched {
    /// What became of each, in the order in which they were wanted.
    Done(Vec<FileOutcome>),
    /// They are being brought, each by one of these; those in none could not be asked for.
    Started(Vec<Started>),
}

/// Who a server says it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SeenHostKey {
    /// `SHA256:...`, as OpenSSH prints it.
    pub fingerprint: String,
    /// The key in OpenSSH's form (`ssh-ed25519 AAAA...`), to be pinned; empty if the adapter does not learn it.
    #[serde(default)]
    pub line: String,
    /// Whether it is one of the connection's pinned keys.
    pub pinned: bool,
}

/// What a person needs to see of a connection's server before trusting it, and whenever something is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Tested {
    /// Host and port.
    pub server: String,
    /// The key that the server showed, if it got that far.
    pub host_key: Option<SeenHostKey>,
    /// Addresses from which we come, for the district's firewall, if they are known.
    #[serde(default)]
    pub addresses: Vec<String>,
    /// Whether login and folder are fine.
    pub connected: bool,
    /// What stands there; `None` where the folder was not read.
    pub listing: Option<Listing>,
    /// The step that failed and what to do; `None` if all is well.
    pub trouble: Option<Trouble>,
}

/// A district's own server. Nothing there is ever changed or removed.
///
/// What goes wrong there is an error that carries a [`Trouble`] (see [`Trouble::of`]): retryable exactly if the trouble is
/// not lasting. No password is sent to a server whose key is not pinned.
#[async_trait]
pub trait RemoteFiles: Send + Sync {
    /// Goes as far as it can (reach, host key, login, folder, listing) and says how far that was; trouble on that way is
    /// told in [`Tested::trouble`], not as an error.
    async fn test(&self, connection: &Connection) -> PortResult<Tested>;

    /// Lists the folder, or has it listed.
    async fn list(&self, connection: &Connection) -> PortResult<Listed>;

    /// The listing that was started; `NotFound` while it is not done. Asked again, it says the same.
    async fn listing(&self, connection: &Connection, started: &Started) -> PortResult<Listing>;

    /// Brings files into the landing folder, each whole or not at all, or has them brought. One file's failure does
    /// not stop the others; an error means that nothing was brought.
    async fn fetch(&self, connection: &Connection, files: &[Wanted]) -> PortResult<Fetched>;

    /// What became so far of the files of a transfer, by path, asked of whoever does it; for reports that never came.
    async fn progress(
        &self,
        connection: &Connection,
        started: &Started,
    ) -> PortResult<Vec<(String, FileOutcome)>>;
}

impl RemoteFile {
    /// Where it lands. `Refused` for a name that climbs (`..`), hides as a report, or cannot be a path.
    pub fn landing_path(&self) -> PortResult<LandingPath> {
        let path = LandingPath::parse(&self.path)?;
        match path.as_str() == self.path && !path.as_str().is_empty() && !path.is_report() {
            true => Ok(path),
            false => Err(crate::PortError::new(ErrorKind::Refused, "file name on the district's server")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_names_land() {
        let path = |path: &str| RemoteFile { path: path.into(), size: None, modified: None }.landing_path();
        for good in ["users.csv", "2026/users.csv", "reported.csv", "a b.csv"] {
            assert_eq!(path(good).unwrap().as_str(), good);
        }
        for bad in
            ["", "../x", "a/../x", "/etc/passwd", "reports", "reports/x", "a//b", "./x", "a\0b", "a\\b"]
        {
            assert_eq!(path(bad).unwrap_err().kind, ErrorKind::Refused, "{bad:?}");
        }
    }
}
