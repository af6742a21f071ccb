//! The folder of a connection: what a district put there, and the reports we put there for it.

use std::fmt;
use std::io::Read;

use async_trait::async_trait;
use jiff::Timestamp;

use crate::{ConnectionKey, ErrorKind, PortError, PortResult};

/// A path inside one connection's folder, checked: relative, `/`-separated, no `.` or `..` part, no NUL, no backslash,
/// parts of at most 255 bytes, at most 1,024 bytes in all. Empty is the folder itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct LandingPath(String);

impl LandingPath {
    /// The connection's folder itself.
    pub fn root() -> LandingPath {
        LandingPath::default()
    }

    /// Checks a path as clients send it; a leading `/` means the connection's folder, doubled slashes count once,
    /// `.` parts vanish, and `..` climbs but never above the folder. `Refused` for what cannot be a path.
    pub fn parse(text: &str) -> PortResult<LandingPath> {
        let mut parts: Vec<&str> = Vec::new();
        for part in text.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop();
                }
                p if p.len() > 255 || p.contains(['\0', '\\']) => {
                    return Err(PortError::new(ErrorKind::Refused, "file name"));
                }
                p => parts.push(p),
            }
        }
        let path = parts.join("/");
        match path.len() <= 1024 {
            true => Ok(LandingPath(path)),
            false => Err(PortError::new(ErrorKind::Refused, "file name")),
        }
    }

    /// The path as text, without a leading slash.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last part; empty for the folder itself.
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or("")
    }

    /// The folder that holds it; the folder itself holds itself.
    pub fn parent(&self) -> LandingPath {
        LandingPath(self.0.rsplit_once('/').map_or(String::new(), |(parent, _)| parent.to_owned()))
    }

    /// True for `reports` and everything below it: readable, never writable by a client.
    pub fn is_report(&self) -> bool {
        self.0 == "reports" || self.0.starts_with("reports/")
    }
}

impl fmt::Display for LandingPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a path names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LandedKind {
    /// A file.
    File,
    /// A folder.
    Folder,
}

/// One file or folder as it stands in a connection's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Landed {
    /// Where.
    pub path: LandingPath,
    /// File or folder.
    pub kind: LandedKind,
    /// Size in bytes; 0 for a folder.
    pub size: u64,
    /// The modification time a client sees, and may set where the store lets it: a bucket does not.
    pub modified: Timestamp,
    /// Names these exact contents: changes with every upload, never by setting times, nor by renaming, except in a bucket,
    /// where that is a copy. Empty for a folder.
    pub version: String,
}

/// What `receive` needs: which files stand there, and their exact contents.
#[async_trait]
pub trait Landing: Send + Sync {
    /// All files of a connection, subfolders included, in path order; neither uploads in progress nor `reports/`.
    async fn files(&self, connection: &ConnectionKey) -> PortResult<Vec<Landed>>;

    /// Opens exactly this version for reading; `NotFound` if the name is gone, `Conflict` if it now holds another version.
    async fn open(&self, connection: &ConnectionKey, file: &Landed) -> PortResult<Box<dyn Read + Send>>;

    /// Removes exactly this version; `Conflict` if the name holds another version by now. Absent is fine.
    async fn remove_version(&self, connection: &ConnectionKey, file: &Landed) -> PortResult<()>;

    /// Writes a file below `reports/`, whole or not at all, replacing an older one.
    async fn publish(&self, connection: &ConnectionKey, path: &LandingPath, content: &[u8])
    -> PortResult<()>;

    /// All files below `reports/`, in path order.
    async fn reports(&self, connection: &ConnectionKey) -> PortResult<Vec<Landed>>;

    /// Removes a file below `reports/`, and the folders below `reports/` that this leaves empty. Absent is fine.
    async fn withdraw(&self, connection: &ConnectionKey, path: &LandingPath) -> PortResult<()>;

    /// Deletes everything in a connection's folder, reports too; nothing there is fine.
    async fn erase(&self, connection: &ConnectionKey) -> PortResult<()>;
}

