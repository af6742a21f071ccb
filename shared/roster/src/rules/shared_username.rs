//! R148 shared-username: one username for several people.

use crate::finding::{Rule, Severity};

/// One username for several people.
pub static RULE: Rule = Rule {
    code: "R148",
    name: "shared-username",
    severity: Severity::Notice,
    strict: Severity::Warning,
    also: &[],
    help: "Give each person a username of their own.",
    doc: "## What it finds
Several people have the same username.

## Why it matters
All of them are kept. An application that logs people in by username can let in only one of them.

## Example
Two students with the username `asmith`.

## How to fix
Give each person a username of their own.
",
};
