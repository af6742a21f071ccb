//! The next snapshot: the old one with a change set applied.

use std::io::{Read, Seek, Write};

use super::edits::{Edit, Edits};
use super::read::{Block, SnapshotReader};
use super::state::{Entry, RecordState};
use super::write::{BLOCK, PIECE, SnapshotSettings, SnapshotWriter};
use crate::changes::{Change, Op};
use crate::sorting::Scratch;
use crate::stored::bytes::Taker;
use crate::stored::{Part, StoredError};

/// How to fold.
#[derive(Clone, Copy)]
pub struct FoldSettings<'s> {
    /// Of the new snapshot. Its row version must be the old one's.
    pub snapshot: SnapshotSettings,
    /// What removed records are marked with, in seconds since 1970.
    pub now: i64,
    /// Tombstones of before this moment are dropped.
    pub purge_before: i64,
    /// For what does not fit in memory.
    pub scratch: &'s dyn Scratch,
}

/// Writes the snapshot that follows from `old` and the changes of its entity, in any order, that were applied.
///
/// Records keep their order, and created ones come after them in the order of their arrival. Blocks in which no record's
/// bytes change are copied as they are. Changes that were made for another snapshot are [`StoredError::Unfit`].
pub fn fold<R: Read + Seek, W: Write>(
    old: Option<&mut SnapshotReader<R>>,
    changes: impl IntoIterator<Item = Result<Change, StoredError>>,
    settings: FoldSettings<'_>,
    out: W,
) -> Result<W, StoredError> {
    if old.as_ref().is_some_and(|old| old.row_version() != settings.snapshot.row_version) {
        return Err(StoredError::Unfit("the snapshot has row hashes of another version"));
    }
    if old.as_ref().is_some_and(|old| old.entity() != settings.snapshot.entity) {
        return Err(StoredError::Unfit("the snapshot is of another entity"));
    }
    let schools = old.as_ref().map(|old| old.schools().clone()).unwrap_or_default();
    let mut edits = Edits::collect(changes, schools, &settings)?;
    let mut out = SnapshotWriter::new(out, settings.snapshot, settings.scratch)?;
    if let Some(old) = old {
        Folding { old, edits: &mut edits, out: &mut out, settings }.run()?;
    }
    while let Some(edit) = edits.take_created()? {
        out.push(edit.entry, RecordState::Live, &edit.after)?;
    }
    out.finish(&edits.schools)
}

/// What becomes of one record of the old snapshot.
enum Fate {
    Stays(Entry, RecordState),
    Replaced(Entry, Vec<u8>),
    Dropped,
}

struct Folding<'f, 's, R, W> {
    old: &'f mut SnapshotReader<R>,
    edits: &'f mut Edits,
    out: &'f mut SnapshotWriter<'s, W>,
    settings: FoldSettings<'s>,
}

impl<R: Read + Seek, W: Write> Folding<'_, '_, R, W> {
    fn run(mut self) -> Result<(), StoredError> {
        let mut index = IndexCursor::default();
        let mut raw = Vec::new();
        for number in 0..self.old.blocks.len() {
            let block = self.old.blocks[number];
            let fates = self.fates(&block, &mut index)?;
            if self.is_rewritten(&block, &fates)? {
                self.old.file.block(&block.place, block.number, &mut raw)?;
                self.rewrite(&block, &raw, fates)?;
            } else {
                let stored = self.old.file.stored_block(&block.place, block.number)?;
                let stay = fates.into_iter().filter_map(|fate| match fate {
                    Fate::Stays(entry, state) => Some((entry, state)),
                    Fate::Replaced(..) | Fate::Dropped => None,
                });
                self.out.copy_block((&block.place, stored), stay)?;
            }
        }
        self.out.end_rewritten();
        Ok(())
    }

    /// A block is also rewritten if it is small and there is something to join it to.
    fn is_rewritten(&mut self, block: &Block, fates: &[Fate]) -> Result<bool, StoredError> {
        let changes = fates.iter().any(|fate| !matches!(fate, Fate::Stays(..)));
        let small = (block.place.raw_len as usize) < BLOCK / 2;
        let is_last = block.end() == self.old.len();
        Ok(changes || small && (self.out.is_within_block() || is_last && self.edits.has_created()))
    }

