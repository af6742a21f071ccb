//! Reading a snapshot: all of it, its index, or the blocks of some records.

use std::io::{self, Read, Seek};

use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::records::Records;
use super::school::SchoolCounts;
use super::state::{Entry, RecordState};
use super::write::{KIND, PIECE};
use crate::model::Entity;
use crate::stored::bytes::Taker;
use crate::stored::container::BlockPlace;
use crate::stored::open::Container;
use crate::stored::{Part, StoredError};

/// A block and the ordinal of its first record.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block {
    pub(super) place: BlockPlace,
    pub(super) number: u32,
    pub(super) first: u32,
}

impl Block {
    /// One more than the ordinal of its last record.
    pub(super) fn end(&self) -> u32 {
        self.first + self.place.count
    }
}

/// An open snapshot. Memory: its directory, states and counts; records and index stay where they are.
pub struct SnapshotReader<R> {
    pub(super) file: Container<R>,
    entity: Entity,
    row_version: u32,
    records: u32,
    pub(super) blocks: Vec<Block>,
    states: Vec<(u32, RecordState)>,
    schools: SchoolCounts,
}

impl<R: Read + Seek> SnapshotReader<R> {
    /// Opens a snapshot and checks everything but records and index, which are checked when they are read.
    pub fn open(input: R) -> Result<SnapshotReader<R>, StoredError> {
        let mut file = Container::open(input, KIND)?;
        let about = parse_about(file.about());
        let (entity, row_version) = about.ok_or_else(|| file.damaged(Part::Header))?;
        let records = u32::try_from(file.number()).map_err(|_| file.damaged(Part::Footer))?;
        if file.place(0).len != index_len(records) {
            return Err(file.damaged(Part::Footer));
        }
        let states = file.section(1, Part::States)?;
        let states = parse_states(&states, records).ok_or_else(|| file.damaged(Part::States))?;
        let schools = file.section(2, Part::Schools)?;
        let schools = SchoolCounts::decode(&schools).ok_or_else(|| file.damaged(Part::Schools))?;
        let blocks = file.section(3, Part::Directory)?;
        let blocks = parse_directory(&blocks, records).ok_or_else(|| file.damaged(Part::Directory))?;
        Ok(SnapshotReader { file, entity, row_version, records, blocks, states, schools })
    }

    /// The entity of all records.
    pub fn entity(&self) -> Entity {
        self.entity
    }

    /// The version of the row hashes.
    pub fn row_version(&self) -> u32 {
        self.row_version
    }

    /// The version of the file's format.
    pub fn format_version(&self) -> u16 {
        self.file.version()
    }

    /// How many records it holds, tombstones included; ordinals are less than this.
    pub fn len(&self) -> u32 {
        self.records
    }

    /// True if it holds none.
    pub fn is_empty(&self) -> bool {
        self.records == 0
    }

    /// A checksum over all of it: differs, as good as surely, where the content differs.
    pub fn fingerprint(&self) -> u64 {
        self.file.fingerprint()
    }

    /// The records that are not live, by ordinal.
    pub fn states(&self) -> &[(u32, RecordState)] {
        &self.states
    }

    /// The state of a record.
    pub fn state(&self, ordinal: u32) -> RecordState {
        let found = self.states.binary_search_by_key(&ordinal, |(listed, _)| *listed);
        found.map_or(RecordState::Live, |i| self.states[i].1)
    }

    /// How many records are part of the roster.
    pub fn present(&self) -> u32 {
        self.records - self.states.iter().filter(|(_, state)| !state.is_present()).count() as u32
    }

    /// Records that are part of the roster, by school.
    pub fn schools(&self) -> &SchoolCounts {
        &self.schools
    }

    /// The hashes of all records, by ordinal: 32 bytes each.
    pub fn index(&mut self) -> Result<Vec<Entry>, StoredError> {
        let mut index = Vec::with_capacity(self.records as usize);
        self.index_pieces(|_, entries| {
            index.extend_from_slice(entries);
            Ok(())
        })?;
        Ok(index)
    }

    /// Hands over the hashes of all records piece by piece, each with the ordinal of its first.
    pub fn index_pieces(
        &mut self,
        mut each: impl FnMut(u32, &[Entry]) -> Result<(), StoredError>,
    ) -> Result<(), StoredError> {
        let mut entries = Vec::with_capacity(PIECE);
        for piece in 0..self.pieces() {
            self.index_piece(piece, &mut entries)?;
            each(piece * PIECE as u32, &entries)?;
        }
        Ok(())
    }

    fn pieces(&self) -> u32 {
        self.records.div_ceil(PIECE as u32)
    }

    /// Reads one piece of the index.
    pub(super) fn index_piece(&mut self, piece: u32, out: &mut Vec<Entry>) -> Result<(), StoredError> {
        let first = piece as usize * PIECE;
        let len = (self.records as usize - first).min(PIECE) * Entry::LEN;
        let mut bytes = vec![0; len + 8];
        let at = self.file.place(0).at + u64::from(piece) * (PIECE * Entry::LEN + 8) as u64;
        self.file.piece(at, &mut bytes)?;
        let (entries, checksum) = bytes.split_at(len);
        if Taker::over(checksum).u64() != Some(xxh3_64_with_seed(entries, u64::from(piece))) {
            return Err(self.file.damaged(Part::Index(piece)));
        }
        out.clear();
        out.extend(entries.chunks_exact(Entry::LEN).filter_map(Entry::decode));
        Ok(())
    }

    /// Hands over the records at ascending ordinals, reading only the blocks that hold them, each once.
    pub fn fetch(
        &mut self,
        ordinals: impl IntoIterator<Item = u32>,
        mut each: impl FnMut(u32, &[u8]) -> Result<(), StoredError>,
    ) -> Result<(), StoredError> {
        let mut records = Records::new(self);
        let mut last = 0;
        for ordinal in ordinals {
            if ordinal < last || ordinal >= records.len() {
                return Err(io::Error::from(io::ErrorKind::InvalidInput).into());
            }
            last = ordinal;
            each(ordinal, records.seek(ordinal)?)?;
        }
        Ok(())
    }

    /// All records in order.
    pub fn records(&mut self) -> Records<'_, R> {
        Records::new(self)
    }
}

/// Bytes of an index of so many records.
fn index_len(records: u32) -> u64 {
    u64::from(records) * Entry::LEN as u64 + 8 * u64::from(records.div_ceil(PIECE as u32))
}

fn parse_about(about: &[u8]) -> Option<(Entity, u32)> {
    let mut from = Taker::over(about);
    Some((from.text()?.parse().ok()?, from.u32()?))
}

fn parse_states(bytes: &[u8], records: u32) -> Option<Vec<(u32, RecordState)>> {
    let (mut from, mut states) = (Taker::over(bytes), Vec::new());
    while !from.is_empty() {
        let state = RecordState::decode(&mut from)?;
        let ascends = states.last().is_none_or(|(last, _)| *last < state.0);
        (ascends && state.0 < records).then(|| states.push(state))?;
    }
    Some(states)
}

fn parse_directory(bytes: &[u8], records: u32) -> Option<Vec<Block>> {
    let (mut from, mut blocks, mut first) = (Taker::over(bytes), Vec::new(), 0u32);
    while !from.is_empty() {
        let place = BlockPlace::decode(&mut from)?;
        blocks.push(Block { place, number: blocks.len() as u32, first });
        first = first.checked_add(place.count)?;
    }
    (first == records).then_some(blocks)
}
