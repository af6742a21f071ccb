//! R198 unusable-id-change: a line of the district's own file of ID changes that cannot be used.

use crate::finding::{Rule, Severity};

/// A line of the district's own file of ID changes that cannot be used.
pub static RULE: Rule = Rule {
    code: "R198",
    name: "unusable-id-change",
    severity: Severity::Warning,
    strict: Severity::Warning,
    also: &[],
    help: "Correct the line, or leave it out if the ID was never changed.",
    doc: "## What it finds
A line of `id_changes.csv` that cannot be used: columns or IDs are missing, an ID is in two lines, or a new ID is
still that of another record.

## Why it matters
The records of the line are treated as if the file said nothing of them: the old one may go and a new one come,
without its history. The lines that are right still count.

## Example
`users,0042,STU42` and, further down, `users,0043,STU42`

## How to fix
One line for each record whose ID was changed, with the columns entity, oldId and newId. Where IDs were exchanged, both
lines are needed.
",
};
