//! What a change set does, counted by entity and by school while it streams.

use std::collections::BTreeMap;

use crate::model::Entity;

/// What happens to one record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Change {
    /// In the snapshot and the same.
    Unchanged,
    /// Not in the snapshot and never was.
    Created,
    /// Other values, none of them in an identity field.
    Updated,
    /// Other values in an identity field of a person: `givenName`, `familyName`, `username`, `userIds`, `identifier`,
    /// `email`, `birthDate`.
    IdentityUpdated,
    /// In the snapshot and to be removed.
    Removed,
    /// As `Removed`, but expected: an enrollment or class of an ended session.
    RemovedExpected,
    /// A tombstone that comes back.
    Revived,
    /// In the snapshot and kept as it was, because its row is in error.
    Kept,
}

/// One row of the delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Row {
    /// Usable.
    Valid,
    /// In error: dropped from the new roster.
    Invalid,
}

/// Counts of one entity, or of one entity at one school.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Hash)]
pub struct Counts {
    /// Active records in the snapshot: the denominator.
    pub before: u64,
    /// Records that were not there.
    pub created: u64,
    /// Records with other values; includes `identity_updated`.
    pub updated: u64,
    /// Records with other values in an identity field.
    pub identity_updated: u64,
    /// Records that go, without the expected ones.
    pub removed: u64,
    /// Records that go because their session has ended.
    pub removed_expected: u64,
    /// Tombstones that come back.
    pub revived: u64,
    /// Records kept because their row is in error.
    pub kept: u64,
    /// At a school: records that came from another. They are neither created nor revived.
    pub moved_in: u64,
    /// At a school: records that went to another. They are not removed.
    pub moved_out: u64,
    /// Rows in scope.
    pub read: u64,
    /// Rows in scope that are in error.
    pub invalid: u64,
}

impl Counts {
    fn record(&mut self, change: Change) {
        match change {
            Change::Unchanged => self.before += 1,
            Change::Created => self.created += 1,
            Change::Updated => {
                self.before += 1;
                self.updated += 1;
            }
            Change::IdentityUpdated => {
                self.before += 1;
                self.updated += 1;
                self.identity_updated += 1;
            }
            Change::Removed => {
                self.before += 1;
                self.removed += 1;
            }
            Change::RemovedExpected => {
                self.before += 1;
                self.removed_expected += 1;
            }
            Change::Revived => self.revived += 1,
            Change::Kept => {
                self.before += 1;
                self.kept += 1;
            }
        }
    }

    fn leave(&mut self) {
        self.before += 1;
        self.moved_out += 1;
    }

    /// Snapshot records less those that were expected to go: what removals are a share of.
    pub(super) fn judged(&self) -> u64 {
        self.before.saturating_sub(self.removed_expected)
    }

    fn row(&mut self, row: Row) {
        self.read += 1;
        match row {
            Row::Valid => {}
            Row::Invalid => self.invalid += 1,
        }
    }

    fn add(&mut self, more: &Counts) {
        self.before += more.before;
        self.created += more.created;
        self.updated += more.updated;
        self.identity_updated += more.identity_updated;
        self.removed += more.removed;
        self.removed_expected += more.removed_expected;
        self.revived += more.revived;
        self.kept += more.kept;
        self.moved_in += more.moved_in;
        self.moved_out += more.moved_out;
        self.read += more.read;
        self.invalid += more.invalid;
    }
}

/// Counts of a whole change set. Memory grows with entities and schools, never with records; counting a record of a
/// known school allocates nothing.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Tally {
    entities: BTreeMap<Entity, Ledger>,
}

#[derive(Clone, Debug, PartialEq, Eq, Default)]
struct Ledger {
    came: bool,
    total: Counts,
    schools: BTreeMap<Box<str>, Counts>,
}

