//! R182 unmatched-lookup: a value that no row of the other file has.

use crate::finding::{Rule, Severity};

/// A value that no row of the other file has.
pub static RULE: Rule = Rule {
    code: "R182",
    name: "unmatched-lookup",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &[],
    help: "Add the row to the other file, or correct the value.",
    doc: "## What it finds
The connection's mapping follows this column through another file, and no row of that file has the value.

## Why it matters
What the row refers to is not known. The value is dropped and what is stored of it stays; where the mapping says
`error`, or no record can be without the value, the record stays as it was.

## Example
Students name their school by number, schools are listed with number and ID, and number `77` is not listed.

## How to fix
Add the row to the other file, or correct the value.
",
};
