//! What other sources say of the people of a delivery, and the records that they have of them.

use std::io;
use std::sync::Arc;

use super::Purpose;
use super::derived;
use super::entity::{EntityDiff, Leave};
use super::keys::{key_hash, row_hash};
use super::pass::{Group, Pass};
use crate::changes::ChangeSorter;
use crate::finding::Finding;
use crate::formats::FileMode;
use crate::model::{Entity, Record, Values};
use crate::overlay::{Keep, Overlays, Placed};
use crate::read::{Ahead, Outcome, RowRef, Strictness};
use crate::rules;

impl Pass<'_> {
    /// Finds out whom in the roster the supplements mean, before anything is filled in.
    pub(super) fn meet_people(&mut self, steps: &[usize], diffs: &mut Group<'_>) -> io::Result<()> {
        let Some(users) = diffs.get_mut(&Entity::Users).filter(|_| !self.overlays.is_empty()) else {
            return Ok(());
        };
        users.bare = self.overlays.bare();
        let steps: Vec<usize> =
            steps.iter().copied().filter(|at| self.reader.steps[*at].spec.entity == Entity::Users).collect();
        let overlays = &mut self.overlays;
        let ahead = overlays.must_look_ahead();
        for step in steps.iter().filter(|_| ahead) {
            let look = (*step, Ahead::default());
            self.reader.read(look, &mut super::NoFindings, &mut |out| {
                let people = out.rows.iter().filter(|row| row.entity == Entity::Users);
                for row in people.filter(|row| row.outcome == Outcome::Accepted) {
                    overlays.meet(out.bytes_of(row), row.key);
                }
                Ok(())
            })?;
        }
        let is_bulk = |step: &usize| self.reader.steps[*step].mode == FileMode::Bulk;
        self.people_known = steps.is_empty() || !steps.iter().all(is_bulk);
        if self.people_known {
            users.each_before(&mut |key, bytes| overlays.meet(bytes, key))?;
        }
        Ok(())
    }

    /// Notes whether the people of the delivery are all there are.
    pub(super) fn people_read(&mut self, diffs: &Group<'_>) {
        let Some(users) = diffs.get(&Entity::Users) else { return };
        self.people_known |= users.bulk_complete;
        if self.purpose == Purpose::Supplement {
            self.reader.targets.forget(|entity| entity != Entity::Users);
        }
    }

    /// Takes the own records that supplements have of people.
    pub(super) fn own_records(
        &mut self,
        diffs: &mut Group<'_>,
        changes: &mut ChangeSorter<'_>,
    ) -> io::Result<()> {
        let Some(diff) = diffs.get_mut(&Entity::OwnRecords).filter(|_| !self.overlays.is_empty()) else {
            return Ok(());
        };
        diff.present = true;
        let people = self.reader.targets.of(Entity::Users);
        let is_there = |key: u128| people.as_ref().is_none_or(|people| people.contains(key));
        for placed in self.overlays.own_records(self.people_known, is_there) {
            match placed {
                Placed::At(record) => {
                    diff.row(&row(&record), record.bytes(), changes)?;
                }
                Placed::Waits(id) => diff.stays(key_hash(&id)),
            }
        }
        Ok(())
    }

    /// Ends the comparison of own records: those of a supplement go as soon as it does not have them any more.
    pub(super) fn end_own(&mut self, diff: EntityDiff<'_>, changes: &mut ChangeSorter<'_>) -> io::Result<()> {
        let overlays = std::mem::take(&mut self.overlays);
        let mut may_go = |record: &Record| match overlays.keep(record) {
            Keep::NotOurs => Leave::IfComplete,
            Keep::Goes => Leave::Now,
            Keep::Stays => Leave::No,
        };
        let gate: &mut derived::Gate<'_> = &mut may_go;
        let ended = self.end(diff, Some(gate), changes);
        self.overlays = overlays;
        ended.map(drop)
    }
}

fn row(record: &Record) -> RowRef {
    RowRef {
        entity: record.entity(),
        outcome: Outcome::Accepted,
        key: key_hash(record.sourced_id()),
        row: row_hash(record.bytes()),
        school: 0,
        line: 0,
        at: 0,
        start: 0,
        end: record.bytes().len(),
    }
}

/// The row of a person with all that supplements say of it; `None` if that is nothing.
pub(super) fn filled(
    overlays: &mut Overlays,
    (row, bytes): (&RowRef, &[u8]),
    people: &mut EntityDiff<'_>,
) -> Option<(RowRef, Vec<u8>)> {
    people.write_once(Vec::new());
    if row.outcome != Outcome::Accepted {
        return None;
    }
    overlays.note_given(bytes);
    if !overlays.must_look_ahead() {
        overlays.meet(bytes, row.key);
    }
    let filled = overlays.fill(bytes)?;
    people.write_once(filled.once);
    let bytes = filled.record.bytes().to_vec();
    Some((RowRef { row: row_hash(&bytes), end: bytes.len(), start: 0, ..*row }, bytes))
}

/// Says that supplements add nothing to a person, because another one has the same value.
pub(super) fn doubted(
    overlays: &Overlays,
    (row, bytes): (&RowRef, &[u8]),
    (file, strictness): (&Arc<str>, Strictness),
) -> Vec<Finding> {
    let id = Values::over(bytes).next().flatten().unwrap_or("");
    let rule = &rules::ambiguous_person::RULE;
    let doubt = |(name, join): (&Arc<str>, String)| Finding {
        rule,
        severity: strictness.severity(rule),
        file: file.clone(),
        entity: Some(Entity::Users),
        line: Some(row.line),
        column: None,
        message: format!("another person has the same {join}; nothing of {name} is added to either"),
        field: Some(join.into()),
        record: Some(id.into()),
    };
    overlays.claimed_twice(bytes).map(doubt).collect()
}
