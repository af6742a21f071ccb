//! R193 ambiguous-file: several files fit a pattern that stands for one.

use crate::finding::{Rule, Severity};

/// Several files fit a pattern that stands for one.
pub static RULE: Rule = Rule {
    code: "R193",
    name: "ambiguous-file",
    severity: Severity::Error,
    strict: Severity::Error,
    also: &[],
    help: "Send one of them, make the pattern narrower, or write \"many\": true if they are parts of one.",
    doc: "## What it finds
Two or more files of the delivery fit a pattern of the mapping that stands for one file.

## Why it matters
Nobody knows which of them counts: an old and a new export, or a part for each school. None is read, the set is
not complete, and nothing is removed.

## Example
`students.csv` and `students_old.csv`, where the mapping says `students*.csv`.

## How to fix
Remove the file that should not be there, or write the pattern so that only one fits. If all of them together are
the file, such as one for each school, give the pattern `\"many\": true`.
",
};
