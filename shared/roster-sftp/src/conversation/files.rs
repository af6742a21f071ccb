//! Requests about what is open: files being read or uploaded, folders being listed.

use jiff::Timestamp;
use roster_pipeline::ports::{Landed, LandedKind, LandingPath, UploadStart};
use roster_pipeline::{ErrorKind, PortResult};

use super::{Answer, Conversation, No};
use crate::attributes::Attributes;
use crate::handles::Open;
use crate::limits::TRANSFER_BYTES;
use crate::reply::Status;
use crate::uploading::{Position, Uploading};
use crate::wire::{Changes, OpenFlags};

/// Names told by one answer to a listing.
const NAMES_AT_ONCE: usize = 100;

impl Conversation {
    pub(super) async fn open(&mut self, path: LandingPath, flags: OpenFlags) -> Answer<u32> {
        self.room()?;
        let open = match flags.has(OpenFlags::WRITE) || flags.has(OpenFlags::APPEND) {
            true => Open::Uploading(Box::new(self.begin_upload(path, flags).await?)),
            false => self.begin_reading(path).await?,
        };
        Ok(self.handles.add(open))
    }

    async fn begin_reading(&self, path: LandingPath) -> Answer<Open> {
        match self.folder.door.stat(&self.folder.connection, &path).await?.kind {
            LandedKind::File => Ok(Open::Reading(path)),
            LandedKind::Folder => Err(No(Status::Failure, "This is a folder")),
        }
    }

    async fn begin_upload(&self, path: LandingPath, flags: OpenFlags) -> Answer<Uploading> {
        if path.is_report() {
            return Err(No(Status::PermissionDenied, "Nothing in reports can be changed"));
        }
        let there = present(self.folder.door.stat(&self.folder.connection, &path).await)?;
        match there.map(|t| t.kind) {
            Some(LandedKind::Folder) => return Err(No(Status::Failure, "This is a folder")),
            Some(LandedKind::File) if flags.has(OpenFlags::EXCLUDE) => {
                return Err(No(Status::Failure, "The file exists"));
            }
            None if !flags.has(OpenFlags::CREATE) => return Err(No(Status::NoSuchFile, "No such file")),
            Some(LandedKind::File) | None => {}
        }
        let start = if flags.has(OpenFlags::TRUNCATE) { UploadStart::Empty } else { UploadStart::Existing };
        let position = if flags.has(OpenFlags::APPEND) { Position::AtEnd } else { Position::AsTold };
        let upload = self.folder.door.upload(&self.folder.connection, &path, start).await?;
        Ok(Uploading::new(path, upload, position, self.limits.file_bytes).await?)
    }

    pub(super) async fn close(&mut self, handle: &[u8]) -> Answer<()> {
        let Open::Uploading(uploading) = self.handles.remove(handle).ok_or(UNKNOWN_HANDLE)? else {
            return Ok(());
        };
        match uploading.finish().await {
            Ok(landed) => {
                self.tally.files += 1;
                self.folder.changed(&landed.path);
                Ok(())
            }
            Err(error) => {
                self.tally.discarded += 1;
                Err(error.into())
            }
        }
    }

    pub(super) async fn read(&mut self, id: u32, handle: &[u8], span: (u64, usize)) -> Answer<()> {
        let (offset, len) = (span.0, span.1.min(TRANSFER_BYTES));
        let bytes = match self.handles.get(handle).ok_or(UNKNOWN_HANDLE)? {
            Open::Reading(path) => {
                self.folder.door.read_at(&self.folder.connection, path, offset, len).await?
            }
            Open::Uploading(uploading) => uploading.read(offset, len).await?,
            Open::Listing(_) => return Err(WRONG_HANDLE),
        };
        if bytes.is_empty() && len > 0 {
            return Err(No(Status::End, ""));
        }
        self.tally.bytes_out += bytes.len() as u64;
        self.replies.data(id, &bytes);
        Ok(())
    }

    pub(super) async fn write(&mut self, handle: &[u8], offset: u64, bytes: &[u8]) -> Answer<()> {
        self.uploading(handle)?.write(offset, bytes).await?;
        self.tally.bytes_in += bytes.len() as u64;
        Ok(())
    }

    pub(super) async fn sync(&mut self, handle: &[u8]) -> Answer<()> {
        Ok(self.uploading(handle)?.flush().await?)
    }

    pub(super) async fn set_handle(&mut self, handle: &[u8], set: Changes) -> Answer<()> {
        apply(self.uploading(handle)?, set).await
    }

    pub(super) async fn stat_handle(&mut self, handle: &[u8]) -> Answer<Attributes> {
        match self.handles.get(handle).ok_or(UNKNOWN_HANDLE)? {
            Open::Reading(path) => {
                Ok(Attributes::of(&self.folder.door.stat(&self.folder.connection, path).await?))
            }
            Open::Uploading(uploading) => Ok(Attributes::of_upload(&uploading.path, uploading.size())),
            Open::Listing(_) => Err(WRONG_HANDLE),
        }
    }

    pub(super) async fn open_folder(&mut self, path: &LandingPath) -> Answer<u32> {
        self.room()?;
        match self.folder.door.stat(&self.folder.connection, path).await?.kind {
            LandedKind::Folder => {}
            LandedKind::File => return Err(No(Status::Failure, "This is a file")),
        }
        let entries = self.folder.door.list(&self.folder.connection, path).await?;
        let named = |landed: Landed| (landed.path.name().to_owned(), Attributes::of(&landed));
        let names: Vec<(String, Attributes)> = entries.into_iter().map(named).collect();
        Ok(self.handles.add(Open::Listing(names.into_iter())))
    }

    pub(super) fn read_folder(&mut self, id: u32, handle: &[u8]) -> Answer<()> {
        let Open::Listing(rest) = self.handles.get(handle).ok_or(UNKNOWN_HANDLE)? else {
            return Err(WRONG_HANDLE);
        };
        let names: Vec<(String, Attributes)> = rest.take(NAMES_AT_ONCE).collect();
        if names.is_empty() {
            return Err(No(Status::End, ""));
        }
        self.replies.names(id, &names, Timestamp::now());
        Ok(())
    }

    fn room(&self) -> Answer<()> {
        match self.handles.len() < self.limits.handles {
            true => Ok(()),
            false => Err(No(Status::Failure, "Too many open files")),
        }
    }

    fn uploading(&mut self, handle: &[u8]) -> Answer<&mut Uploading> {
        match self.handles.get(handle).ok_or(UNKNOWN_HANDLE)? {
            Open::Uploading(uploading) => Ok(uploading),
            Open::Reading(_) | Open::Listing(_) => Err(WRONG_HANDLE),
        }
    }
}

const UNKNOWN_HANDLE: No = No(Status::Failure, "No such handle");
const WRONG_HANDLE: No = No(Status::Failure, "Not opened for this");

/// Changes an upload as a client asks.
pub(super) async fn apply(uploading: &mut Uploading, set: Changes) -> Answer<()> {
    if let Some(size) = set.size {
        uploading.set_size(size).await?;
    }
    if let Some(seconds) = set.modified {
        uploading.set_modified(time(seconds)).await?;
    }
    Ok(())
}

/// What is there, if anything is.
pub(super) fn present(found: PortResult<Landed>) -> PortResult<Option<Landed>> {
    match found {
        Ok(landed) => Ok(Some(landed)),
        Err(error) if error.kind == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The moment of a count of seconds since 1970.
pub(super) fn time(seconds: u32) -> Timestamp {
    Timestamp::from_second(i64::from(seconds)).unwrap_or(Timestamp::UNIX_EPOCH)
}