impl Ledger {
    fn at_school(&mut self, school: &str, count: impl FnOnce(&mut Counts)) {
        if let Some(counts) = self.schools.get_mut(school) {
            return count(counts);
        }
        count(self.schools.entry(school.into()).or_default());
    }

    fn at_schools(&mut self, schools: &[&str], count: impl Fn(&str, &mut Counts)) {
        for (place, school) in schools.iter().enumerate() {
            if !schools[..place].contains(school) {
                self.at_school(school, |counts| count(school, counts));
            }
        }
    }
}

impl Tally {
    /// Counts one record: once for its entity and once at each of its schools (their `sourcedId`s; none is fine).
    pub fn record(&mut self, entity: Entity, schools: &[&str], change: Change) {
        let ledger = self.entities.entry(entity).or_default();
        ledger.total.record(change);
        ledger.at_schools(schools, |_, counts| counts.record(change));
    }

    /// Counts one record whose schools changed from `from` to `to`: a student who changes school is a move, neither a
    /// removal at the one nor a creation at the other. `change` is what else happens to it.
    pub fn moved(&mut self, entity: Entity, (from, to): (&[&str], &[&str]), change: Change) {
        let ledger = self.entities.entry(entity).or_default();
        ledger.total.record(change);
        ledger.at_schools(
            from,
            |school, counts| {
                if to.contains(&school) { counts.record(change) } else { counts.leave() }
            },
        );
        ledger.at_schools(to, |school, counts| {
            if !from.contains(&school) {
                counts.moved_in += 1;
            }
        });
    }

    /// Says that a bulk file of the entity came, so that a file without rows is noticed. Not for a delta, which may
    /// well be empty.
    pub fn came(&mut self, entity: Entity) {
        self.entities.entry(entity).or_default().came = true;
    }

    /// Counts one row in scope: once for its entity and once at each of its schools.
    pub fn row(&mut self, entity: Entity, schools: &[&str], row: Row) {
        let ledger = self.entities.entry(entity).or_default();
        ledger.total.row(row);
        ledger.at_schools(schools, |_, counts| counts.row(row));
    }

    /// Adds counts made elsewhere: those of a whole entity, or those at one school.
    pub fn add(&mut self, entity: Entity, school: Option<&str>, counts: &Counts) {
        let ledger = self.entities.entry(entity).or_default();
        match school {
            Some(school) => ledger.at_school(school, |at| at.add(counts)),
            None => ledger.total.add(counts),
        }
    }

    /// Counts of an entity over all schools.
    pub fn total(&self, entity: Entity) -> Counts {
        self.entities.get(&entity).map(|ledger| ledger.total).unwrap_or_default()
    }

    /// Counts of an entity at one school.
    pub fn school(&self, entity: Entity, school: &str) -> Counts {
        let ledger = self.entities.get(&entity);
        ledger.and_then(|ledger| ledger.schools.get(school)).copied().unwrap_or_default()
    }

    /// Every entity, and after it every school of it, in order.
    pub fn scopes(&self) -> impl Iterator<Item = (Entity, Option<&str>, &Counts)> {
        self.entities.iter().flat_map(|(entity, ledger)| {
            let schools = ledger.schools.iter().map(|(school, counts)| (*entity, Some(&**school), counts));
            std::iter::once((*entity, None, &ledger.total)).chain(schools)
        })
    }

    /// The share, from 0 to 1, of the snapshot's keys that the delivery still has: that of the entity that lost most.
    /// Expected removals are not asked for, and entities that lost fewer than `floor` keys do not count.
    pub fn keys_present_share(&self, floor: f64) -> f64 {
        let lost = self.entities.values().map(|ledger| ledger.total).filter(|c| c.removed > 0);
        lost.filter(|c| c.removed as f64 >= floor)
            .map(|c| 1.0 - c.removed as f64 / c.judged().max(1) as f64)
            .fold(1.0, f64::min)
    }

