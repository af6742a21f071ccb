//! R100 modified-in-bulk-row: a dateLastModified in a bulk file.

use crate::finding::{Rule, Severity};

/// A dateLastModified in a bulk file.
pub static RULE: Rule = Rule {
    code: "R100",
    name: "modified-in-bulk-row",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &[],
    help: "Leave dateLastModified empty in bulk files.",
    doc: "## What it finds
Rows of a bulk file have a `dateLastModified`.

## Why it matters
Many exports stamp all rows each night. We never take the stamp for a change.

## Example
`u-1,active,2026-08-15T00:00:00Z,true,...`

## How to fix
Leave `dateLastModified` empty in bulk files. Most systems accept it, so nothing urgent has to be done.
",
};
