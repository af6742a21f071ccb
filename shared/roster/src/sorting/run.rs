//! A run: items that are already in order, one after another in a scratch file.

use std::io::{self, SeekFrom, Write};
use std::ops::Range;

use super::scratch::ScratchFile;

/// Bytes before each item: length of key, length of payload.
const LENGTHS: usize = 8;

/// Appends one item to a run.
pub(super) fn write_item(out: &mut dyn Write, key: &[u8], payload: &[u8]) -> io::Result<()> {
    let mut lengths = [0; LENGTHS];
    lengths[..4].copy_from_slice(&(key.len() as u32).to_le_bytes());
    lengths[4..].copy_from_slice(&(payload.len() as u32).to_le_bytes());
    out.write_all(&lengths)?;
    out.write_all(key)?;
    out.write_all(payload)
}

/// Reads a run item by item through a buffer of its own; the file is shared with the other runs in it.
pub(super) struct RunReader {
    unread: Range<u64>,
    buffer: Vec<u8>,
    filled: usize,
    /// The current item's place in the buffer.
    start: usize,
    key_len: usize,
    payload_len: usize,
}

impl RunReader {
    pub(super) fn new(place: Range<u64>, buffer: usize) -> RunReader {
        let buffer = vec![0; buffer.max(LENGTHS)];
        RunReader { unread: place, buffer, filled: 0, start: 0, key_len: 0, payload_len: 0 }
    }

    pub(super) fn key(&self) -> &[u8] {
        let at = self.start + LENGTHS;
        &self.buffer[at..at + self.key_len]
    }

    pub(super) fn payload(&self) -> &[u8] {
        let at = self.start + LENGTHS + self.key_len;
        &self.buffer[at..at + self.payload_len]
    }

    /// Steps over the first `done` bytes from the current item's start to the next item; false at the end.
    fn step(&mut self, done: usize, file: &mut dyn ScratchFile) -> io::Result<bool> {
        self.start += done;
        if self.start == self.filled && self.unread.is_empty() {
            return Ok(false);
        }
        self.need(LENGTHS, file)?;
        (self.key_len, self.payload_len) = (self.length_at(0), self.length_at(4));
        self.need(LENGTHS + self.key_len + self.payload_len, file)?;
        Ok(true)
    }

    /// Reads the first item; false if there is none.
    pub(super) fn begin(&mut self, file: &mut dyn ScratchFile) -> io::Result<bool> {
        self.step(0, file)
    }

    /// Goes from the current item to the next; false if there is none.
    pub(super) fn advance(&mut self, file: &mut dyn ScratchFile) -> io::Result<bool> {
        self.step(LENGTHS + self.key_len + self.payload_len, file)
    }

    fn length_at(&self, offset: usize) -> usize {
        let at = self.start + offset;
        let b = &self.buffer[at..at + 4];
        u32::from_le_bytes([b[0], b[1], b[2], b[3]]) as usize
    }

    /// Makes sure that `len` bytes from the current item's start are in the buffer.
    fn need(&mut self, len: usize, file: &mut dyn ScratchFile) -> io::Result<()> {
        if self.filled - self.start >= len {
            return Ok(());
        }
        self.buffer.copy_within(self.start..self.filled, 0);
        self.filled -= self.start;
        self.start = 0;
        if self.buffer.len() < len {
            self.buffer.resize(len, 0);
        }
        let wanted =
            ((self.buffer.len() - self.filled) as u64).min(self.unread.end - self.unread.start) as usize;
        file.seek(SeekFrom::Start(self.unread.start))?;
        file.read_exact(&mut self.buffer[self.filled..self.filled + wanted])?;
        self.unread.start += wanted as u64;
        self.filled += wanted;
        if self.filled < len { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
    }
}