    /// Entities whose bulk file came without a row in scope.
    pub(super) fn empty(&self) -> impl Iterator<Item = (Entity, &Counts)> {
        let empty = self.entities.iter().filter(|(_, ledger)| ledger.came && ledger.total.read == 0);
        empty.map(|(entity, ledger)| (*entity, &ledger.total))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Entity::{Enrollments, Users};

    #[test]
    fn a_record_counts_for_its_entity_and_at_each_of_its_schools_once() {
        let mut tally = Tally::default();
        tally.record(Users, &["a", "b", "a"], Change::IdentityUpdated);
        tally.record(Users, &[], Change::Removed);
        tally.record(Enrollments, &["b"], Change::RemovedExpected);
        let updated = Counts { before: 1, updated: 1, identity_updated: 1, ..Counts::default() };
        assert_eq!(tally.total(Users), Counts { before: 2, removed: 1, ..updated });
        assert_eq!((tally.school(Users, "a"), tally.school(Users, "b")), (updated, updated));
        assert_eq!(tally.total(Enrollments).removed, 0, "expected removals are counted apart");
        let order = tally.scopes().map(|(entity, school, _)| (entity, school)).collect::<Vec<_>>();
        assert_eq!(
            order,
            [
                (Users, None),
                (Users, Some("a")),
                (Users, Some("b")),
                (Enrollments, None),
                (Enrollments, Some("b"))
            ]
        );
    }

    #[test]
    fn before_is_the_number_of_active_records_in_the_snapshot() {
        for (change, before) in [
            (Change::Unchanged, 1),
            (Change::Created, 0),
            (Change::Updated, 1),
            (Change::IdentityUpdated, 1),
            (Change::Removed, 1),
            (Change::RemovedExpected, 1),
            (Change::Revived, 0),
            (Change::Kept, 1),
        ] {
            let mut tally = Tally::default();
            tally.record(Users, &["a"], change);
            assert_eq!(
                (tally.total(Users).before, tally.school(Users, "a").before),
                (before, before),
                "{change:?}"
            );
        }
    }

    #[test]
    fn a_student_who_changes_school_is_a_move() {
        let mut tally = Tally::default();
        tally.moved(Users, (&["old", "both"], &["both", "new"]), Change::Updated);
        let total = Counts { before: 1, updated: 1, ..Counts::default() };
        assert_eq!(tally.total(Users), total);
        assert_eq!(tally.school(Users, "both"), total);
        assert_eq!(tally.school(Users, "old"), Counts { before: 1, moved_out: 1, ..Counts::default() });
        assert_eq!(tally.school(Users, "new"), Counts { moved_in: 1, ..Counts::default() });
    }

    #[test]
    fn keys_present_is_that_of_the_entity_that_lost_most() {
        let lost = |before, removed, removed_expected| Counts {
            before,
            removed,
            removed_expected,
            ..Counts::default()
        };
        let mut tally = Tally::default();
        assert_eq!(tally.keys_present_share(10.0), 1.0);
        tally.add(Entity::Courses, None, &lost(4, 3, 0));
        assert_eq!(tally.keys_present_share(10.0), 1.0, "fewer than the floor");
        tally.add(Enrollments, None, &lost(10_000, 1_000, 0));
        tally.add(Users, None, &lost(1_500, 250, 500));
        assert_eq!(tally.keys_present_share(10.0), 0.75);
    }

    #[test]
    fn an_empty_file_is_noticed_only_where_a_bulk_file_came() {
        let mut tally = Tally::default();
        tally.record(Enrollments, &[], Change::Unchanged);
        tally.came(Users);
        tally.came(Entity::Orgs);
        tally.row(Entity::Orgs, &["a"], Row::Invalid);
        assert_eq!(tally.empty().map(|(entity, _)| entity).collect::<Vec<_>>(), [Users]);
        assert_eq!(tally.school(Entity::Orgs, "a"), Counts { read: 1, invalid: 1, ..Counts::default() });
    }
}
