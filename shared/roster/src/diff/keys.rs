//! Which keys the snapshot knows and which of them the delivery has: 33 bytes a record, and 6 more once order is lost.

use super::buckets::Buckets;
use super::moves::Moves;
use crate::snapshot::Entry;

/// Version of the canonical encoding; part of every row hash, so that a change of it compares fields instead.
pub const ROW_VERSION: u64 = 1;

/// The hash of a `sourcedId`: XXH3, 128 bits.
#[inline]
pub fn key_hash(sourced_id: &str) -> u128 {
    xxhash_rust::xxh3::xxh3_128(sourced_id.as_bytes())
}

/// The hash of a record's canonical encoding: XXH3, 128 bits, seeded with [`ROW_VERSION`].
#[inline]
pub fn row_hash(canonical: &[u8]) -> u128 {
    xxhash_rust::xxh3::xxh3_128_with_seed(canonical, ROW_VERSION)
}

/// What a key was when it was met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Met {
    /// Nobody knew it; it now has this ordinal.
    New(u32),
    /// The snapshot has it, and the delivery had not yet.
    Known(u32),
    /// The delivery had it already.
    Again(u32),
}

const SEEN: u8 = 1;
const DEAD: u8 = 2;
const TOMB: u8 = 4;
const KEPT: u8 = 8;
const GONE: u8 = 16;

/// How a key stands once the rows of its file have been met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nobody knows it.
    Unknown,
    /// The snapshot has it, the delivery does not.
    Unmet,
    /// The delivery has a good row of it.
    Accepted,
    /// Its row is in error; the old record stays.
    Kept,
    /// The delivery says that it is gone.
    Gone,
}

/// Keys in the order of the snapshot, then new ones in the order of the delivery.
#[derive(Debug, Default)]
pub struct Keys {
    entries: Vec<Entry>,
    marks: Vec<u8>,
    known: usize,
    /// Where the next row is expected: exporters keep their order from night to night.
    cursor: usize,
    /// How many rows in turn did not come in the order of the snapshot, up to [`LOOK_AHEAD`].
    late: usize,
    /// Built when a row first comes out of order.
    buckets: Buckets,
    /// Records that may come under another ID.
    moves: Option<Box<Moves>>,
}

/// How far ahead of the expected place to look before the table is asked.
const LOOK_AHEAD: usize = 16;

impl Keys {
    /// Keys that a snapshot knows, none of them met yet.
    pub fn of(entries: Vec<Entry>) -> Keys {
        let known = entries.len();
        Keys { marks: vec![0; known], entries, known, ..Keys::default() }
    }

    /// Marks a known record as a tombstone: there, but not in the roster.
    pub fn bury(&mut self, ordinal: u32) {
        self.marks[ordinal as usize] |= TOMB;
    }

    /// Marks a record as one that is in no roster at all.
    pub fn kill(&mut self, ordinal: u32) {
        self.marks[ordinal as usize] |= DEAD;
    }

    /// Notes that a known record stays as it is, because its row is in error.
    pub fn keep(&mut self, ordinal: u32) {
        self.marks[ordinal as usize] |= KEPT;
    }

    /// Notes that the delivery says a known record is gone.
    pub fn gone(&mut self, ordinal: u32) {
        self.marks[ordinal as usize] |= GONE;
    }

    /// How a key stands, without meeting it.
    pub fn standing(&mut self, key: u128) -> Standing {
        let Some(at) = self.lookup(key) else { return Standing::Unknown };
        match self.marks[at] {
            mark if mark & GONE != 0 => Standing::Gone,
            mark if mark & DEAD != 0 => Standing::Unknown,
            mark if mark & KEPT != 0 => Standing::Kept,
            mark if mark & SEEN != 0 => Standing::Accepted,
            _ => Standing::Unmet,
        }
    }

    /// How many records the snapshot knows; ordinals from here on are new.
    pub fn known(&self) -> usize {
        self.known
    }

