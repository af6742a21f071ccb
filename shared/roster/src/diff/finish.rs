//! The end of an entity's comparison: what was changed, what is absent, and what the brake should know.

use std::collections::{HashMap, HashSet};
use std::io;

use super::counts::ChangeCounts;
use super::entity::{Absences, EntityDiff, EntityResult, Leave};
use super::keys::{key_hash, row_hash};
use super::known::damaged;
use super::moves::{is_touched, with_id, with_new_references};
use crate::brake::{self, Absence, Tally};
use crate::changes::{Change, ChangeSorter, Op};
use crate::identity::{self, Renames};
use crate::mapping::{FieldTarget, Write};
use crate::model::{Entity, Record};
use crate::snapshot::{RecordState, school_of};
use crate::sorting::{Sorted, Sorter};

/// Where changes and counts go.
pub(crate) struct Sinks<'a, 's> {
    pub(crate) changes: &'a mut ChangeSorter<'s>,
    pub(crate) tally: &'a mut Tally,
    /// Names of schools by key hash.
    pub(crate) schools: &'a HashMap<u64, String>,
    /// Changes of IDs that this delivery makes.
    pub(crate) renames: &'a Renames,
}

/// What a record of the snapshot is needed for.
enum Need {
    /// To be compared with the record after, of this row hash.
    Compare(u128, Sent),
    /// The delivery does not have it.
    Absent(Absence),
    /// The delivery says nothing of it, or only what is wrong, but IDs that it refers to change.
    Follow,
    /// It was missing and is back.
    Returned,
    /// Its tombstone is old.
    Purge,
}

/// A record as the delivery has it.
struct Sent {
    /// Which of [`EntityDiff::writes`] it was made under.
    writing: u16,
    bytes: Vec<u8>,
}

/// How many records are fetched at a time: bounds memory, keeps reading sequential.
const BATCH: usize = 4096;

/// What has happened to records of the snapshot so far.
#[derive(Default)]
struct Progress {
    counts: ChangeCounts,
    /// Living records of the snapshot that the tally has been told about.
    told: u64,
    told_at: HashMap<String, u64>,
    /// Records that go because another one has come under their ID.
    displaced: u64,
    /// Keys of new IDs that were made of others'.
    made: HashSet<u128>,
}

