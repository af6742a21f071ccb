//! R102 missing-modified-in-delta: a row of a delta file without dateLastModified.

use crate::finding::{Rule, Severity};

/// A row of a delta file without dateLastModified.
pub static RULE: Rule = Rule {
    code: "R102",
    name: "missing-modified-in-delta",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &[],
    help: "Write the time of the change in every row of a delta file.",
    doc: "## What it finds
A row of a delta file does not say when the record changed.

## Why it matters
We go by the order of arrival, so nothing is lost. OneRoster demands the time.

## Example
`u-1,active,,true,...` in a delta file

## How to fix
Write the time of the change, for example `2026-08-15T18:25:43.511Z`.
",
};