    /// How many there are, known and new.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// True when there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Looks a key up, notes that the delivery has it, and adds it if nobody knew it.
    #[inline]
    pub fn meet(&mut self, key: u128) -> Met {
        if self.moves.is_some()
            && let Some(met) = self.meet_moved(key)
        {
            return met;
        }
        let found = self.expected(key).or_else(|| self.lookup(key));
        let Some(at) = found else { return self.add(key) };
        let mark = self.marks[at];
        if mark & SEEN != 0 {
            return Met::Again(at as u32);
        }
        self.marks[at] = (mark | SEEN) & !DEAD;
        if mark & DEAD != 0 { Met::New(at as u32) } else { Met::Known(at as u32) }
    }

    #[inline]
    fn expected(&mut self, key: u128) -> Option<usize> {
        // Where nothing is in order any more, looking far is in vain.
        let end = self.known.min(self.cursor + LOOK_AHEAD - self.late + 1);
        let Some(at) = (self.cursor..end).find(|&i| self.entries[i].key == key) else {
            self.late = (self.late + 1).min(LOOK_AHEAD);
            return None;
        };
        self.late = 0;
        self.cursor = at + 1;
        Some(at)
    }

    fn lookup(&mut self, key: u128) -> Option<usize> {
        if let Some(moved) = self.moved_to(key) {
            return Some(moved as usize);
        }
        if !self.buckets.have_room(self.entries.len() + 1) {
            self.rebuild();
        }
        let at = self.buckets.find(key, |at| self.entries[at].key == key)?;
        if at < self.known {
            self.cursor = at + 1;
        }
        Some(at)
    }

    fn rebuild(&mut self) {
        let keys = self.entries.len();
        let room = if keys == self.known { keys + keys / 16 } else { keys + keys / 2 };
        self.buckets = Buckets::default();
        self.buckets = Buckets::with_room(room);
        for (at, entry) in self.entries.iter().enumerate() {
            self.buckets.hang(entry.key, at);
        }
    }

    /// Makes room for about so many keys in all, if nothing is known yet.
    pub(crate) fn expect(&mut self, keys: usize) {
        if self.entries.is_empty() {
            self.entries.reserve(keys);
            self.marks.reserve(keys);
            self.buckets = Buckets::with_room(keys);
        }
    }

    /// Looks ahead at keys that are about to be met.
    #[inline]
    pub(crate) fn touch(&self, keys: impl Iterator<Item = u128>) {
        if self.late > 0 || self.known == 0 {
            self.buckets.touch(keys);
        }
    }

    fn add(&mut self, key: u128) -> Met {
        let at = self.entries.len();
        self.entries.push(Entry { key, row: 0 });
        self.marks.push(SEEN);
        self.buckets.hang(key, at);
        Met::New(at as u32)
    }

    /// Says which records may come under another ID.
    pub(super) fn expect_moves(&mut self, moves: Moves) {
        self.moves = Some(Box::new(moves));
    }

    /// The ordinal of a living record of the snapshot.
    pub(super) fn known_living_at(&mut self, key: u128) -> Option<u32> {
        let at = self.lookup(key)?;
        (at < self.known && self.marks[at] & (DEAD | TOMB) == 0).then_some(at as u32)
    }

    /// A record that comes under its new ID.
    fn meet_moved(&mut self, key: u128) -> Option<Met> {
        let ordinal = *self.moves.as_ref()?.incoming.get(&key)?;
        let at = ordinal as usize;
        let mark = self.marks[at];
        if self.entries[at].key == key {
            return Some(Met::Again(ordinal));
        }
        if mark & SEEN != 0 {
            return None;
        }
        self.entries[at].key = key;
        self.marks[at] = mark | SEEN;
        Some(Met::Known(ordinal))
    }

    /// The ordinal of the record that has come under this new ID.
    fn moved_to(&self, key: u128) -> Option<u32> {
        let to = *self.moves.as_ref()?.incoming.get(&key)?;
        (self.entries[to as usize].key == key).then_some(to)
    }