/// How an upload begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UploadStart {
    /// Empty.
    Empty,
    /// With a copy of what the name holds now (clients that resume or append); empty if it holds nothing.
    Existing,
}

/// A file being uploaded. Visible only after `finish`; dropped before, nothing of it remains.
#[async_trait]
pub trait Upload: Send + Sync {
    /// Writes at a byte position; gaps read as zero.
    async fn write_at(&mut self, offset: u64, bytes: &[u8]) -> PortResult<()>;
    /// Reads back at most `len` bytes of what was written; empty at the end.
    async fn read_at(&mut self, offset: u64, len: usize) -> PortResult<Vec<u8>>;
    /// Cuts or extends to `size` bytes.
    async fn set_size(&mut self, size: u64) -> PortResult<()>;
    /// The modification time to give the file; otherwise that of `finish`.
    async fn set_modified(&mut self, modified: Timestamp) -> PortResult<()>;
    /// Present size in bytes.
    async fn size(&mut self) -> PortResult<u64>;
    /// Puts the file under its name at once, durable, replacing what the name held, as a new version.
    async fn finish(self: Box<Self>) -> PortResult<Landed>;
}

/// What the SFTP server needs of the same folder. Paths below `reports/` are readable; every change to them is `Refused`.
#[async_trait]
pub trait FrontDoor: Send + Sync {
    /// Entries directly inside a folder, by name, uploads in progress not among them. `reports` is always there in the root.
    async fn list(&self, connection: &ConnectionKey, folder: &LandingPath) -> PortResult<Vec<Landed>>;
    /// One entry; `NotFound` if absent.
    async fn stat(&self, connection: &ConnectionKey, path: &LandingPath) -> PortResult<Landed>;
    /// At most `len` bytes from `offset`; empty at the end.
    async fn read_at(
        &self,
        connection: &ConnectionKey,
        path: &LandingPath,
        offset: u64,
        len: usize,
    ) -> PortResult<Vec<u8>>;
    /// Begins an upload. The folder must exist (`NotFound`); a folder's name is `Refused`.
    async fn upload(
        &self,
        connection: &ConnectionKey,
        path: &LandingPath,
        start: UploadStart,
    ) -> PortResult<Box<dyn Upload>>;
    /// Sets the modification time a client sees; the version stays.
    async fn set_modified(
        &self,
        connection: &ConnectionKey,
        path: &LandingPath,
        to: Timestamp,
    ) -> PortResult<()>;
    /// Makes a folder; `Conflict` if the name is taken, `NotFound` if its parent is missing.
    async fn make_folder(&self, connection: &ConnectionKey, path: &LandingPath) -> PortResult<()>;
    /// Removes a file (`Refused` for a folder) or an empty folder (`Refused` for a file or a folder that holds something);
    /// `NotFound` if absent.
    async fn remove(
        &self,
        connection: &ConnectionKey,
        path: &LandingPath,
        kind: LandedKind,
    ) -> PortResult<()>;
    /// Renames a file or folder; an existing file of the new name is replaced, an existing folder is a `Conflict`,
    /// and so is a folder onto a file. `NotFound` if the old name or the new name's folder is missing; `Refused` for a
    /// folder into itself, or where something in it would get a path that is too long.
    async fn rename(
        &self,
        connection: &ConnectionKey,
        from: &LandingPath,
        to: &LandingPath,
    ) -> PortResult<()>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_never_leaves_the_folder() {
        for (text, want) in [
            ("/", ""),
            ("", ""),
            ("a.csv", "a.csv"),
            ("/x//y/./a.csv", "x/y/a.csv"),
            ("../../etc/passwd", "etc/passwd"),
            ("x/../../a", "a"),
            ("..", ""),
        ] {
            assert_eq!(LandingPath::parse(text).unwrap().as_str(), want, "{text}");
        }
        for bad in ["a\0b", "a\\b", &"x".repeat(256), &"x/".repeat(600)] {
            assert!(LandingPath::parse(bad).is_err());
        }
    }
}
