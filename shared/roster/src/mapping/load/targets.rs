//! Names of fields, as a mapping writes them.

use super::Loader;
use super::object::listed;
use super::path::{Path, shortened};
use crate::mapping::document::FieldTarget;
use crate::mapping::limits::MAX_OWN_NAME;
use crate::mapping::nearest::hint;
use crate::model::Entity;

/// The field of users that becomes their roles, with the orgs where they have them.
pub(in crate::mapping) const USER_ROLE: &str = "role";
/// The field of users that becomes the orgs of their roles.
pub(in crate::mapping) const USER_ORGS: &str = "orgSourcedIds";
/// The field that every record has.
pub(in crate::mapping) const STATUS: &str = "status";
/// What stands before the name of an own field.
pub(in crate::mapping) const OWN: &str = "metadata.";

/// Entities that a mapping may fill.
pub(in crate::mapping) fn entities() -> impl Iterator<Item = Entity> {
    Entity::ALL.iter().copied().filter(|entity| entity.is_roster())
}

/// Names that a mapping may give a value, own fields left out.
pub(in crate::mapping) fn targets(entity: Entity) -> impl Iterator<Item = &'static str> {
    let of_users: &[&str] = if entity == Entity::Users { &[USER_ROLE, USER_ORGS] } else { &[] };
    let stored = entity.fields().iter().filter(|field| field.stored).map(|field| field.name);
    stored.chain(of_users.iter().copied()).chain([STATUS])
}

/// The field of that name, or what is wrong with it.
pub(super) fn target(entity: Entity, name: &str) -> Result<FieldTarget, String> {
    match entity.field(name) {
        Some(at) if entity.fields()[at].stored => return Ok(FieldTarget::Field(at)),
        Some(_) => return Err(format!("{name} is never stored; put its column under \"ignore\"")),
        None => {}
    }
    match name {
        STATUS => Ok(FieldTarget::Status),
        USER_ROLE if entity == Entity::Users => Ok(FieldTarget::UserRole),
        USER_ORGS if entity == Entity::Users => Ok(FieldTarget::UserOrgs),
        _ => match name.strip_prefix(OWN) {
            Some(own) => own_field(own),
            None => Err(unknown(entity, name)),
        },
    }
}

fn own_field(name: &str) -> Result<FieldTarget, String> {
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let begins = name.starts_with(|c: char| c.is_ascii_alphanumeric());
    if begins && name.len() <= MAX_OWN_NAME && name.chars().all(good) {
        return Ok(FieldTarget::Own(name.to_owned()));
    }
    Err(format!(
        "the name of an own field begins with a letter or digit and has at most {MAX_OWN_NAME} letters, digits, _, - and ., \
         as metadata.busRoute"
    ))
}

fn unknown(entity: Entity, name: &str) -> String {
    let meant = hint(name, targets(entity));
    let name = shortened(name);
    format!(
        "{entity} has no field \"{name}\"{meant}; its fields are {}, and own ones as metadata.NAME",
        listed(targets(entity))
    )
}

/// The name of a field, as [`target`] reads it.
pub(in crate::mapping) fn name_of(entity: Entity, target: &FieldTarget) -> String {
    match target {
        FieldTarget::Field(at) => entity.fields().get(*at).map_or("", |field| field.name).to_owned(),
        FieldTarget::UserRole => USER_ROLE.to_owned(),
        FieldTarget::UserOrgs => USER_ORGS.to_owned(),
        FieldTarget::Status => STATUS.to_owned(),
        FieldTarget::Own(name) => format!("{OWN}{name}"),
    }
}

impl Loader {
    /// An entity by name.
    pub(super) fn entity(&mut self, at: &Path<'_>, name: &str) -> Option<Entity> {
        let found = entities().find(|entity| entity.name() == name);
        if found.is_none() {
            self.read.errors.add(at, || {
                let (meant, names) =
                    (hint(name, entities().map(Entity::name)), listed(entities().map(Entity::name)));
                format!("there is no entity \"{}\"{meant}; rows may become {names}", shortened(name))
            });
        }
        found
    }

    /// Notes what is wrong with `entity.field`.
    pub(super) fn qualified(&mut self, at: &Path<'_>, name: &str) {
        let Some((entity, field)) = name.split_once('.') else {
            return self.read.errors.add(at, || {
                format!(
                    "expected an entity and a field of it, as \"users.email\", found \"{}\"",
                    shortened(name)
                )
            });
        };
        let Some(entity) = self.entity(at, entity) else { return };
        if let Err(fault) = target(entity, field) {
            self.read.errors.add(at, || fault);
        }
    }
}
