//! R104 deleted-in-bulk: a row of a bulk file that is marked tobedeleted.

use crate::finding::{Rule, Severity};

/// A row of a bulk file that is marked tobedeleted.
pub static RULE: Rule = Rule {
    code: "R104",
    name: "deleted-in-bulk",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &[],
    help: "Leave the row out of the bulk file.",
    doc: "## What it finds
A row of a bulk file is marked `tobedeleted`.

## Why it matters
In a bulk file, what is gone is left out. We take the record as absent, and the limits for removals apply as
to any other.

## Example
`u-1,tobedeleted,,true,...` in a bulk file

## How to fix
Leave the row out. Check that the export does not send former students.
",
};
