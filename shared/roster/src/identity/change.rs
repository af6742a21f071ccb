//! Changes of IDs, and how sure somebody is of one.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::str::FromStr;

use crate::model::Entity;

/// A record that has another ID from now on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdChange {
    /// What kind of record.
    pub entity: Entity,
    /// The `sourcedId` that it has in the roster.
    pub old: String,
    /// The one that the district's files call it by.
    pub new: String,
}

/// How sure it is that two IDs are one record's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// It is the same one, by something that nobody else on either side has.
    Sure,
    /// It may be: a person looks at it.
    Doubtful,
    /// Nothing speaks for any.
    None,
}

impl Confidence {
    /// `sure`, `doubtful` or `none`.
    pub const fn word(self) -> &'static str {
        match self {
            Confidence::Sure => "sure",
            Confidence::Doubtful => "doubtful",
            Confidence::None => "none",
        }
    }
}

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

impl FromStr for Confidence {
    type Err = ();

    fn from_str(word: &str) -> Result<Confidence, ()> {
        [Confidence::Sure, Confidence::Doubtful, Confidence::None]
            .into_iter()
            .find(|confidence| confidence.word().eq_ignore_ascii_case(word.trim()))
            .ok_or(())
    }
}

/// Changes of IDs that wait to be made: of each entity, the new ID by the old one. No two have one new ID.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Renames {
    by_entity: BTreeMap<Entity, HashMap<Box<str>, Box<str>>>,
}

impl Renames {
    /// Adds a change; a later one of the same record counts.
    pub fn add(&mut self, entity: Entity, old: &str, new: &str) {
        self.by_entity.entry(entity).or_default().insert(old.into(), new.into());
    }

    /// The new ID of the record with this old one.
    pub fn get(&self, entity: Entity, old: &str) -> Option<&str> {
        self.by_entity.get(&entity)?.get(old).map(|new| &**new)
    }

    /// Old and new IDs of an entity.
    pub fn of(&self, entity: Entity) -> impl Iterator<Item = (&str, &str)> {
        self.by_entity.get(&entity).into_iter().flatten().map(|(old, new)| (&**old, &**new))
    }

    /// Keeps those of an entity for which this is true of old and new ID.
    pub fn retain(&mut self, entity: Entity, mut wanted: impl FnMut(&str, &str) -> bool) {
        if let Some(renames) = self.by_entity.get_mut(&entity) {
            renames.retain(|old, new| wanted(old, new));
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.by_entity.values().map(HashMap::len).sum()
    }

    /// True if there is none.
    pub fn is_empty(&self) -> bool {
        self.by_entity.values().all(HashMap::is_empty)
    }
}

impl FromIterator<IdChange> for Renames {
    fn from_iter<I: IntoIterator<Item = IdChange>>(changes: I) -> Renames {
        let mut renames = Renames::default();
        changes.into_iter().for_each(|change| renames.add(change.entity, &change.old, &change.new));
        renames
    }
}
