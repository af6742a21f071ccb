//! R101 missing-status-in-delta: a row of a delta file without a status.

use crate::finding::{Rule, Severity};

/// A row of a delta file without a status.
pub static RULE: Rule = Rule {
    code: "R101",
    name: "missing-status-in-delta",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &["row.field_required_in_delta"],
    help: "Write active or tobedeleted in every row of a delta file.",
    doc: "## What it finds
A row of a delta file does not say whether the record is there or gone.

## Why it matters
We take it as active: a doubt never removes a record.

## Example
`u-1,,2026-08-15T00:00:00Z,true,...` in a delta file

## How to fix
Write `active` or `tobedeleted` in every row. If the file has all records, call it `bulk` in the manifest.
",
};
