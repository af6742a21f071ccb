//! R192 changed-positions: columns that are found by their place are not where they were.

use crate::finding::{Rule, Severity};

/// Columns that are found by their place are not where they were.
pub static RULE: Rule = Rule {
    code: "R192",
    name: "changed-positions",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &[],
    help: "Put the columns back as they were, or make a mapping for them as they are now.",
    doc: "## What it finds
The mapping finds columns by their place, and the file has columns more, fewer, under other names or in another
order than the mapping was made for.

## Why it matters
Every column behind the change would be taken for another one: names for IDs, grades for birth dates. The run is
held.

## Example
A new second column in a file without a header: what was column 2 is column 3 now.

## How to fix
Have the export put back as it was, or make a mapping for the columns as they are now; one that goes by name is
safer, if the file has a header.
",
};
