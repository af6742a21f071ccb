//! R014 unknown-class: a class that is referred to and is not in the classes file.

use crate::finding::{Rule, Severity};

/// A class that is referred to and is not in the classes file.
pub static RULE: Rule = Rule {
    code: "R014",
    name: "unknown-class",
    severity: Severity::Error,
    strict: Severity::Error,
    also: &[],
    help: "Add the class to classes.csv or remove the row.",
    doc: "## What it finds
A row names a class that is neither in the classes file nor known from an earlier delivery.

## Why it matters
An enrollment without its class cannot be used, so the row is left out. An enrollment that we already have
stays as it was.

## Example
`enrollments.csv` has `classSourcedId` = `MATH-7B`, and no row of `classes.csv` has that `sourcedId`.

## How to fix
Add the class to `classes.csv`, or remove the row. If many classes are unknown, the two exports probably have
different filters or IDs.
",
};
