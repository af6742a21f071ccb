//! R033 too-many-entries: a ZIP with more files than a delivery can have.

use crate::finding::{Rule, Severity};

/// A ZIP with more files than a delivery can have.
pub static RULE: Rule = Rule {
    code: "R033",
    name: "too-many-entries",
    severity: Severity::Error,
    strict: Severity::Error,
    also: &["zip.entry_count_exceeded"],
    help: "Put only the roster files into the ZIP.",
    doc: "## What it finds
The ZIP holds more files than a delivery can have.

## Why it matters
It is not opened, as it is probably something other than a roster.

## Example
A ZIP of a whole home folder.

## How to fix
Put only the roster files into the ZIP.
",
};
