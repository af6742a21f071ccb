//! R099 status-in-bulk-row: a status in a bulk file.

use crate::finding::{Rule, Severity};

/// A status in a bulk file.
pub static RULE: Rule = Rule {
    code: "R099",
    name: "status-in-bulk-row",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["row.field_forbidden_in_bulk"],
    help: "Leave status empty in bulk files.",
    doc: "## What it finds
Rows of a bulk file have a `status`.

## Why it matters
In a bulk file a record exists because it is there, so the field must be empty. We ignore it; only
`tobedeleted` is heeded.

## Example
`u-1,active,2026-08-15T00:00:00Z,true,...`

## How to fix
Leave `status` empty in bulk files. Most systems accept it, so nothing urgent has to be done.
",
};
