//! Going through the records of a snapshot from the first on.

use std::io::{Read, Seek};
use std::ops::Range;

use super::read::SnapshotReader;
use crate::stored::bytes::Taker;
use crate::stored::{Part, StoredError};

/// A cursor over a snapshot's records. Each is borrowed until the next is asked for.
pub struct Records<'r, R> {
    snapshot: &'r mut SnapshotReader<R>,
    /// The block that comes after the current one.
    next_block: usize,
    raw: Vec<u8>,
    /// The ordinal after the current record's, and one more than the last of the current block.
    next: u32,
    end: u32,
    current: Range<usize>,
}

impl<'r, R: Read + Seek> Records<'r, R> {
    pub(super) fn new(snapshot: &'r mut SnapshotReader<R>) -> Records<'r, R> {
        Records { snapshot, next_block: 0, raw: Vec::new(), next: 0, end: 0, current: 0..0 }
    }

    pub(super) fn len(&self) -> u32 {
        self.snapshot.len()
    }

    /// The next record with its ordinal; `None` after the last.
    #[expect(clippy::should_implement_trait, reason = "a record borrows from the iterator")]
    pub fn next(&mut self) -> Result<Option<(u32, &[u8])>, StoredError> {
        if self.next == self.snapshot.len() {
            return Ok(None);
        }
        let ordinal = self.next;
        let record = self.seek(ordinal)?;
        Ok(Some((ordinal, record)))
    }

    /// The record at an ordinal that is not before the current one.
    pub(super) fn seek(&mut self, ordinal: u32) -> Result<&[u8], StoredError> {
        while self.end <= ordinal {
            self.enter_block(ordinal)?;
        }
        while self.next <= ordinal {
            self.step()?;
        }
        Ok(&self.raw[self.current.clone()])
    }

    /// Goes to the next block and reads it if it holds the ordinal.
    fn enter_block(&mut self, ordinal: u32) -> Result<(), StoredError> {
        let Some(block) = self.snapshot.blocks.get(self.next_block).copied() else {
            return Err(self.snapshot.file.damaged(Part::Directory));
        };
        self.next_block += 1;
        (self.next, self.end, self.current) = (block.first, block.end(), 0..0);
        if ordinal < self.end {
            // Whoever asks again after an error must not meet the block before.
            self.raw.clear();
            self.snapshot.file.block(&block.place, block.number, &mut self.raw)?;
        }
        Ok(())
    }

    fn step(&mut self) -> Result<(), StoredError> {
        let after = &self.raw[self.current.end..];
        let mut from = Taker::over(after);
        let Some(record) = from.bytes() else {
            return Err(self.snapshot.file.damaged(Part::Block(self.next_block as u32 - 1)));
        };
        let end = self.raw.len() - from.len();
        self.current = end - record.len()..end;
        self.next += 1;
        Ok(())
    }
}
