//! R120 repeated-record: the same record twice, alike in every field.

use crate::finding::{Rule, Severity};

/// The same record twice, alike in every field.
pub static RULE: Rule = Rule {
    code: "R120",
    name: "repeated-record",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["reference.duplicate_sourced_id"],
    help: "Write each record once.",
    doc: r#"## What it finds
A record is there twice, alike in every field.

## Why it matters
It is used once. Exports that join tables often repeat rows.

## Example
Two identical lines for `o-1` in `orgs.csv`.

## How to fix
Let the export write each record once, for example with "distinct".
"#,
};
