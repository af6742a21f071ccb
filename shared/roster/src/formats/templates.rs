//! Our own files, for those who make them by hand or by a query: `rollcall templates` writes them empty.

use std::sync::{Arc, LazyLock};

use super::mapped::{Sign, files, fitting, read};
use super::{FileSpec, Format, Manifest, Sniff, Version};
use crate::mapping::Mapping;

pub(super) static FORMAT: Format = Format {
    name: "rollcall-templates",
    title: "Rollcall templates",
    version: Version::V11,
    files: || &FILES,
    recognises,
    mapped: Some(|| &MAPPING),
};

static MAPPING: LazyLock<Arc<Mapping>> = LazyLock::new(|| read(include_str!("templates.json")));

static FILES: LazyLock<Vec<FileSpec>> = LazyLock::new(|| files(&MAPPING));

/// `Unique ID` and `Organization ID` are words of ours, so that one file is enough.
fn recognises(sniffs: &[Sniff], _: Option<&Manifest>) -> bool {
    let (fit, misfit) = fitting(&MAPPING, Sign::Essential, sniffs);
    fit > misfit
}
