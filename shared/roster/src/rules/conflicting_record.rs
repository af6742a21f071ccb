//! R121 conflicting-record: two different records with the same ID.

use crate::finding::{Rule, Severity};

/// Two different records with the same ID.
pub static RULE: Rule = Rule {
    code: "R121",
    name: "conflicting-record",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &[],
    help: "Give each record its own ID, or remove the outdated row.",
    doc: "## What it finds
Two rows have the same ID and different contents.

## Why it matters
We cannot know which one is right, and use the first. Two people under one ID would see each other's data.

## Example
`u-1` is Ann Smith in line 2 and Ben Jones in line 90.

## How to fix
Give each record its own ID, or remove the outdated row.
",
};