    /// Whether a row can only be told once all are read: its record may come under another ID, and then it is a new one.
    #[inline]
    pub(super) fn must_wait(&self, key: u128) -> bool {
        let Some(moves) = &self.moves else { return false };
        !moves.incoming.contains_key(&key)
            && moves.outgoing.get(&key).is_some_and(|at| self.marks[*at as usize] & SEEN == 0)
    }

    /// Whether a record has come under a new ID.
    pub(super) fn has_moved(&self, ordinal: u32) -> bool {
        self.moved_to(self.key(ordinal)) == Some(ordinal)
    }

    /// Whether a record of the snapshot has come under this new ID.
    pub(super) fn has_come_as(&self, key: u128) -> bool {
        self.moved_to(key).is_some()
    }

    /// Whether another record has come under this one's ID.
    pub(super) fn is_displaced(&self, ordinal: u32) -> bool {
        self.moved_to(self.key(ordinal)).is_some_and(|other| other != ordinal)
    }

    /// How the record that had a key in the snapshot stands, whatever its ID is now.
    pub(super) fn standing_before(&mut self, key: u128) -> Standing {
        let moved = self.moves.as_ref().and_then(|moves| moves.outgoing.get(&key).copied());
        match moved.filter(|ordinal| self.has_moved(*ordinal)) {
            Some(ordinal) => self.standing(self.key(ordinal)),
            None => self.standing(key),
        }
    }

    /// Makes ready for [`Keys::is_free`].
    pub(super) fn index(&mut self) {
        if !self.buckets.have_room(self.entries.len() + 1) {
            self.rebuild();
        }
    }

    /// Whether nobody has a key, or only a tombstone. Needs [`Keys::index`].
    pub(super) fn is_free(&self, key: u128) -> bool {
        let at = self.moved_to(key).map(|at| at as usize);
        let at = at.or_else(|| self.buckets.find(key, |at| self.entries[at].key == key));
        at.is_none_or(|at| self.marks[at] & (TOMB | SEEN) == TOMB)
    }

    /// Known living records that stay as they were because their row is in error, in order.
    pub(super) fn kept(&self) -> impl Iterator<Item = u32> + '_ {
        self.known_living().filter(|ordinal| self.marks[*ordinal as usize] & KEPT != 0)
    }

    /// A record's key hash.
    pub fn key(&self, ordinal: u32) -> u128 {
        self.entries[ordinal as usize].key
    }

    /// Whether the delivery has the record.
    pub fn is_met(&self, ordinal: u32) -> bool {
        self.marks[ordinal as usize] & SEEN != 0
    }

    /// The row hash last noted for a record.
    #[inline]
    pub fn row(&self, ordinal: u32) -> u128 {
        self.entries[ordinal as usize].row
    }

    /// Notes a record's row hash.
    #[inline]
    pub fn set_row(&mut self, ordinal: u32, row: u128) {
        self.entries[ordinal as usize].row = row;
    }

    /// Whether a record is a tombstone of the snapshot.
    #[inline]
    pub fn is_buried(&self, ordinal: u32) -> bool {
        self.marks[ordinal as usize] & TOMB != 0
    }

    /// Whether a record is in no roster.
    pub fn is_dead(&self, ordinal: u32) -> bool {
        self.marks[ordinal as usize] & DEAD != 0
    }

    /// Known living records that the delivery did not have, in order.
    pub fn unmet(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.known).filter(|&i| self.marks[i] & (SEEN | DEAD | TOMB) == 0).map(|i| i as u32)
    }

    /// Known living records, in order.
    pub fn known_living(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.known).filter(|&i| self.marks[i] & (DEAD | TOMB) == 0).map(|i| i as u32)
    }

    /// How many known records live.
    pub fn living(&self) -> u64 {
        self.marks[..self.known].iter().filter(|m| **m & (DEAD | TOMB) == 0).count() as u64
    }

    /// Key hashes of every record that is in a roster once the delivery counts, those not met among them if
    /// `unmet_stay`; buried ones only if they were met.
    pub fn present(&self, unmet_stay: UnmetStay) -> impl Iterator<Item = u128> + '_ {
        let wanted = move |mark: u8| match (mark & (DEAD | GONE) != 0, mark & SEEN != 0, mark & TOMB != 0) {
            (true, _, _) => false,
            (false, true, _) => true,
            (false, false, buried) => unmet_stay == UnmetStay::Yes && !buried,
        };
        self.entries.iter().zip(&self.marks).filter(move |(_, m)| wanted(**m)).map(|(e, _)| e.key)
    }

    /// The same keys as known ones, none of them met; what is in no roster stays so.
    pub(crate) fn into_known(mut self) -> Keys {
        self.marks.iter_mut().for_each(|mark| *mark &= DEAD);
        Keys { known: self.entries.len(), cursor: 0, late: 0, ..self }
    }
}

