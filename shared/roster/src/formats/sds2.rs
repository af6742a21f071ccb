//! Microsoft School Data Sync V2.1 CSV: ten files, named as OneRoster's, with other columns and words.

use std::sync::{Arc, LazyLock};

use super::mapped::{Sign, files, fitting, read};
use super::oneroster::{has, header};
use super::{FileSpec, Format, Manifest, Sniff, Version};
use crate::mapping::Mapping;

pub(super) static FORMAT: Format = Format {
    name: "sds-v2.1",
    title: "Microsoft School Data Sync V2.1 CSV",
    version: Version::V12,
    files: || &FILES,
    recognises: |sniffs, _: Option<&Manifest>| claims(sniffs),
    mapped: Some(|| &MAPPING),
};

static MAPPING: LazyLock<Arc<Mapping>> = LazyLock::new(|| read(include_str!("sds2.json")));

static FILES: LazyLock<Vec<FileSpec>> = LazyLock::new(|| files(&MAPPING));

/// Columns that a file has in this format, and columns that it has in OneRoster alone.
const MARKS: &[(&str, &[&str], &[&str])] = &[
    ("users", &["sourcedId", "username"], &["enabledUser", "orgSourcedIds", "userMasterIdentifier"]),
    ("roles", &["userSourcedId", "orgSourcedId", "role"], &["sourcedId", "roleType"]),
    ("classes", &["sourcedId", "orgSourcedId", "title"], &["schoolSourcedId", "classType"]),
    ("enrollments", &["classSourcedId", "userSourcedId", "role"], &["sourcedId", "schoolSourcedId"]),
    ("relationships", &["userSourcedId", "relationshipUserSourcedId"], &["sourcedId"]),
];

/// Whether files are of this format and not OneRoster's. `orgs.csv` alone does not tell.
pub(super) fn claims(sniffs: &[Sniff]) -> bool {
    let found = |name: &str| {
        let file = |end: &str| header(sniffs, &format!("{name}.{end}"));
        file("csv").or_else(|| file("txt"))
    };
    let (mut ours, mut theirs) = (false, false);
    for (name, with, without) in MARKS {
        let Some(header) = found(name) else { continue };
        let others = without.iter().any(|column| has(header, column));
        theirs |= others;
        ours |= !others && with.iter().all(|column| has(header, column));
    }
    let (fit, misfit) = fitting(&MAPPING, Sign::Essential, sniffs);
    ours && !theirs && fit > misfit
}
