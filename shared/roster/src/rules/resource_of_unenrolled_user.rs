//! R158 resource-of-unenrolled-user: a resource of a class given to someone who is not enrolled in it.

use crate::finding::{Rule, Severity};

/// A resource of a class given to someone who is not enrolled in it.
pub static RULE: Rule = Rule {
    code: "R158",
    name: "resource-of-unenrolled-user",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["semantic.user_resource_user_not_enrolled"],
    help: "Enroll the person in the class, or remove the row.",
    doc: "## What it finds
A resource of a class is given to a person who is not enrolled in it.

## Why it matters
The row is kept. Strict systems refuse it.

## Example
A textbook for class `c-1`, given to a student of class `c-2`.

## How to fix
Enroll the person in the class, or remove the row.
",
};
