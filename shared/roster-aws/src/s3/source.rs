//! An object read by blocking calls from any position.

use std::collections::VecDeque;
use std::io::{self, Read, Seek, SeekFrom};

use roster_pipeline::{ErrorKind, PortError, PortResult};
use tokio::runtime::Handle;

use super::blocking::wait;
use super::stream::{AHEAD, Ahead, BLOCK, Blocks, Object, Place};

/// Blocks kept for reading them again: 2 MiB.
const KEPT: usize = 8;

/// Places in an object that are read on from side by side, as the sections of a snapshot are.
const STREAMS: usize = 3;

/// Reading in order is one request, the one that opened the object. A read elsewhere is one request for its block; if the
/// block after that is read too, one request for all the rest.
#[derive(Debug)]
pub(super) struct S3Source {
    place: Place,
    runtime: Handle,
    position: u64,
    /// The one used last first.
    streams: VecDeque<Stream>,
    /// The one used last first.
    kept: VecDeque<(u64, Vec<u8>)>,
}

#[derive(Debug)]
struct Stream {
    next: u64,
    blocks: Ahead,
}

impl S3Source {
    /// To be called on a runtime, which does the fetching.
    pub(super) fn of(object: Object) -> S3Source {
        let place = object.place().clone();
        let streams = VecDeque::from([Stream { next: 0, blocks: Ahead::of(object.into_blocks()) }]);
        let kept = VecDeque::with_capacity(KEPT);
        S3Source { place, runtime: Handle::current(), position: 0, streams, kept }
    }

    /// Sees to it that a block is the newest of those kept.
    fn bring(&mut self, block: u64) -> PortResult<()> {
        if let Some(found) = self.kept.iter().position(|(kept, _)| *kept == block) {
            to_front(&mut self.kept, found);
            return Ok(());
        }
        let comes_soon = |stream: &Stream| (stream.next..=stream.next + AHEAD as u64).contains(&block);
        if let Some(found) = self.streams.iter().position(comes_soon) {
            to_front(&mut self.streams, found);
            return self.stream_to(block);
        }
        if !self.kept.iter().any(|(kept, _)| kept + 1 == block) {
            return self.fetch(block);
        }
        let rest = Blocks::within(self.place.clone(), block * BLOCK, self.place.size());
        let _runtime = self.runtime.enter();
        self.streams.truncate(STREAMS - 1);
        self.streams.push_front(Stream { next: block, blocks: Ahead::of(rest) });
        self.stream_to(block)
    }

    /// Takes blocks from the stream used last, up to one that is still to come.
    fn stream_to(&mut self, block: u64) -> PortResult<()> {
        while let Some(stream) = self.streams.front_mut().filter(|stream| stream.next <= block) {
            let came = stream.blocks.next();
            let (number, bytes) = (stream.next, came.transpose().unwrap_or_else(|| Err(ended(&self.place))));
            stream.next += 1;
            match bytes {
                Ok(bytes) => self.keep(number, bytes),
                Err(error) => {
                    self.streams.pop_front();
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    fn fetch(&mut self, block: u64) -> PortResult<()> {
        let (from, to) = (block * BLOCK, ((block + 1) * BLOCK).min(self.place.size()));
        let mut blocks = Blocks::within(self.place.clone(), from, to);
        let fetched = wait(self.runtime.spawn(async move { blocks.next().await }));
        let bytes =
            fetched.map_err(|e| PortError::because(ErrorKind::Unavailable, self.place.what(), e))??;
        self.keep(block, bytes.ok_or_else(|| ended(&self.place))?);
        Ok(())
    }

    fn keep(&mut self, block: u64, bytes: Vec<u8>) {
        self.kept.truncate(KEPT - 1);
        self.kept.push_front((block, bytes));
    }
}

fn to_front<T>(all: &mut VecDeque<T>, at: usize) {
    let found = all.remove(at);
    all.extend(found);
    all.rotate_right(1);
}

fn ended(place: &Place) -> PortError {
    PortError::because(ErrorKind::Unavailable, place.what(), "the bytes ended early")
}

impl Read for S3Source {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.position >= self.place.size() || into.is_empty() {
            return Ok(0);
        }
        self.bring(self.position / BLOCK).map_err(io_error)?;
        let from = usize::try_from(self.position % BLOCK).unwrap_or(usize::MAX);
        let block = self.kept.front().and_then(|(_, bytes)| bytes.get(from..)).unwrap_or_default();
        let taken = block.len().min(into.len());
        into[..taken].copy_from_slice(&block[..taken]);
        self.position += taken as u64;
        Ok(taken)
    }
}

impl Seek for S3Source {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let to = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.place.size().checked_add_signed(by),
            SeekFrom::Current(by) => self.position.checked_add_signed(by),
        };
        self.position = to.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.position)
    }
}

/// A port's error where only [`io::Error`] fits, such that its kind is found again.
pub(super) fn io_error(error: PortError) -> io::Error {
    let kind = match error.kind {
        ErrorKind::NotFound => io::ErrorKind::NotFound,
        ErrorKind::Conflict => io::ErrorKind::AlreadyExists,
        ErrorKind::Refused => io::ErrorKind::PermissionDenied,
        ErrorKind::Busy => io::ErrorKind::ResourceBusy,
        ErrorKind::Unavailable => io::ErrorKind::Other,
        ErrorKind::Corrupt => io::ErrorKind::InvalidData,
    };
    io::Error::new(kind, error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_outlives_the_way_through_io() {
        use ErrorKind::{Busy, Conflict, Corrupt, NotFound, Refused, Unavailable};
        for kind in [NotFound, Conflict, Refused, Busy, Unavailable, Corrupt] {
            assert_eq!(PortError::from(io_error(PortError::new(kind, "x"))).kind, kind);
        }
    }
}
