//! R047 duplicate-file: the same table sent in two files.

use crate::finding::{Rule, Severity};

/// The same table sent in two files.
pub static RULE: Rule = Rule {
    code: "R047",
    name: "duplicate-file",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &["package.duplicate_file"],
    help: "Send each table once.",
    doc: "## What it finds
The same table came in two files.

## Why it matters
We cannot know which one is right, and use the first.

## Example
`users.csv` and `backup/users.csv` in one ZIP.

## How to fix
Send each table once.
",
};
