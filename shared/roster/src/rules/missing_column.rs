//! R065 missing-column: a required column that is not in the file.

use crate::finding::{Rule, Severity};

/// A required column that is not in the file.
pub static RULE: Rule = Rule {
    code: "R065",
    name: "missing-column",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &["schema.missing_header"],
    help: "Add the column to the export.",
    doc: "## What it finds
A column that the specification requires is not in the file.

## Why it matters
Its values count as not sent: what we know of them stays. Without the column of the ID, no row can be read.

## Example
`users.csv` without `familyName`.

## How to fix
Add the column to the export, with exactly the name in the message.
",
};
