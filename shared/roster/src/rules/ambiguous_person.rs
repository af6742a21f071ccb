//! R195 ambiguous-person: a value that should tell one person and tells two.

use crate::finding::{Rule, Severity};

/// A value that should tell one person and tells two.
pub static RULE: Rule = Rule {
    code: "R195",
    name: "ambiguous-person",
    severity: Severity::Warning,
    strict: Severity::Warning,
    also: &[],
    help: "Give each of the two a value of its own, or join by another field.",
    doc: "## What it finds
Another source adds fields to people, found by a value such as the employee number. Two people of the roster have the
same value, or two records of the other source do.

## Why it matters
Nobody can know which of the two is meant. Nothing is added to either, and what was added to one of them before goes.

## Example
In the HR file, two rows have the employee number `1001`, one an aide, one a principal.

## How to fix
Correct the value at its source. If it does not tell people apart, join the connection by another field.
",
};
