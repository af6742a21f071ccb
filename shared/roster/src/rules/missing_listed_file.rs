//! R059 missing-listed-file: a file that the manifest names and that did not come.

use crate::finding::{Rule, Severity};

/// A file that the manifest names and that did not come.
pub static RULE: Rule = Rule {
    code: "R059",
    name: "missing-listed-file",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &["manifest.file_missing"],
    help: "Send the file, or mark it as absent in manifest.csv.",
    doc: "## What it finds
`manifest.csv` announces a file that is not there.

## Why it matters
The delivery is not complete. Nothing of that table is changed or removed.

## Example
`file.enrollments,bulk`, but no `enrollments.csv`.

## How to fix
Send the file, or write `absent` for it.
",
};