impl EntityDiff<'_> {
    /// Compares what has to be compared, and decides about what is absent.
    pub(crate) fn finish(
        mut self,
        mut absences: Absences<'_, '_>,
        sinks: &mut Sinks<'_, '_>,
    ) -> io::Result<EntityResult> {
        self.settle_doubts(sinks.changes)?;
        let counts = ChangeCounts {
            created: self.created,
            kept: self.kept,
            unchanged: self.unchanged,
            ..ChangeCounts::default()
        };
        let mut progress = Progress { counts, ..Progress::default() };
        let living = self.keys.living();
        // A removal comes before the change by which another record gets the ID.
        let displaced: Vec<u32> = self.keys.unmet().filter(|o| self.keys.is_displaced(*o)).collect();
        for batch in displaced.chunks(BATCH) {
            let batch = batch.iter().map(|o| (*o, Need::Absent(Absence::Stated))).collect();
            self.decide(batch, &mut absences, sinks, &mut progress)?;
        }
        let mut others = self.others(&absences, sinks.renames).into_iter().peekable();
        let candidates = std::mem::replace(&mut self.candidates, Sorter::with_budget(self.scratch, 0));
        let mut candidates = candidates.finish()?;
        let mut next = candidate(&mut candidates)?;
        loop {
            let mut batch: Vec<(u32, Need)> = Vec::new();
            while batch.len() < BATCH {
                let other_first = match (&next, others.peek()) {
                    (None, None) => break,
                    (Some((at, _)), Some((other, _))) => other < at,
                    (None, Some(_)) => true,
                    (Some(_), None) => false,
                };
                if other_first {
                    batch.extend(others.next());
                } else {
                    batch.extend(next.take());
                    next = candidate(&mut candidates)?;
                }
            }
            if batch.is_empty() {
                break;
            }
            let certain =
                |(at, need): &(u32, Need)| !(matches!(need, Need::Compare(..)) && self.is_doubtful(*at));
            let sent = batch.len();
            batch.retain(certain);
            progress.counts.kept += (sent - batch.len()) as u64;
            self.decide(batch, &mut absences, sinks, &mut progress)?;
        }
        self.tell(living, &progress, sinks);
        let Progress { counts, displaced, .. } = progress;
        Ok(EntityResult { counts, displaced, read: self.read, keys: self.keys })
    }

    /// Records of the snapshot that no row of the delivery asks to be compared.
    fn others(&mut self, absences: &Absences<'_, '_>, renames: &Renames) -> Vec<(u32, Need)> {
        let mut others: Vec<(u32, Need)> = Vec::new();
        others.extend(self.returned.drain(..).map(|o| (o, Need::Returned)));
        others.extend(self.gone.drain(..).map(|o| (o, Need::Absent(Absence::Stated))));
        let follows = is_touched(self.entity, renames);
        if follows {
            self.keys.index();
            others.extend(self.keys.kept().map(|o| (o, Need::Follow)));
        }
        if absences.complete || absences.may_go.is_some() {
            let missed = |ordinal: u32| match self.states.get(&ordinal) {
                Some(RecordState::Missing { deliveries }) => deliveries + 1,
                _ => 1,
            };
            let unmet = self.keys.unmet().filter(|o| !self.keys.is_displaced(*o));
            others.extend(unmet.map(|o| (o, Need::Absent(Absence::Missed(missed(o))))));
        } else if follows {
            let unmet = self.keys.unmet().filter(|o| !self.keys.is_displaced(*o));
            others.extend(unmet.map(|o| (o, Need::Follow)));
        }
        if let Some(before) = absences.purge_before {
            for (ordinal, state) in &self.states {
                if matches!(state, RecordState::Removed { at } if *at < before) && !self.keys.is_met(*ordinal)
                {
                    others.push((*ordinal, Need::Purge));
                }
            }
        }
        others.sort_unstable_by_key(|(ordinal, _)| *ordinal);
        others
    }

    fn decide(
        &mut self,
        batch: Vec<(u32, Need)>,
        absences: &mut Absences<'_, '_>,
        sinks: &mut Sinks<'_, '_>,
        progress: &mut Progress,
    ) -> io::Result<()> {
        let Some(mut before) = self.before.take() else { return Ok(()) };
        let ordinals: Vec<u32> = batch.iter().map(|(o, _)| *o).collect();
        let mut needs = batch.into_iter();
        let fetched = before.fetch(&ordinals, &self.keys, &mut |ordinal, bytes| {
            let Some((_, need)) = needs.next() else { return Ok(()) };
            let old = Record::decode(self.entity, bytes).ok_or_else(|| {
                io::Error::new(io::ErrorKind::InvalidData, "a record of the snapshot is damaged")
            })?;
            match need {
                Need::Compare(row, after) => self.compare((ordinal, row), &old, &after, sinks, progress),
                Need::Absent(absence) => self.absent(ordinal, &old, (absence, absences), sinks, progress),
                Need::Follow => self.follow(ordinal, &old, sinks, progress).map(drop),
                Need::Returned => self.note(Op::Returned, ordinal, &old, sinks),
                Need::Purge => self.note(Op::Purged, ordinal, &old, sinks),
            }
        });
        self.before = Some(before);
        fetched
    }

    fn compare(
        &self,
        (ordinal, row): (u32, u128),
        old: &Record,
        after: &Sent,
        sinks: &mut Sinks<'_, '_>,
        progress: &mut Progress,
    ) -> io::Result<()> {
        let Some(sent) = Record::decode(self.entity, &after.bytes) else { return Ok(()) };
        let bare = (!self.bare.is_empty()).then(|| old.without(&self.bare.fields, &self.bare.own));
        let stored = bare.as_ref().unwrap_or(old);
        let mut new = match sinks.renames.is_empty() {
            true => sent.filled_from(stored),
            false => sent.filled_from(&with_new_references(stored, sinks.renames)),
        };
        let writes = self.writes.get(usize::from(after.writing)).filter(|writes| !writes.is_empty());
        if let Some(writes) = writes.filter(|_| !self.keys.is_buried(ordinal)) {
            let own = |name: &str| {
                keeps(writes, &FieldTarget::Own(name.to_owned()), old.own_value(name).as_deref())
            };
            new = new.keeping(old, |at| keeps(writes, &FieldTarget::Field(at), old.value(at)), own);
        }
        let revived = self.keys.is_buried(ordinal);
        let differing = new.differences(old);
        if differing.is_empty() && !revived {
            progress.counts.unchanged += 1;
            return match self.states.contains_key(&ordinal) {
                true => self.note(Op::Returned, ordinal, old, sinks),
                false => Ok(()),
            };
        }
        let identity = differing.fields.iter().any(|at| self.entity.fields()[*at].identity);
        let (op, told) = match (revived, identity) {
            (true, _) => (Op::Revived, brake::Change::Revived),
            (false, true) => (Op::Updated, brake::Change::IdentityUpdated),
            (false, false) => (Op::Updated, brake::Change::Updated),
        };
        let op = if differing.fields.first() == Some(&0) { Op::Renamed } else { op };
        progress.count(op);
        let from = school_of(self.entity, old.bytes());
        let to = school_of(self.entity, new.bytes());
        if from == to || revived {
            sinks.tally.record(self.entity, to.as_slice(), told);
        } else {
            sinks.tally.moved(self.entity, (from.as_slice(), to.as_slice()), told);
        }
        if !revived {
            progress.tell(from);
        }
        self.push((op, ordinal, row), Some(old), Some(new.bytes().to_vec()), sinks)
    }

    /// A record that the delivery does not touch refers to others by their new IDs; its own follows where it is made of
    /// theirs. Whether there was anything to change.
    fn follow(
        &self,
        ordinal: u32,
        old: &Record,
        sinks: &mut Sinks<'_, '_>,
        progress: &mut Progress,
    ) -> io::Result<bool> {
        if !is_touched(self.entity, sinks.renames) {
            return Ok(false);
        }
        let mut new = with_new_references(old, sinks.renames);
        let own = sinks.renames.get(self.entity, old.sourced_id()).map(str::to_owned);
        let id = own.or_else(|| identity::follow(old, sinks.renames)).filter(|id| {
            let key = key_hash(id);
            match self.keys.has_moved(ordinal) {
                true => self.keys.key(ordinal) == key,
                false => self.keys.is_free(key) && progress.made.insert(key),
            }
        });
        if let Some(id) = &id {
            new = with_id(&new, id);
        }
        if new.differences(old).is_empty() {
            return Ok(false);
        }
        let op = if id.is_some() { Op::Renamed } else { Op::Updated };
        progress.count(op);
        let from = school_of(self.entity, old.bytes());
        let to = school_of(self.entity, new.bytes());
        match from == to {
            true => sinks.tally.record(self.entity, to.as_slice(), brake::Change::Updated),
            false => {
                let schools = (from.as_slice(), to.as_slice());
                sinks.tally.moved(self.entity, schools, brake::Change::Updated);
            }
        }
        progress.tell(from);
        let change = Change {
            op,
            entity: self.entity,
            ordinal: Some(ordinal),
            arrival: 0,
            key: key_hash(new.sourced_id()),
            row: row_hash(new.bytes()),
            before: Some(old.bytes().to_vec()),
            after: Some(new.bytes().to_vec()),
        };
        sinks.changes.push(&change).map_err(damaged)?;
        Ok(true)
    }

    fn absent(
        &self,
        ordinal: u32,
        old: &Record,
        (absence, absences): (Absence, &mut Absences<'_, '_>),
        sinks: &mut Sinks<'_, '_>,
        progress: &mut Progress,
    ) -> io::Result<()> {
        // Whose ID is another's now cannot stay, whatever is allowed.
        let displaced = self.keys.is_displaced(ordinal);
        let absence = match absences.may_go.as_mut().map(|may| may(old)) {
            _ if displaced => Absence::Stated,
            Some(Leave::No) => return self.follow(ordinal, old, sinks, progress).map(drop),
            Some(Leave::Now) => Absence::Stated,
            Some(Leave::IfComplete) | None if absence == Absence::Stated || absences.complete => absence,
            Some(Leave::IfComplete) | None => return self.follow(ordinal, old, sinks, progress).map(drop),
        };
        if !displaced && !absences.removals.plans(absence) {
            if self.follow(ordinal, old, sinks, progress)? {
                return Ok(());
            }
            return match absence {
                Absence::Missed(_) if absences.removals != brake::Removals::Never => {
                    self.note(Op::Missing, ordinal, old, sinks)
                }
                Absence::Missed(_) | Absence::Stated => Ok(()),
            };
        }
        progress.count(Op::Removed);
        progress.displaced += u64::from(displaced);
        let school = school_of(self.entity, old.bytes());
        progress.tell(school);
        if self.is_move(old) {
            let left = brake::Counts { before: 1, moved_out: 1, ..brake::Counts::default() };
            sinks.tally.add(self.entity, None, &left);
            sinks.tally.add(self.entity, school, &left);
        } else if (absences.expected)(old) {
            sinks.tally.record(self.entity, school.as_slice(), brake::Change::RemovedExpected);
        } else {
            sinks.tally.record(self.entity, school.as_slice(), brake::Change::Removed);
        }
        self.push((Op::Removed, ordinal, self.keys.row(ordinal)), Some(old), None, sinks)
    }

    /// A role that goes while its user gets another is a change of school, not a loss.
    fn is_move(&self, old: &Record) -> bool {
        self.entity == Entity::Roles
            && !self.newcomers.is_empty()
            && old.value(1).is_some_and(|user| self.newcomers.contains(&(key_hash(user) as u64)))
    }

    fn note(&self, op: Op, ordinal: u32, old: &Record, sinks: &mut Sinks<'_, '_>) -> io::Result<()> {
        self.push((op, ordinal, self.keys.row(ordinal)), Some(old), None, sinks)
    }

    fn push(
        &self,
        (op, ordinal, row): (Op, u32, u128),
        before: Option<&Record>,
        after: Option<Vec<u8>>,
        sinks: &mut Sinks<'_, '_>,
    ) -> io::Result<()> {
        // A record that goes has the ID that it had, whatever it may have come under.
        let key = match (&after, before) {
            (None, Some(before)) => key_hash(before.sourced_id()),
            (Some(_), _) | (None, None) => self.keys.key(ordinal),
        };
        let before = before.map(|record| record.bytes().to_vec());
        let change =
            Change { op, entity: self.entity, ordinal: Some(ordinal), arrival: 0, key, row, before, after };
        sinks.changes.push(&change).map_err(damaged)
    }

    /// Tells the tally what no single change told it: unchanged records, rows, created ones.
    fn tell(&self, living: u64, progress: &Progress, sinks: &mut Sinks<'_, '_>) {
        let total = brake::Counts {
            before: living.saturating_sub(progress.told),
            created: self.created,
            kept: self.kept,
            read: self.read.read - self.read.repeated - self.read.out_of_scope,
            invalid: self.read.rejected,
            ..brake::Counts::default()
        };
        sinks.tally.add(self.entity, None, &total);
        for (school, count) in self.schools_before.iter() {
            let told = progress.told_at.get(school).copied().unwrap_or(0);
            let before = brake::Counts { before: count.saturating_sub(told), ..brake::Counts::default() };
            sinks.tally.add(self.entity, Some(school), &before);
        }
        for (hash, rows) in &self.rows_at {
            let Some(school) = sinks.schools.get(hash) else { continue };
            let counts = brake::Counts {
                read: rows.read,
                invalid: rows.invalid,
                created: rows.created,
                ..brake::Counts::default()
            };
            sinks.tally.add(self.entity, Some(school), &counts);
        }
    }
}

