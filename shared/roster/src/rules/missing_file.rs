//! R061 missing-file: a file without which the delivery is not a roster.

use crate::finding::{Rule, Severity};

/// A file without which the delivery is not a roster.
pub static RULE: Rule = Rule {
    code: "R061",
    name: "missing-file",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &[],
    help: "Let the export write the file and send it with the others.",
    doc: "## What it finds
A file is not there that a roster cannot do without.

## Why it matters
What the other files say is used; nothing of the missing table is changed or removed.

## Example
`users.csv` and `enrollments.csv` came, `classes.csv` did not.

## How to fix
Switch the file on in the export, and send it together with the others.
",
};