/// Whether known records that the delivery does not have stay in the roster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnmetStay {
    /// They do: the delivery says nothing about them.
    Yes,
    /// They go.
    No,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn keys(known: &[u128]) -> Keys {
        Keys::of(known.iter().map(|&key| Entry { key, row: key }).collect())
    }

    #[test]
    fn a_key_is_new_or_known_once_and_again_from_then_on() {
        let mut keys = keys(&[10, 20, 30]);
        let met: Vec<_> = [20, 20, 99, 99, 10].map(|k| keys.meet(k)).into();
        assert_eq!(met, [Met::Known(1), Met::Again(1), Met::New(3), Met::Again(3), Met::Known(0)]);
        assert_eq!(keys.unmet().collect::<Vec<_>>(), [2]);
    }

    #[test]
    fn a_dead_record_is_new_when_it_comes_back() {
        let mut keys = keys(&[10]);
        keys.kill(0);
        assert_eq!((keys.living(), keys.meet(10), keys.is_dead(0)), (0, Met::New(0), false));
    }

    #[test]
    fn a_record_that_was_killed_stays_dead_when_its_key_is_met_again() {
        let mut keys = keys(&[10]);
        let Met::New(bad) = keys.meet(9) else { panic!("9 is new") };
        keys.kill(bad);
        assert_eq!((keys.meet(9), keys.is_dead(bad)), (Met::Again(bad), true));
        let mut known = keys.into_known();
        assert_eq!(
            (known.is_dead(bad), known.meet(9), known.unmet().collect()),
            (true, Met::New(bad), vec![0])
        );
    }

    #[test]
    fn references_are_satisfied_by_what_is_in_the_roster() {
        let mut keys = keys(&[1, 2, 3, 4]);
        keys.bury(3);
        keys.meet(2);
        let Met::New(bad) = keys.meet(9) else { panic!("9 is new") };
        keys.kill(bad);
        assert_eq!(keys.present(UnmetStay::No).collect::<Vec<_>>(), [2]);
        assert_eq!(keys.present(UnmetStay::Yes).collect::<Vec<_>>(), [1, 2, 3]);
    }

    proptest! {
        #[test]
        fn any_order_meets_like_a_map(known in prop::collection::btree_set(0u128..200, 0..120), rows in prop::collection::vec(0u128..200, 0..300)) {
            let known: Vec<u128> = known.into_iter().collect();
            let mut keys = keys(&known);
            let mut model: BTreeMap<u128, (bool, u32)> = known.iter().zip(0..).map(|(k, i)| (*k, (false, i))).collect();
            for row in rows {
                let next = model.len() as u32;
                let want = match model.get_mut(&row) {
                    None => { model.insert(row, (true, next)); Met::New(next) }
                    Some((seen @ false, at)) => { *seen = true; Met::Known(*at) }
                    Some((true, at)) => Met::Again(*at),
                };
                prop_assert_eq!(keys.meet(row), want);
            }
        }
    }
}
