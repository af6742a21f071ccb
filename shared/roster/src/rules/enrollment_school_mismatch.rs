//! R146 enrollment-school-mismatch: an enrollment at another school than its class.

use crate::finding::{Rule, Severity};

/// An enrollment at another school than its class.
pub static RULE: Rule = Rule {
    code: "R146",
    name: "enrollment-school-mismatch",
    severity: Severity::Notice,
    strict: Severity::Warning,
    also: &[],
    help: "Write the school of the class into schoolSourcedId.",
    doc: "## What it finds
An enrollment names another school than its class does.

## Why it matters
The enrollment is kept and counts for the school that it names.

## Example
Class `c-1` is held at Elm School, and an enrollment in it names Oak School.

## How to fix
Write the school of the class into `schoolSourcedId`.
",
};
