//! The field profile: which own fields, own kinds of record and required fields an operator has beside OneRoster's.

mod document;
mod field;
mod language;
mod load;
mod names;
mod node;
mod phone;
mod schema;
mod standard;
mod url;
mod write;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use xxhash_rust::xxh3::xxh3_128;

use crate::finding::Severity;
use crate::model::Entity;

pub use document::{OwnKind, RoleGroup, Storing};
pub use field::{OwnField, ValueKind};
pub use load::{MAX_BYTES, MAX_FIELDS, MAX_KINDS, ProfileError, ProfileErrors};
pub use schema::schema;

/// What an operator's rosters hold beside OneRoster's fields, and what of both must not be blank.
///
/// The default is empty; [`Profile::standard`] is what applies where nobody said anything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Profile {
    name: String,
    /// By name, without two that differ by case alone.
    fields: BTreeMap<Entity, Vec<OwnField>>,
    kinds: Vec<OwnKind>,
    /// By role or group of roles, then field.
    required: BTreeMap<String, BTreeMap<String, Severity>>,
    /// Columns that count as sensitive elsewhere and are wanted here, folded.
    sensitive: BTreeSet<String>,
}

impl Profile {
    /// The built-in profile: the own fields of our templates.
    pub fn standard() -> Arc<Profile> {
        static STANDARD: LazyLock<Arc<Profile>> = LazyLock::new(|| Arc::new(standard::profile()));
        Arc::clone(&STANDARD)
    }

    /// What people call it; empty where nobody named it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The own fields of an entity, by name. Those of [`Entity::OwnRecords`] depend on the kind: see [`Profile::kind`].
    pub fn own(&self, entity: Entity) -> &[OwnField] {
        self.fields.get(&entity).map_or(&[], Vec::as_slice)
    }

    /// The own field of an entity by its name without `metadata.`, in any case of letters.
    pub fn field(&self, entity: Entity, name: &str) -> Option<&OwnField> {
        find(self.own(entity), name)
    }

    /// The own kinds of record, by name.
    pub fn kinds(&self) -> &[OwnKind] {
        &self.kinds
    }

    /// The own kind of a name, in any case of letters.
    pub fn kind(&self, name: &str) -> Option<&OwnKind> {
        self.kinds.iter().find(|kind| kind.name.eq_ignore_ascii_case(name))
    }

    /// Which fields of a user in this role (a OneRoster word, such as `teacher`) must not be blank, and how bad it is when
    /// they are: built-in and own ones, by name. What is said of the role counts before what is said of its group.
    pub fn required(&self, role: &str) -> Vec<(&str, Severity)> {
        let of_group = self.required.get(RoleGroup::of(role).word());
        let of_role =
            self.required.iter().find(|(known, _)| known.eq_ignore_ascii_case(role)).map(|(_, of)| of);
        let mut found: BTreeMap<&str, Severity> = BTreeMap::new();
        for (field, severity) in of_group.into_iter().chain(of_role).flatten() {
            found.insert(field, *severity);
        }
        found.into_iter().collect()
    }

    /// Whether any field is required of any role.
    pub fn requires_any(&self) -> bool {
        !self.required.is_empty()
    }

    /// Whether a column that counts as sensitive elsewhere is wanted here; case, spaces and punctuation do not matter.
    pub fn allows(&self, column: &str) -> bool {
        self.sensitive.contains(&names::folded(column))
    }

    /// Tells profiles apart: differs where anything in them does.
    pub fn fingerprint(&self) -> u128 {
        xxh3_128(self.to_json().as_bytes())
    }
}

impl OwnKind {
    /// The own field of a name, in any case of letters.
    pub fn field(&self, name: &str) -> Option<&OwnField> {
        find(&self.fields, name)
    }
}

fn find<'f>(fields: &'f [OwnField], name: &str) -> Option<&'f OwnField> {
    fields.iter().find(|field| field.name.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests;
