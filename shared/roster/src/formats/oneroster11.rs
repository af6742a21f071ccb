//! OneRoster CSV 1.1 (17 April 2017): manifest and 13 files; users carry their role and orgs.

use std::sync::LazyLock;

use super::oneroster::{declared, field_names, file, looks_like};
use super::{Column, FileSpec, Format, Manifest, Sniff, Target, Version};
use crate::model::{Entity, Kind};

pub(super) static FORMAT: Format = Format {
    name: "oneroster-1.1",
    title: "OneRoster 1.1 CSV",
    version: Version::V11,
    files: || &FILES,
    recognises,
    mapped: None,
};

/// Words of `users.role`.
const ROLES: &[&str] =
    &["administrator", "aide", "guardian", "parent", "proctor", "relative", "student", "teacher"];

const NAMES: &[(Entity, &str, bool)] = &[
    (Entity::Orgs, "orgs.csv", true),
    (Entity::AcademicSessions, "academicSessions.csv", true),
    (Entity::Courses, "courses.csv", true),
    (Entity::Classes, "classes.csv", true),
    (Entity::Users, "users.csv", true),
    (Entity::Demographics, "demographics.csv", false),
    (Entity::Enrollments, "enrollments.csv", true),
    (Entity::Resources, "resources.csv", false),
    (Entity::ClassResources, "classResources.csv", false),
    (Entity::CourseResources, "courseResources.csv", false),
    (Entity::Categories, "categories.csv", false),
    (Entity::LineItems, "lineItems.csv", false),
    (Entity::Results, "results.csv", false),
];

/// Whether 1.1 has a file of this name.
pub(super) fn knows(name: &str) -> bool {
    NAMES.iter().any(|(_, known, _)| *known == name)
}

static FILES: LazyLock<Vec<FileSpec>> = LazyLock::new(|| NAMES.iter().map(spec).collect());

fn spec(&(entity, name, minimum): &(Entity, &'static str, bool)) -> FileSpec {
    match entity {
        Entity::Users => users(name),
        Entity::LineItems => line_items(name),
        Entity::Results => results(name),
        Entity::Categories => file(entity, name, minimum, &["sourcedId", "title"]),
        Entity::Demographics => demographics(name),
        other => file(other, name, minimum, &field_names(other)),
    }
}

fn users(name: &'static str) -> FileSpec {
    let before = ["sourcedId", "enabledUser"];
    let after = [
        "username",
        "userIds",
        "givenName",
        "familyName",
        "middleName",
        "identifier",
        "email",
        "sms",
        "phone",
        "agentSourcedIds",
        "grades",
        "password",
    ];
    let mut spec = file(Entity::Users, name, true, &[&before[..], &after[..]].concat());
    let orgs = Column {
        name: "orgSourcedIds".into(),
        kind: Kind::RefList(Entity::Orgs),
        required: true,
        target: Target::UserOrgs,
    };
    let role =
        Column { name: "role".into(), kind: Kind::Enum(ROLES), required: true, target: Target::UserRole };
    spec.columns.splice(4..4, [orgs, role]);
    spec
}

fn demographics(name: &'static str) -> FileSpec {
    let mut spec = file(Entity::Demographics, name, false, &field_names(Entity::Demographics));
    for column in spec.columns.iter_mut().filter(|c| *c.name == *"sex") {
        column.kind = Kind::Enum(&["male", "female"]);
    }
    spec
}

fn line_items(name: &'static str) -> FileSpec {
    let names = [
        "sourcedId",
        "title",
        "description",
        "assignDate",
        "dueDate",
        "classSourcedId",
        "categorySourcedId",
        "academicSessionSourcedId",
        "resultValueMin",
        "resultValueMax",
    ];
    let mut spec = file(Entity::LineItems, name, false, &names);
    for column in &mut spec.columns {
        match &*column.name {
            "academicSessionSourcedId" => column.name = "gradingPeriodSourcedId".into(),
            "resultValueMin" | "resultValueMax" => column.required = true,
            _ => {}
        }
    }
    spec
}

fn results(name: &'static str) -> FileSpec {
    let names = [
        "sourcedId",
        "lineItemSourcedId",
        "studentSourcedId",
        "scoreStatus",
        "score",
        "scoreDate",
        "comment",
    ];
    let mut spec = file(Entity::Results, name, false, &names);
    spec.columns.iter_mut().filter(|c| *c.name == *"score").for_each(|c| c.required = true);
    spec
}

fn recognises(sniffs: &[Sniff], manifest: Option<&Manifest>) -> bool {
    match declared(manifest) {
        Some(version) => version.starts_with("1.1"),
        None => {
            let other = (super::oneroster12::FORMAT.recognises)(sniffs, None) || super::sds2::claims(sniffs);
            !other && looks_like(&FILES, sniffs)
        }
    }
}
