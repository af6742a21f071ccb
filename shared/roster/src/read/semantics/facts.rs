//! What good rows of earlier files say, by key hash.

use std::collections::HashMap;

use crate::model::{Entity, Values};
use crate::read::Strictness;
use crate::read::plan::FilePlan;
use crate::read::references::KeySet;
use crate::read::rows::{BlockOut, Outcome};

use crate::diff::key_hash;

/// Facts of the files read so far. Only those of an entity whose file came whole and in bulk are believed: what a part of
/// a file does not say proves nothing.
#[derive(Debug, Default, Clone)]
pub(crate) struct Facts {
    whole: Vec<Entity>,
    pub(super) school_of_class: HashMap<u64, u64>,
    /// Roles of a person, as bits of [`role_bit`].
    pub(super) roles_of_user: HashMap<u64, u16>,
    /// Pairs of class and person.
    pub(super) seats: KeySet,
    pub(super) line_items: HashMap<u64, LineItem>,
    pub(super) roles_of_resource: HashMap<u64, u16>,
    pub(super) owner_of_profile: HashMap<u64, u64>,
}

/// What results are held against.
#[derive(Debug, Clone, Copy)]
pub(super) struct LineItem {
    pub(super) class: u64,
    /// Lowest and highest result; NaN where there is none.
    pub(super) range: (f32, f32),
}

const ROLES: &[&str] = &["student", "teacher", "proctor", "aide", "guardian", "parent", "relative"];
const ADMINISTRATORS: &[&str] =
    &["administrator", "siteAdministrator", "districtAdministrator", "systemAdministrator", "principal"];

/// Stands for every role that nobody else defines: it may be anything.
pub(super) const ANY_ROLE: u16 = 1 << 15;

/// A role as a bit; what counts as an administrator is one role.
pub(super) fn role_bit(word: &str) -> u16 {
    match (ROLES.iter().position(|known| *known == word), ADMINISTRATORS.contains(&word)) {
        (Some(at), _) => 1 << at,
        (None, true) => 1 << ROLES.len(),
        (None, false) => ANY_ROLE,
    }
}

/// One hash of two.
pub(crate) fn pair(one: u64, other: u64) -> u128 {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&one.to_le_bytes());
    bytes[8..].copy_from_slice(&other.to_le_bytes());
    xxhash_rust::xxh3::xxh3_128(&bytes)
}

/// The value of a field; blank if absent.
pub(super) fn value<'a>(values: &Values<'a>, entity: Entity, name: &str) -> &'a str {
    let at = entity.field(name).unwrap_or(usize::MAX);
    values.clone().nth(at).flatten().unwrap_or("")
}

/// The short key hash of what a field refers to; 0 if blank.
pub(super) fn key(values: &Values<'_>, entity: Entity, name: &str) -> u64 {
    match value(values, entity, name) {
        "" => 0,
        id => key_hash(id) as u64,
    }
}

impl Facts {
    /// Remembers what later files are held against.
    pub(crate) fn learn(&mut self, plan: &FilePlan, out: &BlockOut) {
        if plan.strictness == Strictness::Tolerant && plan.entity != Entity::UserProfiles {
            return;
        }
        for row in out.rows.iter().filter(|row| row.outcome == Outcome::Accepted) {
            self.note(row.entity, row.key as u64, &Values::over(out.bytes_of(row)));
        }
    }

    fn note(&mut self, entity: Entity, own: u64, values: &Values<'_>) {
        let key = |name| key(values, entity, name);
        let value = |name| value(values, entity, name);
        match entity {
            Entity::Classes => {
                self.school_of_class.entry(own).or_insert(key("schoolSourcedId"));
            }
            Entity::Roles => {
                *self.roles_of_user.entry(key("userSourcedId")).or_default() |= role_bit(value("role"));
            }
            Entity::Enrollments => self.seats.insert(pair(key("classSourcedId"), key("userSourcedId"))),
            Entity::UserProfiles => {
                self.owner_of_profile.entry(own).or_insert(key("userSourcedId"));
            }
            Entity::Resources => {
                let words = value("roles").split(',').filter(|word| !word.is_empty());
                let roles = words.fold(0, |roles, word| roles | role_bit(word));
                self.roles_of_resource.entry(own).or_insert(roles);
            }
            Entity::LineItems => {
                let number = |name| value(name).parse().unwrap_or(f32::NAN);
                let range = (number("resultValueMin"), number("resultValueMax"));
                self.line_items.entry(own).or_insert(LineItem { class: key("classSourcedId"), range });
            }
            Entity::Orgs
            | Entity::AcademicSessions
            | Entity::Courses
            | Entity::Users
            | Entity::Relationships
            | Entity::Demographics
            | Entity::OwnRecords
            | Entity::ClassResources
            | Entity::CourseResources
            | Entity::UserResources
            | Entity::Categories
            | Entity::Results
            | Entity::ScoreScales
            | Entity::LineItemScoreScales
            | Entity::ResultScoreScales
            | Entity::LineItemLearningObjectiveIds
            | Entity::ResultLearningObjectiveIds => {}
        }
    }

    /// Notes that the file of an entity was read to its end and holds all there is.
    pub(crate) fn vouch_for(&mut self, entity: Entity) {
        self.whole.push(entity);
    }

    /// Takes over what one file taught.
    pub(crate) fn adopt(&mut self, learned: Facts) {
        self.whole.extend(learned.whole);
        self.school_of_class.extend(learned.school_of_class);
        self.roles_of_user.extend(learned.roles_of_user);
        self.seats.take_in(learned.seats);
        self.line_items.extend(learned.line_items);
        self.roles_of_resource.extend(learned.roles_of_resource);
        self.owner_of_profile.extend(learned.owner_of_profile);
    }

    pub(super) fn knows_all(&self, entity: Entity) -> bool {
        self.whole.contains(&entity)
    }
}
