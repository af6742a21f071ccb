//! OneRoster CSV 1.2 (IMS Final Release, 19 September 2022; also 1.2.1): manifest and 21 files.

use std::sync::LazyLock;

use super::oneroster::{declared, field_names, file, has, header, looks_like};
use super::{FileSpec, Format, Manifest, Sniff, Version};
use crate::model::Entity;

pub(super) static FORMAT: Format = Format {
    name: "oneroster-1.2",
    title: "OneRoster 1.2 CSV",
    version: Version::V12,
    files: || &FILES,
    recognises,
    mapped: None,
};

/// Table A1 of the specification: what a rostering set needs.
const MINIMUM: &[Entity] = &[
    Entity::AcademicSessions,
    Entity::Classes,
    Entity::Courses,
    Entity::Enrollments,
    Entity::Orgs,
    Entity::Roles,
    Entity::Users,
];

const NAMES: &[(Entity, &str)] = &[
    (Entity::Orgs, "orgs.csv"),
    (Entity::AcademicSessions, "academicSessions.csv"),
    (Entity::Courses, "courses.csv"),
    (Entity::Classes, "classes.csv"),
    (Entity::Users, "users.csv"),
    (Entity::UserProfiles, "userProfiles.csv"),
    (Entity::Roles, "roles.csv"),
    (Entity::Demographics, "demographics.csv"),
    (Entity::Enrollments, "enrollments.csv"),
    (Entity::Resources, "resources.csv"),
    (Entity::ClassResources, "classResources.csv"),
    (Entity::CourseResources, "courseResources.csv"),
    (Entity::UserResources, "userResources.csv"),
    (Entity::Categories, "categories.csv"),
    (Entity::LineItems, "lineItems.csv"),
    (Entity::Results, "results.csv"),
    (Entity::ScoreScales, "scoreScales.csv"),
    (Entity::LineItemScoreScales, "lineItemScoreScales.csv"),
    (Entity::ResultScoreScales, "resultScoreScales.csv"),
    (Entity::LineItemLearningObjectiveIds, "lineItemLearningObjectiveIds.csv"),
    (Entity::ResultLearningObjectiveIds, "resultLearningObjectiveIds.csv"),
];

static FILES: LazyLock<Vec<FileSpec>> = LazyLock::new(|| {
    let spec = |(entity, name): &(Entity, &'static str)| {
        file(*entity, name, MINIMUM.contains(entity), &field_names(*entity))
    };
    NAMES.iter().map(spec).collect()
});

fn recognises(sniffs: &[Sniff], manifest: Option<&Manifest>) -> bool {
    if let Some(version) = declared(manifest) {
        return version.starts_with("1.2");
    }
    let old_users = header(sniffs, "users.csv").is_some_and(|h| has(h, "orgSourcedIds") && has(h, "role"));
    let new_users = header(sniffs, "users.csv").is_some_and(|h| {
        ["userMasterIdentifier", "primaryOrgSourcedId", "preferredGivenName"].iter().any(|c| has(h, c))
    });
    let new_file = NAMES.iter().any(|(_, name)| {
        !super::oneroster11::knows(name) && sniffs.iter().any(|s| s.name.eq_ignore_ascii_case(name))
    });
    !super::sds2::claims(sniffs) && !old_users && (new_users || new_file) && looks_like(&FILES, sniffs)
}
