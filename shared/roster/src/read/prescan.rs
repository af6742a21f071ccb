//! A first look through a file whose rows refer to each other: which IDs it has, and who is what.

use std::io;

use super::delivery::open;
use super::people::People;
use super::plan::positions;
use super::references::KeySet;
use super::set::Input;
use crate::diff::key_hash;
use crate::formats::{FileSpec, Target};
use crate::model::{Entity, Kind};
use crate::table::RowReader;

/// The IDs in a file, if any row refers to another row of the same file.
pub(super) fn own_keys(spec: &FileSpec, input: &dyn Input) -> io::Result<Option<KeySet>> {
    let own = |kind: Kind| matches!(kind, Kind::Ref(to) | Kind::RefList(to) if to == spec.entity);
    let mut table = open(input)?;
    let at = positions(spec, &table.layout().header);
    let reference = spec.columns.iter().zip(&at).find(|(c, _)| own(c.kind)).and_then(|(_, at)| *at);
    let (Some(reference), Some(id)) = (reference, at[0]) else { return Ok(None) };
    let (mut keys, mut reader, mut used) = (KeySet::default(), RowReader::new(), false);
    while let Some(block) = table.next_block()? {
        let mut rows = reader.rows(&block);
        while let Some(row) = rows.next() {
            used |= !row.get(reference).is_empty();
            let name = row.get(id).trim();
            if !name.is_empty() {
                keys.insert(key_hash(name));
            }
        }
    }
    Ok(used.then_some(keys))
}

/// What each person is, from OneRoster 1.1 users or from 1.2 roles.
pub(super) fn people(spec: &FileSpec, input: &dyn Input) -> io::Result<People> {
    let mut table = open(input)?;
    let at = positions(spec, &table.layout().header);
    let column = |wanted: &dyn Fn(&str, Target) -> bool| {
        spec.columns.iter().zip(&at).find(|(c, _)| wanted(&c.name, c.target)).and_then(|(_, at)| *at)
    };
    let user = match spec.entity {
        Entity::Users => at[0],
        _ => column(&|name, _| name == "userSourcedId"),
    };
    let role = column(&|name, target| target == Target::UserRole || name == "role");
    let mut people = People::default();
    let (Some(user), Some(role)) = (user, role) else { return Ok(people) };
    let mut reader = RowReader::new();
    while let Some(block) = table.next_block()? {
        let mut rows = reader.rows(&block);
        while let Some(row) = rows.next() {
            people.note(key_hash(row.get(user).trim()), row.get(role).trim());
        }
    }
    Ok(people)
}
