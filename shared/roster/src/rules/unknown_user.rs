//! R125 unknown-user: a person who is referred to and is not in the users file.

use crate::finding::{Rule, Severity};

/// A person who is referred to and is not in the users file.
pub static RULE: Rule = Rule {
    code: "R125",
    name: "unknown-user",
    severity: Severity::Error,
    strict: Severity::Error,
    also: &[],
    help: "Add the person to users.csv or remove the row.",
    doc: "## What it finds
A row names a person who is neither in the users file nor known from an earlier delivery.

## Why it matters
An enrollment or a role without its person cannot be used, so the row is left out. A record that we already
have stays.

## Example
`userSourcedId` = `s-77` in `enrollments.csv`, and no such `sourcedId` in `users.csv`.

## How to fix
Add the person to `users.csv`, or remove the row. If many are unknown, the two exports probably have different
filters.
",
};
