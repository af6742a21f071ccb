//! R150 result-of-unenrolled-student: a result of a student who is not enrolled in the class.

use crate::finding::{Rule, Severity};

/// A result of a student who is not enrolled in the class.
pub static RULE: Rule = Rule {
    code: "R150",
    name: "result-of-unenrolled-student",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["semantic.result_student_not_enrolled"],
    help: "Enroll the student in the class, or remove the result.",
    doc: "## What it finds
A result belongs to a student who is not enrolled in the class.

## Why it matters
The result is kept. Strict systems refuse it.

## Example
A result of a student who changed to another class in October.

## How to fix
Enroll the student, with an end date if the student has left, or remove the result.
",
};
