//! R127 unknown-session: a term that is referred to and is not in the academic sessions file.

use crate::finding::{Rule, Severity};

/// A term that is referred to and is not in the academic sessions file.
pub static RULE: Rule = Rule {
    code: "R127",
    name: "unknown-session",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &[],
    help: "Add the term to academicSessions.csv or correct the ID.",
    doc: "## What it finds
A row names a term or school year that is neither in the academic sessions file nor known from an earlier
delivery.

## Why it matters
The reference is dropped, the record stays.

## Example
`termSourcedIds` = `2026-S1`, and no row of `academicSessions.csv` has that `sourcedId`.

## How to fix
Add the term to `academicSessions.csv`, or correct the ID. After the turn of the year, check the export's
filter.
",
};
