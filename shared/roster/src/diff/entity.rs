//! One entity of a delivery against what was there before.

use std::collections::{HashMap, HashSet};
use std::io;

use super::counts::{ChangeCounts, ReadCounts};
use super::damage::Damage;
use super::doubts::Doubts;
use super::keys::{Keys, Met, UnmetStay, key_hash};
use super::known::{Before, Known};
use super::schools::BySchool;
use super::spool::Spool;
use crate::brake::Removals;
use crate::changes::{Change, ChangeSorter, Op};
use crate::mapping::{FieldTarget, Write};
use crate::model::{Entity, Record, Values};
use crate::overlay::Bare;
use crate::read::{Again, BlockOut, KeySet, Outcome, RowRef};
use crate::snapshot::{RecordState, SchoolCounts};
use crate::sorting::{Scratch, Sorter};

/// Whether a row's key had been met in the same delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seen {
    First,
    /// With the same contents.
    Repeated,
    /// With other contents; the first row counts.
    Conflicting,
}

/// An entity being compared.
pub(crate) struct EntityDiff<'s> {
    pub(super) entity: Entity,
    pub(super) keys: Keys,
    pub(super) states: HashMap<u32, RecordState>,
    pub(super) schools_before: SchoolCounts,
    comparable: bool,
    pub(super) before: Option<Box<dyn Before>>,
    pub(crate) read: ReadCounts,
    pub(super) damage: Damage,
    pub(super) unchanged: u64,
    pub(super) kept: u64,
    /// Changed and revived candidates by ordinal: row hash and canonical encoding.
    pub(super) candidates: Sorter<'s>,
    pub(super) returned: Vec<u32>,
    pub(super) gone: Vec<u32>,
    /// Rows, invalid rows and created records by key hash of the school.
    pub(super) rows_at: BySchool<RowsAt>,
    pub(super) arrivals: u64,
    pub(super) created: u64,
    /// Users with a role that is new, to tell a move from a removal.
    pub(super) newcomers: HashSet<u64>,
    pub(super) scratch: &'s dyn Scratch,
    collect: Collect,
    /// Fields that do not always count, for each of the mappings that made candidates, and which one makes them now.
    pub(super) writes: Vec<Vec<(FieldTarget, Write)>>,
    writing: u16,
    /// The one that the mapping alone says.
    mapped: u16,
    /// Fields that say nothing where they are stored and do not come.
    pub(super) bare: Bare,
    /// Whether a file of the delivery is about this entity, and whether it was whole and bulk.
    pub(super) present: bool,
    pub(super) bulk_complete: bool,
    /// Records of a supplement of which rows say different things, and new records until all rows are read.
    pub(super) doubts: Option<Doubts<'s>>,
    /// Rows under the old IDs of records that may come under new ones.
    waiting: Option<Sorter<'s>>,
}

/// What becomes of good records that are new.
pub(super) enum Collect {
    /// They are changes.
    Changes,
    /// They are what the next delivery will be compared with.
    Spool(Box<Spool>),
    /// They are counted.
    Nothing,
}

/// Rows of one school.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct RowsAt {
    pub(super) read: u64,
    pub(super) invalid: u64,
    pub(super) created: u64,
}

/// What decides about records that the delivery does not have.
pub(crate) struct Absences<'a, 'g> {
    /// Whether the file was complete and bulk: what it does not have is absent.
    pub(crate) complete: bool,
    pub(crate) removals: Removals,
    /// Tombstones older than this are purged; seconds since 1970.
    pub(crate) purge_before: Option<i64>,
    /// For derived records: whether this one may go.
    pub(crate) may_go: Option<&'a mut super::derived::Gate<'g>>,
    /// Whether a removal was to be expected.
    pub(crate) expected: &'a mut (dyn FnMut(&Record) -> bool + 'a),
}

/// Whether an absent derived record may be removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Leave {
    /// Like any other record: if the file is complete.
    IfComplete,
    /// Its owner's row says so, whatever the file.
    Now,
    /// It stays.
    No,
}

/// What came of an entity.
pub(crate) struct EntityResult {
    pub(crate) counts: ChangeCounts,
    /// Records that go because another one has come under their ID.
    pub(crate) displaced: u64,
    pub(crate) read: ReadCounts,
    pub(crate) keys: Keys,
}

