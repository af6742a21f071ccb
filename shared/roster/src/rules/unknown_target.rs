//! R129 unknown-target: a reference to a record that is not in its file.

use crate::finding::{Rule, Severity};

/// A reference to a record that is not in its file.
pub static RULE: Rule = Rule {
    code: "R129",
    name: "unknown-target",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &["reference.missing_target_record"],
    help: "Add the record to its file or correct the ID.",
    doc: "## What it finds
A row names a record that is neither in its file nor known from an earlier delivery.

## Why it matters
The reference is dropped, the record stays.

## Example
`resourceSourcedId` = `r-5`, and no row of `resources.csv` has that `sourcedId`.

## How to fix
Add the record to its file, or correct the ID.
",
};
