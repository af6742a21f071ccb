//! R070 wrong-case-header: a column name in the wrong letter case.

use crate::finding::{Rule, Severity};

/// A column name in the wrong letter case.
pub static RULE: Rule = Rule {
    code: "R070",
    name: "wrong-case-header",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &[],
    help: "Write the name exactly as the format has it, for example sourcedId.",
    doc: "## What it finds
A column's name is right but for its letter case.

## Why it matters
We read it all the same. Strict systems do not find the column.

## Example
`SourcedID` for `sourcedId`

## How to fix
Write the name exactly as the specification has it.
",
};