pub(super) const CANDIDATES: usize = 4 << 20;

impl<'s> EntityDiff<'s> {
    pub(crate) fn new(entity: Entity, known: Known, scratch: &'s dyn Scratch) -> EntityDiff<'s> {
        let mut keys = known.keys;
        for (ordinal, state) in &known.states {
            if matches!(state, RecordState::Removed { .. }) {
                keys.bury(*ordinal);
            }
        }
        EntityDiff {
            entity,
            keys,
            states: known.states,
            schools_before: known.schools,
            comparable: known.comparable,
            before: known.before,
            read: ReadCounts::default(),
            damage: Damage::default(),
            unchanged: 0,
            kept: 0,
            candidates: Sorter::with_budget(scratch, CANDIDATES),
            returned: Vec::new(),
            gone: Vec::new(),
            rows_at: BySchool::default(),
            arrivals: 0,
            created: 0,
            newcomers: HashSet::new(),
            scratch,
            collect: Collect::Changes,
            writes: vec![Vec::new()],
            writing: 0,
            mapped: 0,
            bare: Bare::default(),
            present: false,
            bulk_complete: false,
            doubts: None,
            waiting: None,
        }
    }

    /// Says which fields of the candidates that come now do not always count.
    pub(super) fn write_as(&mut self, fields: Vec<(FieldTarget, Write)>) {
        self.mapped = self.numbered(fields);
        self.writing = self.mapped;
    }

    /// Says which fields of the next candidate count only while nothing is stored in them, beside those.
    pub(super) fn write_once(&mut self, fields: Vec<FieldTarget>) {
        self.writing = self.mapped;
        if !fields.is_empty() {
            let mut writes = self.writes[usize::from(self.mapped)].clone();
            writes.extend(fields.into_iter().map(|field| (field, Write::IfEmpty)));
            self.writing = self.numbered(writes);
        }
    }

    fn numbered(&mut self, fields: Vec<(FieldTarget, Write)>) -> u16 {
        let known = self.writes.iter().position(|known| *known == fields);
        let at = known.unwrap_or_else(|| {
            self.writes.push(fields);
            self.writes.len() - 1
        });
        // A mapping has at most 64 files of 64 records, and hardly two of them or of its people differ in this.
        u16::try_from(at).unwrap_or(self.mapped)
    }

    pub(super) fn collecting(mut self, collect: Collect) -> EntityDiff<'s> {
        self.collect = collect;
        self
    }

    /// What there was, for the next delivery.
    pub(super) fn into_known(self) -> Known {
        match self.collect {
            Collect::Spool(spool) => spool.known(self.keys),
            Collect::Changes | Collect::Nothing => Known { comparable: true, ..Known::default() },
        }
    }

    /// Whether rows of the file just read may be wanted again.
    pub(super) fn wants_file(&self) -> bool {
        matches!(&self.collect, Collect::Spool(spool) if spool.wants_file())
    }

    /// Takes the file of which rows may be wanted again.
    pub(super) fn take_file(&mut self, again: Again) {
        if let Collect::Spool(spool) = &mut self.collect {
            spool.take_file(again);
        }
    }

    /// Looks ahead at the rows of a block of a file of this size.
    pub(super) fn look_ahead(&mut self, block: &BlockOut, size: Option<u64>) {
        self.keys.expect(size.map_or(0, |size| keys_in(size, block)));
        if let Collect::Spool(spool) = &mut self.collect {
            let place = size.and(block.origin).map(|start| start..start + block.text_bytes);
            spool.begin(place);
        }
        self.keys.touch(block.rows.iter().filter(|row| row.entity == self.entity).map(|row| row.key));
    }

    /// Takes one candidate record of the delivery, with its canonical encoding.
    pub(crate) fn row(&mut self, row: &RowRef, bytes: &[u8], out: &mut ChangeSorter<'_>) -> io::Result<Seen> {
        if self.keys.must_wait(row.key) {
            return self.wait(row, bytes);
        }
        self.take(row, bytes, out)
    }

    fn wait(&mut self, row: &RowRef, bytes: &[u8]) -> io::Result<Seen> {
        let waiting = self.waiting.get_or_insert_with(|| Sorter::with_budget(self.scratch, CANDIDATES));
        let mut payload = vec![row.outcome as u8];
        payload.extend_from_slice(&row.key.to_le_bytes());
        payload.extend_from_slice(&row.row.to_le_bytes());
        payload.extend_from_slice(&row.school.to_le_bytes());
        payload.extend_from_slice(bytes);
        waiting.push(&row.line.to_be_bytes(), &payload)?;
        Ok(Seen::First)
    }

