//! One file, from the server into an upload, going on where a lost session left it.

use std::time::Instant;

use jiff::Timestamp;
use roster_pipeline::PortResult;
use roster_pipeline::ports::{RemoteFile, Upload};
use roster_pipeline::pull::{PullSettings, Step, Trouble};
use russh_sftp::client::SftpSession;
use russh_sftp::client::error::Error;
use russh_sftp::client::fs::{File, Metadata};
use russh_sftp::protocol::StatusCode;
use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt, AsyncSeekExt};

use super::limits::PullLimits;
use super::listing::{modified, remote_path};

/// Read and written at once.
const PIECE: usize = 256 * 1024;

/// A file on its way.
pub(super) struct Coming {
    pub(super) upload: Box<dyn Upload>,
    pub(super) bytes: u64,
    pub(super) modified: Option<Timestamp>,
    hash: Sha256,
    /// Size and time when its first byte was read.
    began_as: Option<(Option<u64>, Option<Timestamp>)>,
}

/// Why a file is not whole.
pub(super) enum Stopped {
    /// The session is lost; the file may go on in another.
    Session(Trouble),
    /// The file changed under our hands; it must come from its beginning.
    Changed(Trouble),
    /// This file cannot be had.
    File(Trouble),
}

/// Where a file comes from.
pub(super) struct From<'a> {
    pub(super) sftp: &'a SftpSession,
    pub(super) settings: &'a PullSettings,
    pub(super) limits: &'a PullLimits,
}

impl Coming {
    pub(super) fn new(upload: Box<dyn Upload>) -> Coming {
        Coming { upload, bytes: 0, modified: None, hash: Sha256::new(), began_as: None }
    }

    /// SHA-256 of what has come, lower-case hex.
    pub(super) fn sha256(&self) -> String {
        self.hash.clone().finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Reads on to the end, and checks that as much came as there is and that it did not change meanwhile.
    pub(super) async fn read(&mut self, from: &From<'_>, file: &RemoteFile) -> Result<(), Stopped> {
        let path = remote_path(from.settings, &file.path);
        let about = from.sftp.metadata(&path).await.map_err(|error| stopped(&error))?;
        let standing = (about.size, modified(&about));
        if *self.began_as.get_or_insert(standing) != standing {
            return Err(Stopped::Changed(changing()));
        }
        if about.size.is_some_and(|size| size > from.limits.file_bytes) {
            return Err(Stopped::File(too_long(from.limits)));
        }
        let mut open = from.sftp.open(&path).await.map_err(|error| stopped(&error))?;
        self.copy(&mut open, about.size, from.limits).await?;
        let after: Metadata = from.sftp.metadata(&path).await.map_err(|error| stopped(&error))?;
        if (after.size, modified(&after)) != standing || after.size.is_some_and(|size| size != self.bytes) {
            return Err(Stopped::Changed(changing()));
        }
        self.modified = modified(&after);
        Ok(())
    }

    async fn copy(&mut self, open: &mut File, size: Option<u64>, limits: &PullLimits) -> Result<(), Stopped> {
        let (began, before) = (Instant::now(), self.bytes);
        let most = size.unwrap_or(limits.file_bytes);
        open.seek(std::io::SeekFrom::Start(self.bytes)).await.map_err(|error| lost(&error))?;
        let mut piece = vec![0u8; PIECE];
        loop {
            let read = open.read(&mut piece).await.map_err(|error| lost(&error))?;
            if read == 0 {
                return Ok(());
            }
            if self.bytes + read as u64 > most {
                return Err(if size.is_some() {
                    Stopped::Changed(changing())
                } else {
                    Stopped::File(too_long(limits))
                });
            }
            self.keep(&piece[..read])
                .await
                .map_err(|error| Stopped::File(Trouble::of(&error, Step::Fetch)))?;
            if limits.is_too_slow(self.bytes - before, began.elapsed()) {
                return Err(Stopped::File(too_slow()));
            }
        }
    }

    async fn keep(&mut self, bytes: &[u8]) -> PortResult<()> {
        self.upload.write_at(self.bytes, bytes).await?;
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
        Ok(())
    }

    /// Begins anew, with nothing.
    pub(super) async fn start_over(&mut self) -> PortResult<()> {
        self.upload.set_size(0).await?;
        (self.bytes, self.hash, self.began_as) = (0, Sha256::new(), None);
        Ok(())
    }
}

fn stopped(error: &Error) -> Stopped {
    match error {
        Error::Status(status) => Stopped::File(match status.status_code {
            StatusCode::NoSuchFile => Trouble::passing(
                Step::Fetch,
                "the file was listed and is gone",
                "nothing has to be done; it is tried again",
            ),
            StatusCode::PermissionDenied => Trouble::lasting(
                Step::Fetch,
                "the server does not let us read the file",
                "ask the district to let our user read it",
            ),
            _ => Trouble::passing(
                Step::Fetch,
                "the server could not read the file",
                "try again later; if it goes on, ask the district what is wrong",
            ),
        }),
        error => Stopped::Session(session_lost(&error.to_string())),
    }
}

fn lost(error: &std::io::Error) -> Stopped {
    Stopped::Session(session_lost(&error.to_string()))
}

fn session_lost(why: &str) -> Trouble {
    Trouble::passing(
        Step::Fetch,
        format!("the server stopped in the middle of the file ({why})"),
        "nothing has to be done; it is tried again",
    )
}

fn changing() -> Trouble {
    Trouble::passing(
        Step::Fetch,
        "the file changed while it was read, or ends before its size",
        "nothing has to be done; if it goes on, pull later, when the export has ended",
    )
}

fn too_long(limits: &PullLimits) -> Trouble {
    Trouble::lasting(
        Step::Fetch,
        format!("the file is longer than {} bytes, the most that is fetched", limits.file_bytes),
        "ask the district what the file is, or set a pattern without it",
    )
}

fn too_slow() -> Trouble {
    Trouble::passing(
        Step::Fetch,
        "the file comes too slowly to wait for",
        "ask the district about their line, or have them upload instead",
    )
}