/// Whether a field stays as it is stored.
fn keeps(writes: &[(FieldTarget, Write)], field: &FieldTarget, stored: Option<&str>) -> bool {
    match writes.iter().find(|(of, _)| of == field) {
        None | Some((_, Write::Always)) => false,
        Some((_, Write::IfEmpty)) => stored.is_some_and(|value| !value.is_empty()),
        Some((_, Write::Once)) => true,
    }
}

impl Progress {
    fn count(&mut self, op: Op) {
        let counts = &mut self.counts;
        match op {
            Op::Created => counts.created += 1,
            Op::Updated => counts.updated += 1,
            Op::Removed => counts.removed += 1,
            Op::Revived => counts.revived += 1,
            Op::Renamed => counts.renamed += 1,
            Op::Missing | Op::Returned | Op::Purged => {}
        }
    }

    fn tell(&mut self, school: Option<&str>) {
        self.told += 1;
        if let Some(school) = school {
            *self.told_at.entry(school.to_owned()).or_default() += 1;
        }
    }
}

fn candidate(sorted: &mut Sorted) -> io::Result<Option<(u32, Need)>> {
    let Some((key, payload)) = sorted.next()? else { return Ok(None) };
    let damaged = || io::Error::new(io::ErrorKind::InvalidData, "scratch is damaged");
    let ordinal = u32::from_be_bytes(key.try_into().map_err(|_| damaged())?);
    let (row, rest) = payload.split_first_chunk::<16>().ok_or_else(damaged)?;
    let (writing, bytes) = rest.split_first_chunk().ok_or_else(damaged)?;
    let sent = Sent { writing: u16::from_le_bytes(*writing), bytes: bytes.to_vec() };
    Ok(Some((ordinal, Need::Compare(u128::from_le_bytes(*row), sent))))
}
