//! Which records are a connection's business, where a tenant has several connections with people of their own.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use crate::model::{Entity, Record};
use crate::read::KeySet;

/// People of one kind: each person is of one, the first that fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// Whoever is a student anywhere.
    Student,
    /// Whoever has another role than a student's or a contact's.
    Staff,
    /// Guardians, parents and relatives.
    Contact,
}

impl Group {
    const ALL: [Group; 3] = [Group::Student, Group::Staff, Group::Contact];

    fn word(self) -> &'static str {
        match self {
            Group::Student => "student",
            Group::Staff => "staff",
            Group::Contact => "contact",
        }
    }

    /// The group that a role makes somebody a part of.
    pub(crate) fn of(role: &str) -> Group {
        match role {
            "student" => Group::Student,
            "guardian" | "parent" | "relative" => Group::Contact,
            _ => Group::Staff,
        }
    }
}

/// Something that one connection of a tenant owns. Profiles, roles, relationships and demographics are their person's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Owned {
    /// All records of an entity that is not about people's records.
    Entity(Entity),
    /// People of a group.
    People(Group),
}

/// A word that names nothing that can be owned.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{0}\" cannot be owned; orgs, academicSessions, courses, classes, users, users:student, users:staff, users:contact, enrollments and ownRecords can"
)]
pub struct UnknownOwned(pub String);

const ENTITIES: &[Entity] = &[
    Entity::Orgs,
    Entity::AcademicSessions,
    Entity::Courses,
    Entity::Classes,
    Entity::Enrollments,
    Entity::OwnRecords,
];

impl FromStr for Owned {
    type Err = UnknownOwned;

    fn from_str(word: &str) -> Result<Owned, UnknownOwned> {
        let entity = ENTITIES.iter().find(|entity| entity.name().eq_ignore_ascii_case(word));
        let group = word.split_once(':').filter(|(users, _)| users.eq_ignore_ascii_case("users"));
        let group =
            group.and_then(|(_, of)| Group::ALL.into_iter().find(|g| g.word().eq_ignore_ascii_case(of)));
        let found = entity.map(|entity| Owned::Entity(*entity)).or(group.map(Owned::People));
        found.ok_or_else(|| UnknownOwned(word.to_owned()))
    }
}

impl fmt::Display for Owned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Owned::Entity(entity) => f.write_str(entity.name()),
            Owned::People(group) => write!(f, "users:{}", group.word()),
        }
    }
}

/// Everything that can be owned.
pub fn everything() -> BTreeSet<Owned> {
    ENTITIES.iter().copied().map(Owned::Entity).chain(Group::ALL.map(Owned::People)).collect()
}

/// What words with commas between own; `users` is all people.
///
/// # Errors
/// A word that names nothing that can be owned.
pub fn owned(words: &str) -> Result<BTreeSet<Owned>, UnknownOwned> {
    let mut all = BTreeSet::new();
    for word in words.split(',').map(str::trim).filter(|word| !word.is_empty()) {
        match word.eq_ignore_ascii_case("users") {
            true => all.extend(Group::ALL.map(Owned::People)),
            false => _ = all.insert(word.parse()?),
        }
    }
    Ok(all)
}

/// What a connection owns, and which records of others its own may refer to.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// `None` is everything.
    owned: Option<BTreeSet<Owned>>,
    others: BTreeMap<Entity, KeySet>,
    /// What kind of org or session a record of another connection is.
    types: Vec<(Entity, u128, String)>,
}

impl Scope {
    /// Of a connection that owns this and nothing else.
    pub fn of(owned: BTreeSet<Owned>) -> Scope {
        Scope { owned: Some(owned), ..Scope::default() }
    }

    /// Notes records of other connections that this one's may refer to, by the hashes of their keys.
    pub fn may_refer(&mut self, entity: Entity, keys: impl ExactSizeIterator<Item = u128>) {
        let mut set = KeySet::with_room(keys.len());
        keys.for_each(|key| set.insert(key));
        self.others.entry(entity).or_default().take_in(set);
    }

    /// Notes what kind of org or session another connection's record is: roles and terms depend on it.
    pub fn note_type(&mut self, record: &Record) {
        let word = record.get("type").unwrap_or_default().to_owned();
        self.types.push((record.entity(), crate::diff::key_hash(record.sourced_id()), word));
    }

    /// Takes what kinds other connections' records are out.
    pub(crate) fn take_types(&mut self) -> Vec<(Entity, u128, String)> {
        std::mem::take(&mut self.types)
    }

    /// Takes the keys of other connections' records out.
    pub(crate) fn take_others(&mut self) -> BTreeMap<Entity, KeySet> {
        std::mem::take(&mut self.others)
    }

    /// Whether any records of an entity are its own.
    pub(crate) fn has(&self, entity: Entity) -> bool {
        let Some(owned) = &self.owned else { return true };
        match entity {
            Entity::Users
            | Entity::Roles
            | Entity::UserProfiles
            | Entity::Relationships
            | Entity::Demographics => owned.iter().any(|one| matches!(one, Owned::People(_))),
            other => !ENTITIES.contains(&other) || owned.contains(&Owned::Entity(other)),
        }
    }

    /// Whether some people are its own, and some are not.
    pub(crate) fn splits_people(&self) -> bool {
        self.has(Entity::Users) && !Group::ALL.into_iter().all(|group| self.has_people(group))
    }

    pub(crate) fn has_people(&self, group: Group) -> bool {
        self.owned.as_ref().is_none_or(|owned| owned.contains(&Owned::People(group)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_owned_is_read_and_written() {
        for (words, want) in [
            ("", Some("")),
            ("orgs, users:STAFF", Some("orgs,users:staff")),
            ("users", Some("users:student,users:staff,users:contact")),
            ("enrollments,classes", Some("classes,enrollments")),
            ("roles", None),
            ("users:teacher", None),
            ("results", None),
        ] {
            let got =
                owned(words).ok().map(|all| all.iter().map(Owned::to_string).collect::<Vec<_>>().join(","));
            assert_eq!(got.as_deref(), want, "{words}");
        }
    }

    #[test]
    fn what_is_about_a_person_is_the_persons() {
        let staff = Scope::of(owned("users:staff").unwrap());
        assert!(staff.has(Entity::Roles) && staff.has(Entity::Demographics) && staff.splits_people());
        assert!(!staff.has(Entity::Classes) && staff.has(Entity::Results));
        let classes = Scope::of(owned("classes").unwrap());
        assert!(!classes.has(Entity::Users) && !classes.splits_people());
        assert!(Scope::default().has(Entity::Users) && !Scope::default().splits_people());
    }
}
