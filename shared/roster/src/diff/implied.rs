//! Relationships that rows of users imply, held until all rows are read: the other side may turn out to be nobody.

use std::io;

use super::entity::{EntityDiff, Seen};
use super::keys::{Standing, key_hash, row_hash};
use super::pass::Group;
use crate::changes::ChangeSorter;
use crate::model::{Entity, Values};
use crate::read::{KeySet, Outcome, RowRef};
use crate::sorting::{Scratch, Sorter};

/// Relationships of one file, in its order.
pub(super) struct Implied<'s> {
    held: Sorter<'s>,
    count: u64,
}

const MEMORY: usize = 4 << 20;

impl<'s> Implied<'s> {
    pub(super) fn new(scratch: &'s dyn Scratch) -> Implied<'s> {
        Implied { held: Sorter::with_budget(scratch, MEMORY), count: 0 }
    }

    /// Takes the canonical encoding of one and the line that implies it.
    pub(super) fn hold(&mut self, line: u64, bytes: &[u8]) -> io::Result<()> {
        self.count += 1;
        let key = [self.count.to_be_bytes(), line.to_be_bytes()].concat();
        self.held.push(&key, bytes)
    }

    /// Hands over those between people whose rows are good, or who are known and not in the file, or elsewhere.
    pub(super) fn settle(
        self,
        (users, elsewhere): (&mut EntityDiff<'_>, Option<&KeySet>),
        relationships: &mut EntityDiff<'_>,
        changes: &mut ChangeSorter<'_>,
    ) -> io::Result<()> {
        if self.count == 0 {
            return Ok(());
        }
        let mut held = self.held.finish()?;
        while let Some((key, bytes)) = held.next()? {
            let line = key.last_chunk().map_or(0, |line| u64::from_be_bytes(*line));
            let mut values = Values::over(bytes).map(|value| key_hash(value.unwrap_or_default()));
            let own = values.next().unwrap_or_default();
            let known = |person| elsewhere.is_some_and(|people| people.contains(person));
            if !values.take(2).all(|person| stays(users, person) || known(person)) {
                continue;
            }
            let row = RowRef {
                entity: Entity::Relationships,
                outcome: Outcome::Accepted,
                key: own,
                row: row_hash(bytes),
                school: 0,
                line,
                at: 0,
                start: 0,
                end: bytes.len(),
            };
            if relationships.row(&row, bytes, changes)? != Seen::First {
                relationships.forget_repeated();
            }
        }
        Ok(())
    }
}

/// Settles those of one file, if it has any, with the users of its group.
pub(super) fn settle(
    implied: Option<Implied<'_>>,
    (diffs, elsewhere): (&mut Group<'_>, Option<&KeySet>),
    changes: &mut ChangeSorter<'_>,
) -> io::Result<()> {
    let Some(mut relationships) = diffs.remove(&Entity::Relationships) else { return Ok(()) };
    if let (Some(implied), Some(users)) = (implied, diffs.get_mut(&Entity::Users)) {
        implied.settle((users, elsewhere), &mut relationships, changes)?;
    }
    relationships.take_waiting(changes)?;
    diffs.insert(Entity::Relationships, relationships);
    Ok(())
}

fn stays(users: &mut EntityDiff<'_>, person: u128) -> bool {
    match users.keys.standing(person) {
        Standing::Accepted => true,
        Standing::Unmet => !users.bulk_complete,
        // Of a person whose row is in error nothing is believed; what is known of them stays as it is.
        Standing::Kept | Standing::Unknown | Standing::Gone => false,
    }
}