    /// Takes the rows that had to wait for the end of a file.
    pub(super) fn take_waiting(&mut self, out: &mut ChangeSorter<'_>) -> io::Result<()> {
        let Some(waiting) = self.waiting.take() else { return Ok(()) };
        let mut waiting = waiting.finish()?;
        while let Some((line, payload)) = waiting.next()? {
            let (row, bytes) = waited(self.entity, line, payload)
                .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "scratch is damaged"))?;
            self.take(&row, bytes, out)?;
        }
        Ok(())
    }

    fn take(&mut self, row: &RowRef, bytes: &[u8], out: &mut ChangeSorter<'_>) -> io::Result<Seen> {
        self.read.read += 1;
        self.arrivals += 1;
        match row.outcome {
            Outcome::Unreadable => {
                self.read.rejected += 1;
                self.read.unreadable += 1;
                return Ok(Seen::First);
            }
            Outcome::Absent => {
                self.read.accepted += 1;
                return Ok(Seen::First);
            }
            Outcome::Accepted | Outcome::Rejected | Outcome::Deleted => {}
        }
        if row.school != 0 {
            let at = self.rows_at.entry(row.school).or_default();
            at.read += 1;
            at.invalid += u64::from(row.outcome == Outcome::Rejected);
        }
        let met = self.keys.meet(row.key);
        if let Met::Again(ordinal) = met {
            self.read.repeated += 1;
            let same = row.outcome == Outcome::Accepted && self.keys.row(ordinal) == row.row;
            if let Some(doubts) = self.doubts.as_mut().filter(|_| !same) {
                doubts.about.insert(ordinal);
            }
            return Ok(if same { Seen::Repeated } else { Seen::Conflicting });
        }
        match row.outcome {
            Outcome::Accepted => self.accepted(row, bytes, met, out)?,
            Outcome::Rejected => self.rejected(row, met)?,
            Outcome::Deleted => self.deleted(row, met)?,
            Outcome::Unreadable | Outcome::Absent => {}
        }
        Ok(Seen::First)
    }

    fn accepted(
        &mut self,
        row: &RowRef,
        bytes: &[u8],
        met: Met,
        out: &mut ChangeSorter<'_>,
    ) -> io::Result<()> {
        self.read.accepted += 1;
        let ordinal = match met {
            Met::New(ordinal) => {
                self.keys.set_row(ordinal, row.row);
                return match &mut self.doubts {
                    None => self.create(row, bytes, out),
                    Some(doubts) => doubts.hold((self.arrivals, ordinal), row, bytes),
                };
            }
            Met::Known(ordinal) | Met::Again(ordinal) => ordinal,
        };
        let same = self.comparable && self.keys.row(ordinal) == row.row;
        if same && !self.keys.is_buried(ordinal) {
            self.unchanged += 1;
            if !self.states.is_empty() && self.states.contains_key(&ordinal) {
                self.returned.push(ordinal);
            }
            return Ok(());
        }
        self.keys.set_row(ordinal, row.row);
        let mut payload = Vec::with_capacity(bytes.len() + 18);
        payload.extend_from_slice(&row.row.to_le_bytes());
        payload.extend_from_slice(&self.writing.to_le_bytes());
        payload.extend_from_slice(bytes);
        self.candidates.push(&ordinal.to_be_bytes(), &payload)
    }

    pub(super) fn create(
        &mut self,
        row: &RowRef,
        bytes: &[u8],
        out: &mut ChangeSorter<'_>,
    ) -> io::Result<()> {
        self.created += 1;
        match &mut self.collect {
            Collect::Nothing => return Ok(()),
            Collect::Spool(spool) => {
                spool.count_at_school((self.entity, row.school), bytes);
                return spool.push(bytes, row.at, self.scratch);
            }
            Collect::Changes => {}
        }
        if row.school != 0 {
            self.rows_at.entry(row.school).or_default().created += 1;
        }
        self.damage.note(Values::over(bytes).next().flatten().unwrap_or(""), row.line, &mut self.keys);
        if self.entity == Entity::Roles && self.keys.known() > 0 {
            let user = Values::over(bytes).nth(1).flatten().unwrap_or("");
            self.newcomers.insert(key_hash(user) as u64);
        }
        let change = Change {
            op: Op::Created,
            entity: self.entity,
            ordinal: None,
            arrival: self.arrivals,
            key: row.key,
            row: row.row,
            before: None,
            after: Some(bytes.to_vec()),
        };
        out.push(&change).map_err(super::known::damaged)
    }

    fn rejected(&mut self, row: &RowRef, met: Met) -> io::Result<()> {
        self.read.rejected += 1;
        match met {
            Met::New(ordinal) => return self.stillborn(row, ordinal),
            Met::Known(ordinal) | Met::Again(ordinal) => {
                if !self.keys.is_buried(ordinal) {
                    self.keys.keep(ordinal);
                    self.kept += 1;
                }
            }
        }
        Ok(())
    }

    /// A key that was met and stands for no record; its place in order stays.
    fn stillborn(&mut self, row: &RowRef, ordinal: u32) -> io::Result<()> {
        self.keys.kill(ordinal);
        match &mut self.collect {
            Collect::Spool(spool) => spool.push(&[], row.at, self.scratch),
            Collect::Changes | Collect::Nothing => Ok(()),
        }
    }

    /// A row that says that the record is gone; it is a good row.
    fn deleted(&mut self, row: &RowRef, met: Met) -> io::Result<()> {
        self.read.accepted += 1;
        match met {
            Met::New(ordinal) => return self.stillborn(row, ordinal),
            Met::Known(ordinal) | Met::Again(ordinal) => {
                if !self.keys.is_buried(ordinal) {
                    self.keys.gone(ordinal);
                    self.gone.push(ordinal);
                }
            }
        }
        Ok(())
    }

    /// Two rows that imply the same record imply one: it is no repetition of the file's.
    pub(super) fn forget_repeated(&mut self) {
        self.read.read -= 1;
        self.read.repeated -= 1;
    }

    /// Whether every row had a key that could be read.
    pub(crate) fn all_keys_readable(&self) -> bool {
        self.read.unreadable == 0
    }

    /// Hands over every living record of the snapshot.
    pub(super) fn each_before(&mut self, take: &mut dyn FnMut(u128, &[u8])) -> io::Result<()> {
        let Some(mut before) = self.before.take() else { return Ok(()) };
        let living: Vec<u32> = self.keys.known_living().collect();
        let keys = &self.keys;
        let fetched = before.fetch(&living, keys, &mut |ordinal, bytes| {
            take(keys.key(ordinal), bytes);
            Ok(())
        });
        self.before = Some(before);
        fetched
    }

    /// Keys that may be referred to from now on.
    pub(crate) fn key_set(&self, complete: bool) -> KeySet {
        KeySet::of(&self.keys, if complete { UnmetStay::No } else { UnmetStay::Yes })
    }
}

