//! Writing a snapshot as a stream.

use std::io::{self, Write};

use xxhash_rust::xxh3::{Xxh3Default, xxh3_64_with_seed};

use super::school::SchoolCounts;
use super::state::{Entry, RecordState};
use crate::model::Entity;
use crate::sorting::{Scratch, Spool};
use crate::stored::bytes::put_bytes;
use crate::stored::container::{BlockPlace, ContainerWriter, Kind};
use crate::stored::{Artifact, Compression, StoredError};

pub(super) const KIND: Kind = Kind {
    artifact: Artifact::Snapshot,
    magic: *b"RCsnap\r\n",
    end: *b"snapEND\n",
    version: VERSION,
    sections: 4,
};
/// The version of snapshots that is written.
pub const VERSION: u16 = 1;
/// Bytes of records in a block.
pub(super) const BLOCK: usize = 64 << 10;
/// Entries in a piece of the index.
pub(super) const PIECE: usize = 2048;

/// How to write a snapshot.
#[derive(Debug, Clone, Copy)]
pub struct SnapshotSettings {
    /// The entity of all records.
    pub entity: Entity,
    /// The version of the row hash; hashes of different versions say nothing about each other.
    pub row_version: u32,
    /// Whether blocks are compressed.
    pub compression: Compression,
}

/// Writes the records of one entity. Memory: one block, 32 bytes for each block written, and the states that are not live;
/// the index waits in scratch.
pub struct SnapshotWriter<'s, W> {
    out: ContainerWriter<W>,
    block: Vec<u8>,
    in_block: u32,
    /// How large the block may become before another is begun.
    limit: usize,
    directory: Vec<u8>,
    index: Spool<'s>,
    piece: Vec<u8>,
    pieces: u64,
    index_checksum: Xxh3Default,
    states: Vec<u8>,
    records: u32,
}

impl<'s, W: Write> SnapshotWriter<'s, W> {
    /// Begins a snapshot.
    pub fn new(out: W, settings: SnapshotSettings, scratch: &'s dyn Scratch) -> Result<Self, StoredError> {
        let mut about = Vec::new();
        put_bytes(&mut about, settings.entity.name().as_bytes());
        about.extend_from_slice(&settings.row_version.to_le_bytes());
        Ok(SnapshotWriter {
            out: ContainerWriter::begin(out, KIND, settings.compression, &about)?,
            block: Vec::with_capacity(BLOCK),
            in_block: 0,
            limit: BLOCK,
            directory: Vec::new(),
            index: Spool::new(scratch),
            piece: Vec::with_capacity(PIECE * Entry::LEN + 8),
            pieces: 0,
            index_checksum: Xxh3Default::new(),
            states: Vec::new(),
            records: 0,
        })
    }

    /// Adds a record; its ordinal is how many came before it.
    pub fn push(&mut self, entry: Entry, state: RecordState, record: &[u8]) -> Result<(), StoredError> {
        if !self.block.is_empty() && self.block.len() + record.len() + 5 > self.limit {
            self.end_block()?;
        }
        put_bytes(&mut self.block, record);
        self.in_block += 1;
        self.note(entry, state)
    }

    /// Notes the entry and state of the next record.
    fn note(&mut self, entry: Entry, state: RecordState) -> Result<(), StoredError> {
        state.encode(self.records, &mut self.states);
        // The last ordinal is kept free: it marks records that are not in a snapshot yet.
        self.records = self
            .records
            .checked_add(1)
            .filter(|n| *n < u32::MAX)
            .ok_or(io::ErrorKind::FileTooLarge)
            .map_err(io::Error::from)?;
        self.piece.extend_from_slice(&entry.encode());
        if self.piece.len() == PIECE * Entry::LEN {
            self.end_piece()?;
        }
        Ok(())
    }

    fn end_piece(&mut self) -> io::Result<()> {
        let checksum = xxh3_64_with_seed(&self.piece, self.pieces).to_le_bytes();
        self.piece.extend_from_slice(&checksum);
        self.index_checksum.update(&checksum);
        self.index.write(&self.piece)?;
        self.piece.clear();
        self.pieces += 1;
        Ok(())
    }

    /// Ends the current block, if it holds anything.
    pub(super) fn end_block(&mut self) -> io::Result<()> {
        if self.in_block > 0 {
            self.out.block(&self.block, self.in_block)?.encode(&mut self.directory);
            self.block.clear();
            self.in_block = 0;
        }
        self.limit = BLOCK;
        Ok(())
    }

    /// Begins on the records of a block of another snapshot. It stays one block even if it grows, up to twice the usual
    /// size, and is joined to what waits only if that is small.
    pub(super) fn begin_rewritten(&mut self) -> io::Result<()> {
        if self.block.len() >= BLOCK / 2 {
            self.end_block()?;
        }
        self.limit = 2 * BLOCK;
        Ok(())
    }

    /// Goes back to blocks of the usual size.
    pub(super) fn end_rewritten(&mut self) {
        self.limit = BLOCK;
    }

    /// True if records wait for their block to be full.
    pub(super) fn is_within_block(&self) -> bool {
        self.in_block > 0
    }

    /// Adds a block of another snapshot as it is stored there.
    pub(super) fn copy_block(
        &mut self,
        (place, stored): (&BlockPlace, &[u8]),
        records: impl Iterator<Item = (Entry, RecordState)>,
    ) -> Result<(), StoredError> {
        self.end_block()?;
        self.out.copied_block(place, stored)?.encode(&mut self.directory);
        for (entry, state) in records {
            self.note(entry, state)?;
        }
        Ok(())
    }

    /// Writes what is left and gives the output back. `schools` counts the records that are present.
    pub fn finish(mut self, schools: &SchoolCounts) -> Result<W, StoredError> {
        self.end_block()?;
        if !self.piece.is_empty() {
            self.end_piece()?;
        }
        let out = &mut self.out;
        out.begin_pieces(self.index_checksum.digest());
        self.index.drain(|bytes| out.piece(bytes))?;
        out.section(&self.states)?;
        out.section(&schools.encode())?;
        out.section(&self.directory)?;
        Ok(self.out.end(u64::from(self.records))?)
    }
}
