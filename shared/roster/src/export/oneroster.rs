//! Records as rows of OneRoster 1.2 CSV, and the manifest that goes with them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::diff::key_hash;
use crate::formats::{self, FileSpec, Format, Target};
use crate::model::{Entity, Kind, Record};

/// The longest ID that OneRoster allows, in bytes.
const LONGEST_ID: usize = 255;

fn format() -> Option<&'static Format> {
    formats::find("oneroster-1.2")
}

/// The file of an entity; relationships have none.
pub(super) fn file_of(entity: Entity) -> Option<&'static FileSpec> {
    format()?.file_of(entity)
}

/// The cells of a record's row, in the order of the file's columns. `status` and `dateLastModified` are blank, as in every
/// bulk file.
pub(super) fn cells<'r>(spec: &FileSpec, record: &'r Record) -> Vec<Cow<'r, str>> {
    let values: Vec<Option<&str>> = record.values().collect();
    let cell = |target| match target {
        Target::Field(0) => id(record),
        Target::Field(at) if leaves_the_roster(record.entity(), at) => Cow::Borrowed(""),
        Target::Field(at) => on_one_line(values.get(at).copied().flatten().unwrap_or("")),
        Target::Status
        | Target::Modified
        | Target::UserRole
        | Target::UserOrgs
        | Target::Other(..)
        | Target::Own
        | Target::Unkept => Cow::Borrowed(""),
    };
    spec.columns.iter().map(|column| cell(column.target)).collect()
}

/// Whether a field refers to what is validated and not kept, so that it would lead nowhere.
fn leaves_the_roster(entity: Entity, at: usize) -> bool {
    match entity.fields()[at].kind {
        Kind::Ref(to) | Kind::RefList(to) => !to.is_roster(),
        Kind::Id
        | Kind::Text
        | Kind::TextList
        | Kind::UserIds
        | Kind::Enum(_)
        | Kind::OpenEnum(_)
        | Kind::OpenEnumList(_)
        | Kind::Bool
        | Kind::Date
        | Kind::DateTime
        | Kind::Year
        | Kind::Integer
        | Kind::Float
        | Kind::Grades
        | Kind::Email
        | Kind::ScoreScale => false,
    }
}

/// The record's ID. IDs of ours, `user:role:org` and `class:user:role`, get slashes, because OneRoster knows no colon;
/// nothing in a rostering set refers to them.
fn id(record: &Record) -> Cow<'_, str> {
    let id = record.sourced_id();
    let Some(parts) = made_of(record.entity()) else { return on_one_line(id) };
    let values = parts.map(|name| record.get(name).unwrap_or(""));
    if id != values.join(":") {
        return on_one_line(id);
    }
    let safe = values.map(|value| value.replace([':', '\r', '\n'], "_")).join("/");
    Cow::Owned(if safe.len() <= LONGEST_ID { safe } else { format!("{:032x}", key_hash(id)) })
}

/// The fields of which we make an ID where the source has none.
fn made_of(entity: Entity) -> Option<[&'static str; 3]> {
    let role = (entity == Entity::Roles).then_some(["userSourcedId", "role", "orgSourcedId"]);
    role.or((entity == Entity::Enrollments).then_some(["classSourcedId", "userSourcedId", "role"]))
}

/// OneRoster forbids line breaks inside values.
pub(super) fn on_one_line<'v>(value: impl Into<Cow<'v, str>>) -> Cow<'v, str> {
    let value = value.into();
    match value.contains(['\r', '\n']) {
        true => Cow::Owned(value.replace("\r\n", " ").replace(['\r', '\n'], " ")),
        false => value,
    }
}

/// The rows of `manifest.csv`: every property, files without records as `absent`.
pub(super) fn manifest(written: &BTreeMap<Entity, u64>) -> Vec<(String, &'static str)> {
    let mut rows = vec![
        ("propertyName".to_owned(), "value"),
        ("manifest.version".to_owned(), "1.0"),
        ("oneroster.version".to_owned(), "1.2"),
    ];
    let mut entities: Vec<Entity> =
        format().into_iter().flat_map(|f| (f.files)().iter().map(|s| s.entity)).collect();
    entities.sort_by_key(|entity| entity.name().to_lowercase());
    for entity in entities {
        let mode = if written.contains_key(&entity) { "bulk" } else { "absent" };
        rows.push((format!("file.{entity}"), mode));
    }
    rows.push(("source.systemName".to_owned(), "Rollcall"));
    rows.push(("source.systemCode".to_owned(), "rollcall"));
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(entity: Entity, pairs: &[(&str, &str)]) -> String {
        let record = Record::from_pairs(entity, pairs);
        let spec = file_of(entity).expect("it has a file");
        cells(spec, &record).join("|")
    }

    #[test]
    fn cells_stand_in_the_order_of_the_file() {
        let org =
            [("sourcedId", "o1"), ("name", "North\r\nHigh"), ("type", "school"), ("parentSourcedId", "d1")];
        assert_eq!(row(Entity::Orgs, &org), "o1|||North High|school||d1");
    }

    #[test]
    fn ids_of_ours_become_ids_of_oneroster_and_others_stay() {
        let role = |id: &str, user: &str| {
            let fields =
                [("sourcedId", id), ("userSourcedId", user), ("role", "teacher"), ("orgSourcedId", "o1")];
            row(Entity::Roles, &fields).split('|').next().map(str::to_owned).expect("it has cells")
        };
        let long = "u".repeat(250);
        let hashed = role(&format!("{long}:teacher:o1"), &long);
        assert_eq!(role("u1:teacher:o1", "u1"), "u1/teacher/o1");
        assert_eq!(role("r-1", "u1"), "r-1");
        assert_eq!(role("a:b", "u1"), "a:b");
        assert!(hashed.len() == 32 && hashed.bytes().all(|b| b.is_ascii_hexdigit()), "{hashed}");
    }

    #[test]
    fn what_is_not_kept_is_not_referred_to() {
        let user = [("sourcedId", "u1"), ("resourceSourcedIds", "r1"), ("agentSourcedIds", "u2,u3")];
        let cells = row(Entity::Users, &user);
        assert!(cells.contains("u2,u3") && !cells.contains("r1"), "{cells}");
    }

    #[test]
    fn the_manifest_names_all_files_of_the_specification() {
        let rows = manifest(&[(Entity::Orgs, 1)].into());
        let of =
            |mode| rows.iter().filter(|(name, value)| name.starts_with("file.") && *value == mode).count();
        assert_eq!((of("bulk"), of("absent")), (1, 20));
        assert!(rows.contains(&("file.orgs".to_owned(), "bulk")));
        assert!(file_of(Entity::Relationships).is_none());
    }
}