pub(super) fn waited<'p>(entity: Entity, line: &[u8], payload: &'p [u8]) -> Option<(RowRef, &'p [u8])> {
    let line = u64::from_be_bytes(line.try_into().ok()?);
    let (outcome, rest) = payload.split_first()?;
    let (key, rest) = rest.split_first_chunk()?;
    let (row, rest) = rest.split_first_chunk()?;
    let (school, bytes) = rest.split_first_chunk()?;
    let outcomes =
        [Outcome::Accepted, Outcome::Rejected, Outcome::Deleted, Outcome::Unreadable, Outcome::Absent];
    let row = RowRef {
        entity,
        outcome: outcomes.into_iter().find(|one| *one as u8 == *outcome)?,
        key: u128::from_le_bytes(*key),
        row: u128::from_le_bytes(*row),
        school: u64::from_le_bytes(*school),
        line,
        at: 0,
        start: 0,
        end: bytes.len(),
    };
    Some((row, bytes))
}

/// About how many keys a file of a size has, as far as its first block shows; never enough to cost much memory where it
/// shows wrong.
pub(super) fn keys_in(size: u64, out: &BlockOut) -> usize {
    const MOST: u64 = 16 << 20;
    let each = (out.text_bytes / out.read.max(1)).max(32);
    (size / each + size / each / 64 + 64).min(MOST) as usize
}
