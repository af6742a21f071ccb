//! One entry: where it is, and its bytes.

use std::io::{self, Read, Seek, SeekFrom, Take};

use flate2::Crc;
use flate2::read::DeflateDecoder;
use zip::CompressionMethod;
use zip::read::ZipFile;

use super::{ArchiveProblem, ArchiveProblemKind, Limits};

/// An entry that can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    name: String,
    size: u64,
    compressed: u64,
    checksum: u32,
    start: u64,
    method: Method,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Method {
    Stored,
    Deflated,
}

impl Method {
    fn of(method: CompressionMethod) -> Option<Self> {
        match method {
            CompressionMethod::Stored => Some(Self::Stored),
            CompressionMethod::Deflated => Some(Self::Deflated),
            _ => None,
        }
    }
}

/// What forbids reading the entry.
pub(super) fn judge<R: Read + ?Sized>(raw: &ZipFile<'_, R>, limits: &Limits) -> Option<ArchiveProblemKind> {
    if raw.is_symlink() {
        Some(ArchiveProblemKind::EntryLink)
    } else if raw.encrypted() {
        Some(ArchiveProblemKind::EntryEncrypted)
    } else if Method::of(raw.compression()).is_none() {
        Some(ArchiveProblemKind::EntryUnknownCompression)
    } else if raw.size() > limits.entry_bytes {
        Some(ArchiveProblemKind::EntryTooLarge)
    } else if raw.size() > limits.ratio_floor_bytes && raw.size() / limits.ratio > raw.compressed_size() {
        Some(ArchiveProblemKind::EntryRatioExceeded)
    } else {
        None
    }
}

impl Entry {
    pub(super) fn new<R: Read + ?Sized>(name: String, raw: &ZipFile<'_, R>) -> Option<Self> {
        Some(Self {
            name,
            size: raw.size(),
            compressed: raw.compressed_size(),
            checksum: raw.crc32(),
            start: raw.data_start()?,
            method: Method::of(raw.compression())?,
        })
    }

    /// The name, with `/` between folders.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The size in bytes when inflated, as declared; the reader gives exactly so many, or an error.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Its bytes, read through `input`, a handle on the archive that the entry was listed from.
    ///
    /// # Errors
    ///
    /// Those of `input`.
    pub fn read<R: Read + Seek>(&self, mut input: R) -> io::Result<EntryReader<R>> {
        input.seek(SeekFrom::Start(self.start))?;
        let input = input.take(self.compressed);
        let bytes = match self.method {
            Method::Stored => Bytes::Stored(input),
            Method::Deflated => Bytes::Deflated(DeflateDecoder::new(input)),
        };
        Ok(EntryReader { bytes, entry: self.clone(), left: self.size, sum: Crc::new() })
    }
}

/// The bytes of an entry. What is wrong with the entry comes as an error, so that it cannot pass for its end; see
/// [`ArchiveProblem::of`].
#[derive(Debug)]
pub struct EntryReader<R> {
    bytes: Bytes<R>,
    entry: Entry,
    left: u64,
    sum: Crc,
}

#[derive(Debug)]
enum Bytes<R> {
    Stored(Take<R>),
    Deflated(DeflateDecoder<Take<R>>),
}

impl<R: Read> Read for EntryReader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if out.is_empty() {
            return Ok(0);
        }
        let got = match &mut self.bytes {
            Bytes::Stored(bytes) => bytes.read(out),
            Bytes::Deflated(bytes) => bytes.read(out),
        };
        let got = got.map_err(|error| self.judge(error))?;
        let read = got as u64;
        if read > self.left {
            return Err(self.problem(ArchiveProblemKind::EntryTooLarge));
        }
        self.left -= read;
        self.sum.update(&out[..got]);
        if got == 0 && (self.left > 0 || self.sum.sum() != self.entry.checksum) {
            return Err(self.problem(ArchiveProblemKind::InvalidArchive));
        }
        Ok(got)
    }
}

impl<R> EntryReader<R> {
    fn judge(&self, error: io::Error) -> io::Error {
        match error.kind() {
            io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => {
                self.problem(ArchiveProblemKind::InvalidArchive)
            }
            _ => error,
        }
    }

    fn problem(&self, kind: ArchiveProblemKind) -> io::Error {
        let problem = ArchiveProblem { kind, entry: Some(self.entry.name.clone()) };
        io::Error::new(io::ErrorKind::InvalidData, problem)
    }
}
