//! R157 resource-school-mismatch: a resource given at another school than the class's.

use crate::finding::{Rule, Severity};

/// A resource given at another school than the class's.
pub static RULE: Rule = Rule {
    code: "R157",
    name: "resource-school-mismatch",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["semantic.user_resource_class_org_mismatch"],
    help: "Write the school of the class into orgSourcedId.",
    doc: "## What it finds
A resource is given to a person for a class, with another school than the class's.

## Why it matters
The row is kept. Strict systems refuse it.

## Example
Class `c-1` is held at Elm School, and the row names Oak School.

## How to fix
Write the school of the class, or leave `orgSourcedId` empty.
",
};
