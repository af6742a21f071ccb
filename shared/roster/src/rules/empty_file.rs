//! R001 empty-file: a file without a single byte of text.

use crate::finding::{Rule, Severity};

/// A file without a single byte of text.
pub static RULE: Rule = Rule {
    code: "R001",
    name: "empty-file",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &[],
    help: "Run the export again and send the file with its header line and rows.",
    doc: "## What it finds
The file has no text at all, not even a header line.

## Why it matters
An export that failed often leaves an empty file behind. We take it as a file that did not come: nothing of
its table is changed or removed.

## Example
`enrollments.csv`, 0 bytes

## How to fix
Run the export again and look at its log. If your school has no data for this table, leave the file out.
",
};
