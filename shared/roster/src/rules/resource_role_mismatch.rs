//! R159 resource-role-mismatch: a resource given to someone in whose role it is not meant to be used.

use crate::finding::{Rule, Severity};

/// A resource given to someone in whose role it is not meant to be used.
pub static RULE: Rule = Rule {
    code: "R159",
    name: "resource-role-mismatch",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["semantic.resource_role_mismatch"],
    help: "Correct the roles of the resource, or remove the row.",
    doc: "## What it finds
A resource is meant for some roles, and is given to a person who has none of them.

## Why it matters
The row is kept. Strict systems refuse it.

## Example
A teacher's edition given to a student.

## How to fix
Correct `roles` of the resource, or remove the row.
",
};
