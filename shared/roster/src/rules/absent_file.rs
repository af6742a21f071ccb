//! R194 absent-file: a file that came before and did not come now.

use crate::finding::{Rule, Severity};

/// A file that came before and did not come now.
pub static RULE: Rule = Rule {
    code: "R194",
    name: "absent-file",
    severity: Severity::Warning,
    strict: Severity::Warning,
    also: &[],
    help: "Send it again; until then what it held stays as it is.",
    doc: "## What it finds
An optional file, or one part of several, came with an earlier delivery and is not in this one.

## Why it matters
A file that did not come is untouched, never empty: nothing of what it held is removed.

## Example
`students_102.csv` came yesterday; today only `students_101.csv` is there.

## How to fix
Send the file with every delivery. If it will never come again, take it out of the mapping, or send it once more
with its header alone.
",
};
