//! R022 invalid-utf-8: bytes that are not UTF-8.

use crate::finding::{Rule, Severity};

/// Bytes that are not UTF-8.
pub static RULE: Rule = Rule {
    code: "R022",
    name: "invalid-utf-8",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &["csv.invalid_utf8"],
    help: "Choose UTF-8 as the encoding of the export.",
    doc: "## What it finds
Some bytes of the row are not UTF-8.

## Why it matters
We read the line as Windows-1252, which is right most of the time. Please check the letters of that row.

## Example
`Zoë` whose ë is the single byte EB.

## How to fix
Choose UTF-8 as the encoding of the export.
",
};
