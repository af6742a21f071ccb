//! R122 missing-target-file: a reference into a file that did not come.

use crate::finding::{Rule, Severity};

/// A reference into a file that did not come.
pub static RULE: Rule = Rule {
    code: "R122",
    name: "missing-target-file",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["reference.missing_target_file"],
    help: "Send the file that the column refers to.",
    doc: "## What it finds
A column refers to a table that did not come.

## Why it matters
The references cannot be checked against it. Records that we know from earlier deliveries still count.

## Example
`enrollments.csv` came, `classes.csv` did not.

## How to fix
Send the file that the message names.
",
};
