//! R126 unknown-course: a course that is referred to and is not in the courses file.

use crate::finding::{Rule, Severity};

/// A course that is referred to and is not in the courses file.
pub static RULE: Rule = Rule {
    code: "R126",
    name: "unknown-course",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &[],
    help: "Add the course to courses.csv or correct the ID.",
    doc: "## What it finds
A class names a course that is neither in the courses file nor known from an earlier delivery.

## Why it matters
The reference is dropped, the class stays.

## Example
`courseSourcedId` = `ALG2`, and no row of `courses.csv` has that `sourcedId`.

## How to fix
Add the course to `courses.csv`, or correct the ID. The course's code is not its ID.
",
};
