//! R147 repeated-enrollment: two enrollments of one person in one class with the same role.

use crate::finding::{Rule, Severity};

/// Two enrollments of one person in one class with the same role.
pub static RULE: Rule = Rule {
    code: "R147",
    name: "repeated-enrollment",
    severity: Severity::Notice,
    strict: Severity::Warning,
    also: &[],
    help: "Keep one of the two rows.",
    doc: "## What it finds
A person is enrolled in a class twice in the same role, under different IDs.

## Why it matters
Both are kept. An application may show the person twice.

## Example
`e-1` and `e-2`: the same student in the same class.

## How to fix
Keep one of the two rows. If a student left and came back, give both rows their dates.
",
};
