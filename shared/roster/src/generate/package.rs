//! The manifest: which files the export has.

use std::io::{self, Write};

use super::rows::writer;

const PROPERTIES: [(&str, &str); 17] = [
    ("manifest.version", "1.0"),
    ("oneroster.version", "1.1"),
    ("file.academicSessions", "bulk"),
    ("file.categories", "absent"),
    ("file.classes", "bulk"),
    ("file.classResources", "absent"),
    ("file.courses", "bulk"),
    ("file.courseResources", "absent"),
    ("file.demographics", "bulk"),
    ("file.enrollments", "bulk"),
    ("file.lineItems", "absent"),
    ("file.orgs", "bulk"),
    ("file.resources", "absent"),
    ("file.results", "absent"),
    ("file.users", "bulk"),
    ("source.systemName", "Rollcall Generator"),
    ("source.systemCode", "rollcall-generator"),
];

/// Writes `manifest.csv`.
pub(super) fn write_manifest(out: &mut dyn Write) -> io::Result<u64> {
    let mut csv = writer(out);
    csv.write_record(["propertyName", "value"])?;
    for (name, value) in PROPERTIES {
        csv.write_record([name, value])?;
    }
    csv.flush()?;
    Ok(PROPERTIES.len() as u64)
}