    fn rewrite(&mut self, block: &Block, raw: &[u8], fates: Vec<Fate>) -> Result<(), StoredError> {
        self.out.begin_rewritten()?;
        let mut from = Taker::over(raw);
        for fate in fates {
            let Some(record) = from.bytes() else {
                return Err(self.old.file.damaged(Part::Block(block.number)));
            };
            match fate {
                Fate::Stays(entry, state) => self.out.push(entry, state, record)?,
                Fate::Replaced(entry, after) => self.out.push(entry, RecordState::Live, &after)?,
                Fate::Dropped => {}
            }
        }
        Ok(())
    }

    fn fates(&mut self, block: &Block, index: &mut IndexCursor) -> Result<Vec<Fate>, StoredError> {
        let mut fates = Vec::with_capacity(block.place.count as usize);
        for ordinal in block.first..block.end() {
            let entry = index.entry(self.old, ordinal)?;
            let state = index.state(self.old, ordinal);
            fates.push(match self.edits.take_at(ordinal)? {
                Some(edit) => {
                    let fate = edited(entry, state, edit, self.settings.now)?;
                    self.unless_taken(fate)?
                }
                None => {
                    let fate = self.left_alone(entry, state);
                    self.unless_taken(fate)?
                }
            });
        }
        Ok(fates)
    }

    /// A tombstone goes at once where another record has got its ID; no two records have one.
    fn unless_taken(&self, fate: Fate) -> Result<Fate, StoredError> {
        let Fate::Stays(entry, state) = &fate else { return Ok(fate) };
        match (self.edits.taken.contains(&entry.key), state) {
            (false, _) => Ok(fate),
            (true, RecordState::Removed { .. }) => Ok(Fate::Dropped),
            (true, RecordState::Live | RecordState::Missing { .. }) => {
                Err(StoredError::Unfit("a record gets the ID of another that stays"))
            }
        }
    }

    fn left_alone(&self, entry: Entry, state: RecordState) -> Fate {
        match state {
            RecordState::Removed { at } if at < self.settings.purge_before => Fate::Dropped,
            RecordState::Live | RecordState::Missing { .. } | RecordState::Removed { .. } => {
                Fate::Stays(entry, state)
            }
        }
    }
}

fn edited(entry: Entry, state: RecordState, edit: Edit, now: i64) -> Result<Fate, StoredError> {
    let expects_tombstone = matches!(edit.op, Op::Revived | Op::Purged);
    if state.is_present() == expects_tombstone {
        return Err(StoredError::Unfit("a record is removed in one and present in the other"));
    }
    if edit.op != Op::Renamed && edit.entry.key != entry.key {
        return Err(StoredError::Unfit("another record is in this place of the snapshot"));
    }
    Ok(match edit.op {
        Op::Updated | Op::Revived | Op::Renamed => Fate::Replaced(edit.entry, edit.after),
        Op::Removed => Fate::Stays(entry, RecordState::Removed { at: now }),
        Op::Missing => Fate::Stays(entry, missed_once_more(state)),
        Op::Returned => Fate::Stays(entry, RecordState::Live),
        Op::Purged => Fate::Dropped,
        Op::Created => {
            return Err(StoredError::Unfit("a created record has a place in the snapshot already"));
        }
    })
}

fn missed_once_more(state: RecordState) -> RecordState {
    let before = match state {
        RecordState::Missing { deliveries } => deliveries,
        RecordState::Live | RecordState::Removed { .. } => 0,
    };
    RecordState::Missing { deliveries: before.saturating_add(1) }
}

/// Goes through index and states of the old snapshot from the first record on.
#[derive(Default)]
struct IndexCursor {
    piece: Vec<Entry>,
    states_passed: usize,
}

impl IndexCursor {
    fn entry<R: Read + Seek>(
        &mut self,
        old: &mut SnapshotReader<R>,
        ordinal: u32,
    ) -> Result<Entry, StoredError> {
        let within = ordinal as usize % PIECE;
        if within == 0 {
            old.index_piece(ordinal / PIECE as u32, &mut self.piece)?;
        }
        Ok(self.piece[within])
    }

    fn state<R: Read + Seek>(&mut self, old: &SnapshotReader<R>, ordinal: u32) -> RecordState {
        match old.states().get(self.states_passed) {
            Some((listed, state)) if *listed == ordinal => {
                self.states_passed += 1;
                *state
            }
            Some(_) | None => RecordState::Live,
        }
    }
}
