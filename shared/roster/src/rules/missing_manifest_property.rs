//! R053 missing-manifest-property: a property that the manifest must have and has not.

use crate::finding::{Rule, Severity};

/// A property that the manifest must have and has not.
pub static RULE: Rule = Rule {
    code: "R053",
    name: "missing-manifest-property",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["manifest.missing_property"],
    help: "Add the line to manifest.csv.",
    doc: "## What it finds
`manifest.csv` lacks a line that OneRoster demands.

## Why it matters
We go by the files that came.

## Example
There is no line `file.enrollments,bulk`.

## How to fix
Add the line that the message names. Files that you do not send have the value `absent`.
",
};
