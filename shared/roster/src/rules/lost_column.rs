//! R191 lost-column: a column that the mapping uses and that did not come.

use crate::finding::{Rule, Severity};

/// A column that the mapping uses and that did not come.
pub static RULE: Rule = Rule {
    code: "R191",
    name: "lost-column",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &[],
    help: "Put the column back into the export, or take it out of the mapping if it is gone for good.",
    doc: "## What it finds
The mapping feeds a field from a column that came before, and the file no longer has it.

## Why it matters
What is stored in that field stays as it is: a column that did not come is never taken for empty. If records are
told apart by it, or it says what a person is, which school a record belongs to, which rows count, or fills a
required field, the run is held.

## Example
`students.csv` comes without `Email`, which fed `users.email`.

## How to fix
Put the column back into the export. If it has another name now, or is gone for good, change the mapping.
",
};
