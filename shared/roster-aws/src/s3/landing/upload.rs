//! A file on its way into a landing folder.

use std::fs::File;
use std::io::{self, Write};
use std::os::unix::fs::FileExt;
use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;
use roster_pipeline::ports::{Landed, LandedKind, LandingPath, Upload, UploadStart};
use roster_pipeline::{ErrorKind, PortError, PortResult};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use super::error;
use super::folder::Folder;
use crate::s3::bucket::{Pin, sorted, time};
use crate::s3::parts::{IN_FLIGHT, PART, Parts, Target};
use crate::s3::stream::Object;

/// The most that one read returns, whatever was asked for.
pub(super) const MAX_READ: usize = 1 << 20;

/// A temporary file without a name, and the place that it will take. S3 cannot write in the middle of an object.
pub(super) struct SpooledUpload {
    file: Arc<File>,
    folder: Folder,
    path: LandingPath,
}

impl SpooledUpload {
    pub(super) async fn begin(
        folder: Folder,
        path: LandingPath,
        start: UploadStart,
    ) -> PortResult<SpooledUpload> {
        let existing = demand_place(&folder, &path).await?;
        let file = Arc::new(blocking(tempfile::tempfile).await?);
        let upload = SpooledUpload { file, folder, path };
        match (start, existing) {
            (UploadStart::Existing, Some(_)) => upload.fill().await?,
            (UploadStart::Existing | UploadStart::Empty, _) => {}
        }
        Ok(upload)
    }

    async fn fill(&self) -> PortResult<()> {
        let key = self.folder.key(&self.path);
        let object = Object::open(&self.folder.bucket, key, "landed file".to_owned()).await?;
        let mut blocks = object.into_blocks();
        while let Some(block) = blocks.next().await? {
            let file = Arc::clone(&self.file);
            blocking(move || (&*file).write_all(&block)).await?;
        }
        Ok(())
    }

    async fn with_file<T, F>(&self, work: F) -> PortResult<T>
    where
        F: FnOnce(&File) -> io::Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let file = Arc::clone(&self.file);
        blocking(move || work(&file)).await
    }

    async fn put(&self, size: u64) -> PortResult<Pin> {
        let (bucket, key) = (self.folder.bucket.clone(), self.folder.key(&self.path));
        let room = Arc::new(Semaphore::new(IN_FLIGHT));
        let target = Target { bucket, key, what: "landed file".to_owned(), tags: None, room };
        let mut part = self.with_file(|file| read_at(file, 0, PART)).await?;
        if size <= PART as u64 {
            return target.put(part).await;
        }
        let mut parts = Parts::begin(target).await?;
        let mut at = 0;
        while !part.is_empty() {
            at += part.len() as u64;
            parts.add(part).await?;
            part = self.with_file(move |file| read_at(file, at, PART)).await?;
        }
        parts.complete().await
    }
}

/// Demands that a file may stand at a path; returns the one that does.
async fn demand_place(folder: &Folder, path: &LandingPath) -> PortResult<Option<Landed>> {
    folder.demand_folder(&path.parent()).await?;
    let existing = folder.look(path).await?;
    match existing.as_ref().map(|landed| landed.kind) {
        Some(LandedKind::Folder) => Err(error(ErrorKind::Refused, "upload over a folder")),
        Some(LandedKind::File) | None => Ok(existing),
    }
}

async fn blocking<T, F>(work: F) -> PortResult<T>
where
    F: FnOnce() -> io::Result<T> + Send + 'static,
    T: Send + 'static,
{
    let done = spawn_blocking(work).await;
    Ok(done.map_err(|error| PortError::because(ErrorKind::Unavailable, "spooled upload", error))??)
}

/// At most `len` bytes of a file from `offset`.
fn read_at(file: &File, offset: u64, len: usize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; len];
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
impl Upload for SpooledUpload {
    async fn write_at(&mut self, offset: u64, bytes: &[u8]) -> PortResult<()> {
        let bytes = bytes.to_vec();
        self.with_file(move |file| file.write_all_at(&bytes, offset)).await
    }

    async fn read_at(&mut self, offset: u64, len: usize) -> PortResult<Vec<u8>> {
        self.with_file(move |file| read_at(file, offset, len.min(MAX_READ))).await
    }

    async fn set_size(&mut self, size: u64) -> PortResult<()> {
        self.with_file(move |file| file.set_len(size)).await
    }

    async fn set_modified(&mut self, _modified: Timestamp) -> PortResult<()> {
        Ok(())
    }

    async fn size(&mut self) -> PortResult<u64> {
        self.with_file(|file| Ok(file.metadata()?.len())).await
    }

    async fn finish(mut self: Box<Self>) -> PortResult<Landed> {
        demand_place(&self.folder, &self.path).await?;
        let size = self.size().await?;
        let pin = self.put(size).await?;
        let bucket = &self.folder.bucket;
        let request = bucket.client.head_object().bucket(&bucket.name).key(self.folder.key(&self.path));
        // Of this version: another upload may hold the name by now.
        let request = match &pin {
            Pin::Version(version) => request.version_id(version),
            Pin::Tag(_) => request,
        };
        let head = request.send().await.map_err(|error| sorted("landed file", error))?;
        let (modified, version) = (time(head.last_modified()), pin.into_text());
        Ok(Landed { path: self.path.clone(), kind: LandedKind::File, size, modified, version })
    }
}
