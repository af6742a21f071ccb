//! Clever's SFTP files: five of them and `staff.csv`; a student has one row for each contact.

use std::sync::{Arc, LazyLock};

use super::mapped::{Sign, files, fitting, read};
use super::{FileSpec, Format, Manifest, Sniff, Version};
use crate::mapping::Mapping;

pub(super) static FORMAT: Format = Format {
    name: "clever",
    title: "Clever SFTP CSV",
    version: Version::V11,
    files: || &FILES,
    recognises,
    mapped: Some(|| &MAPPING),
};

static MAPPING: LazyLock<Arc<Mapping>> = LazyLock::new(|| read(include_str!("clever.json")));

static FILES: LazyLock<Vec<FileSpec>> = LazyLock::new(|| files(&MAPPING));

/// Any SIS may write `students.csv` with a `School_id` and a `Student_id`; two files are no chance.
fn recognises(sniffs: &[Sniff], _: Option<&Manifest>) -> bool {
    let (fit, misfit) = fitting(&MAPPING, Sign::Required, sniffs);
    fit >= 2 && fit > misfit
}
