//! R128 unknown-agent: a guardian or other agent who is not in the users file.

use crate::finding::{Rule, Severity};

/// A guardian or other agent who is not in the users file.
pub static RULE: Rule = Rule {
    code: "R128",
    name: "unknown-agent",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &[],
    help: "Add the person to users.csv or remove the ID from agentSourcedIds.",
    doc: "## What it finds
A person's `agentSourcedIds` name somebody who is neither in the users file nor known from an earlier
delivery.

## Why it matters
The reference is dropped, the person stays. The student then has one guardian less.

## Example
`agentSourcedIds` = `p-1,p-2`, and only `p-1` is in `users.csv`.

## How to fix
Export guardians with the other users, or leave their IDs out.
",
};
