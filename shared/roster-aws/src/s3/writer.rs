//! An artifact being written by blocking calls.

use std::io::{self, Write};

use roster_pipeline::ports::{ArtifactWriter, Stored};
use roster_pipeline::{ErrorKind, PortError, PortResult};
use tokio::runtime::Handle;

use super::blocking::wait;
use super::parts::{PART, Parts, Target};
use super::source::io_error;

/// Holds at most one part of the artifact; what fits into one is stored by a single request at `finish`.
#[derive(Debug)]
pub(super) struct S3Writer {
    target: Target,
    runtime: Handle,
    state: State,
    part: Vec<u8>,
    bytes: u64,
}

#[derive(Debug)]
enum State {
    /// Less than a part so far.
    Small,
    Parts(Parts),
    /// A part was lost; so is the artifact.
    Failed,
}

impl S3Writer {
    /// To be called on a runtime, which does the sending.
    pub(super) fn begin(target: Target) -> S3Writer {
        S3Writer { target, runtime: Handle::current(), state: State::Small, part: Vec::new(), bytes: 0 }
    }

    /// Does `work` on the runtime, away from this thread.
    fn there<T: Send + 'static>(
        &self,
        work: impl Future<Output = PortResult<T>> + Send + 'static,
    ) -> PortResult<T> {
        let done = wait(self.runtime.spawn(work));
        done.map_err(|error| PortError::because(ErrorKind::Unavailable, &self.target.what, error))?
    }

    fn send_part(&mut self) -> PortResult<()> {
        let bytes = std::mem::take(&mut self.part);
        let (target, before) = (self.target.clone(), std::mem::replace(&mut self.state, State::Failed));
        let parts = self.there(async move {
            let mut parts = match before {
                State::Small => Parts::begin(target).await?,
                State::Parts(parts) => parts,
                State::Failed => return Err(PortError::new(ErrorKind::Unavailable, target.what)),
            };
            parts.add(bytes).await?;
            Ok(parts)
        })?;
        self.state = State::Parts(parts);
        Ok(())
    }
}

impl Write for S3Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.part.len() == PART {
            self.send_part().map_err(io_error)?;
        }
        let taken = bytes.len().min(PART - self.part.len());
        self.part.extend_from_slice(&bytes[..taken]);
        self.bytes += taken as u64;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl ArtifactWriter for S3Writer {
    fn finish(mut self: Box<Self>) -> PortResult<Stored> {
        let stored = Stored { bytes: self.bytes };
        let (target, last) = (self.target.clone(), std::mem::take(&mut self.part));
        let state = std::mem::replace(&mut self.state, State::Failed);
        self.there(async move {
            match state {
                State::Small => target.put(last).await,
                State::Parts(mut parts) => {
                    parts.add(last).await?;
                    parts.complete().await
                }
                State::Failed => Err(PortError::new(ErrorKind::Unavailable, target.what)),
            }
        })?;
        Ok(stored)
    }
}
