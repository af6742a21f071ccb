//! R038 absolute-path: a name in the ZIP that begins at the root of a disk.

use crate::finding::{Rule, Severity};

/// A name in the ZIP that begins at the root of a disk.
pub static RULE: Rule = Rule {
    code: "R038",
    name: "absolute-path",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &["zip.entry_absolute_path"],
    help: "Make the ZIP anew with plain file names.",
    doc: r#"## What it finds
A name in the ZIP begins at the root of a disk.

## Why it matters
Such names are used in attacks to overwrite files. The file is not read.

## Example
`C:\exports\users.csv`

## How to fix
Make the ZIP anew from inside the folder, so that only file names are stored.
"#,
};
