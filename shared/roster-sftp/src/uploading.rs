//! One file being uploaded: small writes are gathered, and an upload that once failed never becomes visible.

use jiff::Timestamp;
use roster_pipeline::ports::{Landed, LandingPath, Upload};
use roster_pipeline::{ErrorKind, PortError, PortResult};

/// Writes of at least this size go straight through.
const LARGE: usize = 128 * 1024;
/// Smaller ones are gathered up to this size.
const GATHERED: usize = 256 * 1024;

/// Where writes go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Position {
    /// Where the client says.
    AsTold,
    /// At the end, whatever the client says.
    AtEnd,
}

/// An upload with its gathered bytes.
pub(crate) struct Uploading {
    pub(crate) path: LandingPath,
    upload: Box<dyn Upload>,
    position: Position,
    at_most: u64,
    size: u64,
    gathered_at: u64,
    gathered: Vec<u8>,
    failed: bool,
}

impl Uploading {
    pub(crate) async fn new(
        path: LandingPath,
        mut upload: Box<dyn Upload>,
        position: Position,
        at_most: u64,
    ) -> PortResult<Uploading> {
        let size = upload.size().await?;
        let (gathered_at, gathered) = (0, Vec::new());
        Ok(Uploading { path, upload, position, at_most, size, gathered_at, gathered, failed: false })
    }

    /// Bytes, written through or not.
    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// Takes bytes; they may reach the landing only with a later call, which then reports the failure.
    pub(crate) async fn write(&mut self, offset: u64, bytes: &[u8]) -> PortResult<()> {
        let offset = match self.position {
            Position::AsTold => offset,
            Position::AtEnd => self.size,
        };
        let end = offset.checked_add(bytes.len() as u64);
        let end = self.within(end)?;
        if offset != self.gathered_at + self.gathered.len() as u64 || bytes.len() >= LARGE {
            self.flush().await?;
        }
        match bytes.len() >= LARGE {
            true => {
                let written = self.upload.write_at(offset, bytes).await;
                self.noting(written)?;
            }
            false => self.gather(offset, bytes).await?,
        }
        self.size = self.size.max(end);
        Ok(())
    }

    async fn gather(&mut self, offset: u64, bytes: &[u8]) -> PortResult<()> {
        if self.gathered.is_empty() {
            self.gathered_at = offset;
        }
        self.gathered.extend_from_slice(bytes);
        if self.gathered.len() >= GATHERED { self.flush().await } else { Ok(()) }
    }

    /// Writes through what was gathered.
    pub(crate) async fn flush(&mut self) -> PortResult<()> {
        self.still_good()?;
        if self.gathered.is_empty() {
            return Ok(());
        }
        let gathered = std::mem::take(&mut self.gathered);
        let written = self.upload.write_at(self.gathered_at, &gathered).await;
        self.noting(written)
    }

    pub(crate) async fn read(&mut self, offset: u64, len: usize) -> PortResult<Vec<u8>> {
        self.flush().await?;
        self.upload.read_at(offset, len).await
    }

    pub(crate) async fn set_size(&mut self, size: u64) -> PortResult<()> {
        self.within(Some(size))?;
        self.flush().await?;
        let cut = self.upload.set_size(size).await;
        self.noting(cut)?;
        self.size = size;
        Ok(())
    }

    pub(crate) async fn set_modified(&mut self, to: Timestamp) -> PortResult<()> {
        self.upload.set_modified(to).await
    }

    /// Makes the file visible, unless anything of it failed before.
    pub(crate) async fn finish(mut self) -> PortResult<Landed> {
        self.flush().await?;
        self.upload.finish().await
    }

    fn within(&mut self, end: Option<u64>) -> PortResult<u64> {
        match end {
            Some(end) if end <= self.at_most => Ok(end),
            Some(_) | None => {
                self.failed = true;
                Err(PortError::new(ErrorKind::Refused, "file of this size"))
            }
        }
    }

    fn still_good(&self) -> PortResult<()> {
        match self.failed {
            false => Ok(()),
            true => Err(PortError::new(ErrorKind::Unavailable, "upload that failed before")),
        }
    }

    fn noting(&mut self, outcome: PortResult<()>) -> PortResult<()> {
        self.failed |= outcome.is_err();
        outcome
    }
}
