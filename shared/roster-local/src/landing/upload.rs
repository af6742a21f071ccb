//! A file on its way into a landing folder.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::sync::Arc;
use std::time::SystemTime;

use async_trait::async_trait;
use jiff::Timestamp;
use roster_pipeline::ports::{Landed, LandedKind, LandingPath, Upload, UploadStart};
use roster_pipeline::{ErrorKind, PortError, PortResult};
use tempfile::TempPath;

use super::error;
use super::place::Place;
use crate::blocking::blocking;

/// The most that one read returns, whatever was asked for.
const MAX_READ: usize = 1 << 20;

/// A spooled file and the place that it will take; dropping it removes the file.
pub(super) struct DirUpload {
    file: Arc<File>,
    spooled: TempPath,
    place: Place,
    path: LandingPath,
    modified: Option<Timestamp>,
}

impl DirUpload {
    pub(super) fn begin(place: Place, path: LandingPath, start: UploadStart) -> PortResult<DirUpload> {
        place.demand_folder(&path.parent())?;
        let existing = place.look(&path)?;
        if existing.as_ref().is_some_and(|found| found.landed.kind == LandedKind::Folder) {
            return Err(error(ErrorKind::Refused, "upload over a folder"));
        }
        let (mut file, spooled) = place.shared.births.file(&place.shared.spool)?;
        match (start, existing) {
            (UploadStart::Existing, Some(found)) => {
                io::copy(&mut place.open_file(&path, &found)?, &mut file)?;
            }
            (UploadStart::Existing | UploadStart::Empty, _) => {}
        }
        Ok(DirUpload { file: Arc::new(file), spooled, place, path, modified: None })
    }

    async fn with_file<T, F>(&self, work: F) -> PortResult<T>
    where
        F: FnOnce(&File) -> io::Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let file = Arc::clone(&self.file);
        blocking(move || Ok(work(&file)?)).await
    }

    fn put(self) -> PortResult<Landed> {
        let modified = self.modified.map_or_else(SystemTime::now, SystemTime::from);
        self.file.set_modified(modified)?;
        self.file.sync_all()?;
        let target = self.place.path(&self.path);
        let landed = {
            let _names = self.place.shared.names();
            self.place.demand_folder(&self.path.parent())?;
            match self.place.look(&self.path)?.map(|found| found.landed.kind) {
                Some(LandedKind::Folder) => return Err(error(ErrorKind::Refused, "upload over a folder")),
                Some(LandedKind::File) => {}
                None => self.place.demand_room(&self.path.parent())?,
            }
            self.spooled.persist(&target).map_err(|failed| PortError::from(failed.error))?;
            self.place.stat(&self.path)?.landed
        };
        self.place.sync_parent(&target)?;
        Ok(landed)
    }
}

/// At most `len` bytes of a file from `offset`.
pub(super) fn read_at(file: &File, offset: u64, len: usize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; len.min(MAX_READ)];
    let mut filled = 0;
    while filled < bytes.len() {
        match file.read_at(&mut bytes[filled..], offset.saturating_add(filled as u64)) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    bytes.truncate(filled);
    Ok(bytes)
}

#[async_trait]
impl Upload for DirUpload {
    async fn write_at(&mut self, offset: u64, bytes: &[u8]) -> PortResult<()> {
        let bytes = bytes.to_vec();
        self.with_file(move |file| file.write_all_at(&bytes, offset)).await
    }

    async fn read_at(&mut self, offset: u64, len: usize) -> PortResult<Vec<u8>> {
        self.with_file(move |file| read_at(file, offset, len)).await
    }

    async fn set_size(&mut self, size: u64) -> PortResult<()> {
        self.with_file(move |file| file.set_len(size)).await
    }

    async fn set_modified(&mut self, modified: Timestamp) -> PortResult<()> {
        self.modified = Some(modified);
        Ok(())
    }

    async fn size(&mut self) -> PortResult<u64> {
        self.with_file(|file| Ok(file.metadata()?.len())).await
    }

    async fn finish(self: Box<Self>) -> PortResult<Landed> {
        blocking(move || self.put()).await
    }
}
