//! All supplements of one roster, one after the other.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::fill::{Bare, Filled, Supplied};
use super::own::is_from;
use super::people::{Met, Overlay};
use crate::finding::Finding;
use crate::model::{Entity, OWN_PREFIX, Record, Values};
use crate::read::{FindingSink, Strictness};
use crate::rules;

/// The supplements of a roster in the order in which they are filled in, and what they gave before.
#[derive(Debug, Clone, Default)]
pub struct Overlays {
    all: Vec<Overlay>,
    before: Supplied,
    /// Fields that files of the roster itself have had.
    given: BTreeSet<String>,
}

/// What becomes of a supplement's own record.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Placed {
    /// It is about a person of the roster.
    At(Record),
    /// Nobody knows whom it is about, because not all people are known: under its ID all stays as it is.
    Waits(String),
}

/// Whether an own record of the roster that the sources do not have may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keep {
    /// It is no supplement's.
    NotOurs,
    /// Its supplement does not have it any more.
    Goes,
    /// Nothing is known of its supplement.
    Stays,
}

impl Overlays {
    /// Supplements in the order in which they are filled in, and what the roster last applied had of them.
    pub fn new(mut all: Vec<Overlay>, before: Supplied) -> Overlays {
        all.iter_mut().for_each(Overlay::seal);
        Overlays { all, before, given: BTreeSet::new() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty() && self.before == Supplied::default()
    }

    fn counting(&self) -> impl Iterator<Item = &Overlay> {
        self.all.iter().filter(|overlay| !overlay.crowded)
    }

    /// Whether two people may have the same value, so that all have to be seen before anything is filled in.
    pub(crate) fn must_look_ahead(&self) -> bool {
        self.counting().any(|overlay| !overlay.join.is_key())
    }

    /// Notes a person of the roster.
    pub(crate) fn meet(&mut self, user: &[u8], key: u128) {
        let id = Values::over(user).next().flatten().unwrap_or("");
        self.all
            .iter_mut()
            .filter(|overlay| !overlay.crowded)
            .for_each(|overlay| overlay.meet(user, key, id));
    }

    /// Notes which fields files of the roster itself have.
    pub(crate) fn note_given(&mut self, user: &[u8]) {
        for (field, value) in Entity::Users.fields().iter().zip(Values::over(user)) {
            if value.is_some() && !self.given.contains(field.name) {
                self.given.insert(field.name.to_owned());
            }
        }
        if let Some(record) = Record::decode(Entity::Users, user).filter(|record| record.own().is_some()) {
            self.given.extend(record.own_values().map(|(name, _)| format!("{OWN_PREFIX}{name}")));
        }
    }

    /// A person's record with all that is said of it; `None` if nothing is.
    pub(crate) fn fill(&self, user: &[u8]) -> Option<Filled> {
        let known = self.counting().any(|overlay| matches!(overlay.met_by(user), Some(Met::One(..))));
        let mine = Record::decode(Entity::Users, user).filter(|_| known)?;
        let mut filled = Filled { record: mine, once: Vec::new() };
        for overlay in self.counting() {
            if let Some(more) = overlay.fill(&filled.record) {
                filled.once.extend(more.once);
                filled.record = more.record;
            }
        }
        Some(filled)
    }

    /// Supplements of which two people of the roster claim one person.
    pub(crate) fn claimed_twice(&self, user: &[u8]) -> impl Iterator<Item = (&Arc<str>, String)> {
        let twice = self.counting().filter(|overlay| overlay.met_by(user) == Some(&Met::Two));
        twice.map(|overlay| (&overlay.name, overlay.join.to_string()))
    }

    /// Fields in which what is stored says nothing.
    pub(crate) fn bare(&self) -> Bare {
        let crowded: BTreeSet<&str> = self.all.iter().filter(|o| o.crowded).map(|o| &*o.name).collect();
        if !crowded.is_empty() {
            return Bare::default();
        }
        let once: BTreeSet<String> = self.counting().flat_map(Overlay::once).collect();
        Bare::of(self.before.fields.iter().filter(|field| !once.contains(*field)).map(String::as_str))
    }

    /// What the roster has of supplements alone once this counts.
    pub(crate) fn supplied(&self, all_read: bool) -> Supplied {
        let mut supplied = if all_read && !self.all.iter().any(|o| o.crowded) {
            Supplied::default()
        } else {
            self.before.clone()
        };
        supplied.fields.extend(self.counting().flat_map(|overlay| overlay.fields.iter().cloned()));
        supplied.fields.retain(|field| !self.given.contains(field));
        supplied.from.extend(self.all.iter().map(|overlay| overlay.name.to_string()));
        supplied
    }

    /// The own records of all supplements. Where not all people of the roster are known, those of people who were not met wait.
    pub(crate) fn own_records(
        &self,
        all_known: bool,
        is_there: impl Fn(u128) -> bool,
    ) -> impl Iterator<Item = Placed> {
        let all = self.counting().flat_map(|overlay| overlay.own.iter().map(move |record| (overlay, record)));
        all.filter_map(move |(overlay, record)| match overlay.met_of(&record) {
            Some(Met::One(key, _)) if !is_there(*key) => None,
            Some(Met::One(_, id)) => Some(Placed::At(overlay.own.about(&record, id))),
            Some(Met::Two | Met::Double) => None,
            Some(Met::Nobody) | None if all_known => None,
            Some(Met::Nobody) | None => Some(Placed::Waits(overlay.own.id(&record))),
        })
    }

    /// Whether an own record that was not met may go.
    pub(crate) fn keep(&self, record: &Record) -> Keep {
        let names = self.all.iter().map(|overlay| (&*overlay.name, overlay.crowded));
        let before = self.before.from.iter().map(|name| (name.as_str(), false));
        match names.chain(before).find(|(name, _)| is_from(record, name)) {
            None => Keep::NotOurs,
            Some((_, true)) => Keep::Stays,
            Some((_, false)) => Keep::Goes,
        }
    }

    /// Reports what of supplements could not be filled in.
    pub(crate) fn report(&self, all_read: bool, strictness: Strictness, sink: &mut dyn FindingSink) {
        for overlay in &self.all {
            let mut say = |rule, record: Option<&str>, message| {
                sink.find(Finding {
                    rule,
                    severity: strictness.severity(rule),
                    file: overlay.name.clone(),
                    entity: Some(Entity::Users),
                    line: None,
                    column: None,
                    field: None,
                    record: record.map(Into::into),
                    message,
                });
            };
            for id in &overlay.doubles {
                let join = &overlay.join;
                let message = format!("another record has the same {join}; nothing of either is added");
                say(&rules::ambiguous_person::RULE, Some(id), message);
            }
            let (people, unmet) = overlay.unmet();
            if overlay.crowded {
                let most = overlay.most;
                let message = format!("it has more than {most} people or records; nothing of it is added");
                say(&rules::oversized_supplement::RULE, None, message);
            } else if all_read && unmet > 0 {
                let message = format!("{unmet} of its {people} people are not in this roster");
                say(&rules::unmatched_people::RULE, None, message);
            }
        }
    }
}
