//! Microsoft School Data Sync V1 CSV: six files; students and teachers have ID spaces of their own.

use std::sync::{Arc, LazyLock};

use super::mapped::{Sign, files, fitting, read};
use super::{FileSpec, Format, Manifest, Sniff, Version};
use crate::mapping::Mapping;

pub(super) static FORMAT: Format = Format {
    name: "sds-v1",
    title: "Microsoft School Data Sync V1 CSV",
    version: Version::V12,
    files: || &FILES,
    recognises,
    mapped: Some(|| &MAPPING),
};

static MAPPING: LazyLock<Arc<Mapping>> = LazyLock::new(|| read(include_str!("sds1.json")));

static FILES: LazyLock<Vec<FileSpec>> = LazyLock::new(|| files(&MAPPING));

/// `SIS ID` is found nowhere else, so that one file is enough.
fn recognises(sniffs: &[Sniff], _: Option<&Manifest>) -> bool {
    let (fit, misfit) = fitting(&MAPPING, Sign::Essential, sniffs);
    fit > misfit
}
