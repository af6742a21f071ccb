//! The rows of one file as they come in, and the records that they imply.

use std::collections::{HashMap, HashSet};
use std::io;
use std::sync::Arc;

use super::Purpose;
use super::ended::Ended;
use super::entity::{EntityDiff, Seen, keys_in};
use super::implied::Implied;
use super::mails::Mails;
use super::noted::Noted;
use super::pass::{Group, type_of};
use super::scoped::is_anothers;
use super::supplied::{doubted, filled};
use super::told::{demoted, repeated};
use crate::changes::ChangeSorter;
use crate::finding::Finding;
use crate::mapping::Repeats;
use crate::model::{Entity, Values};
use crate::overlay::Overlays;
use crate::read::{BlockOut, Outcome, RowRef, State, Strictness};

/// What is known of a file before its first row.
pub(super) struct IntakeFile<'p> {
    /// What its rows are.
    pub(super) entity: Entity,
    pub(super) name: &'p Arc<str>,
    /// Its size, if rows of it may be read again.
    pub(super) size: Option<u64>,
    pub(super) strictness: Strictness,
    pub(super) repeats: Repeats,
    pub(super) purpose: Purpose,
}

/// Whether the row whose records come now counts: of an ID that comes again, the first row does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Counts {
    Yes,
    No,
}

/// One file coming in.
pub(super) struct Intake<'p, 's, 'c> {
    pub(super) file: IntakeFile<'p>,
    /// The comparison of what the rows are, and those of what they imply.
    pub(super) main: Option<EntityDiff<'s>>,
    pub(super) others: &'p mut Group<'s>,
    pub(super) implied: Option<Implied<'s>>,
    pub(super) changes: &'p mut ChangeSorter<'c>,
    pub(super) overlays: &'p mut Overlays,
    /// Key hashes of people whom another connection owns.
    pub(super) anothers: &'p HashSet<u128>,
    pub(super) names: &'p mut HashMap<u64, String>,
    pub(super) ended: Option<&'p mut Ended>,
    pub(super) noted: &'p mut Noted,
    pub(super) counts: Counts,
    pub(super) state: State,
    pub(super) mails: Mails,
    pub(super) types: Vec<(Entity, u128, String)>,
    /// Findings about keys: those about rows of the same block come before them.
    pub(super) late: Vec<Finding>,
}

impl Intake<'_, '_, '_> {
    /// Takes what came of a block.
    pub(super) fn block(&mut self, out: &BlockOut) -> io::Result<()> {
        let (entity, size) = (self.file.entity, self.file.size);
        if let Some(main) = self.main.as_mut() {
            main.look_ahead(out, size);
            if entity == Entity::Users {
                self.mails.expect(size.map_or(0, |size| keys_in(size, out)));
            }
        }
        for row in &out.rows {
            self.row(row, out.bytes_of(row))?;
        }
        if !out.findings.is_empty() {
            self.state = State::Faulty;
        }
        Ok(())
    }

    fn row(&mut self, row: &RowRef, bytes: &[u8]) -> io::Result<()> {
        let is_main = row.entity == self.file.entity;
        // A row that does not count implies nothing either, unless several rows are meant to tell of one record.
        let again = !is_main && self.counts == Counts::No;
        if again && self.file.repeats == Repeats::Unexpected {
            return Ok(());
        }
        let diff = if is_main { self.main.as_mut() } else { self.others.get_mut(&row.entity) };
        if is_anothers(self.anothers, (row, bytes), diff) {
            return Ok(());
        }
        let other = match again {
            true => demoted(row, bytes),
            false => self.overlaid((row, bytes)),
        };
        let (row, bytes) = match &other {
            Some((row, bytes)) => (row, bytes.as_slice()),
            None => (row, bytes),
        };
        if let (Entity::Relationships, Some(implied)) = (row.entity, self.implied.as_mut()) {
            return implied.hold(row.line, bytes);
        }
        let diff = if is_main { self.main.as_mut() } else { self.others.get_mut(&row.entity) };
        let Some(diff) = diff else { return Ok(()) };
        let seen = diff.row(row, bytes, self.changes)?;
        if is_main {
            self.counts = if seen == Seen::First { Counts::Yes } else { Counts::No };
        } else if seen != Seen::First {
            diff.forget_repeated();
        }
        let told = seen == Seen::Conflicting || self.file.repeats == Repeats::Unexpected;
        if seen != Seen::First && told {
            let IntakeFile { entity, name, strictness, purpose, .. } = self.file;
            self.late.extend(repeated((row, bytes), seen, name, (entity, strictness, purpose)));
        }
        if row.outcome == Outcome::Accepted && seen == Seen::First {
            self.note(row, bytes);
            self.noted.note(row.entity, bytes, row.key);
        }
        Ok(())
    }

    /// A person's record with what other sources say.
    fn overlaid(&mut self, told: (&RowRef, &[u8])) -> Option<(RowRef, Vec<u8>)> {
        let is_person = self.file.entity == Entity::Users && told.0.entity == Entity::Users;
        let people = self.main.as_mut().filter(|_| is_person && !self.overlays.is_empty())?;
        self.late.extend(doubted(self.overlays, told, (self.file.name, self.file.strictness)));
        filled(self.overlays, told, people)
    }

    /// Remembers what other rows and files will ask about a good record.
    fn note(&mut self, row: &RowRef, bytes: &[u8]) {
        let mut values = Values::over(bytes);
        match row.entity {
            Entity::Orgs => {
                let word = type_of(row.entity, &mut values.clone()).to_owned();
                self.types.push((row.entity, row.key, word));
                self.names.insert(row.key as u64, values.next().flatten().unwrap_or("").to_owned());
            }
            Entity::AcademicSessions => {
                self.types.push((row.entity, row.key, type_of(row.entity, &mut values).to_owned()));
            }
            Entity::Users => self.mails.note(values.nth(8).flatten().unwrap_or("")),
            _ => {}
        }
        if let (Some(ended), Entity::AcademicSessions | Entity::Classes) = (self.ended.as_mut(), row.entity) {
            ended.note(row.entity, bytes, row.key);
        }
    }
}
