//! R081 missing-value: a required field that is empty.

use crate::finding::{Rule, Severity};

/// A required field that is empty.
pub static RULE: Rule = Rule {
    code: "R081",
    name: "missing-value",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &["row.missing_required_value"],
    help: "Fill the field in the SIS.",
    doc: "## What it finds
A field that the specification requires is empty.

## Why it matters
The record is kept, with the field empty. But a record without its role or school, or an enrollment without
class or person, cannot be used and is left out.

## Example
A user without `familyName`.

## How to fix
Fill the field in the SIS. If the SIS has the value, check the column's source in the export.
",
};
