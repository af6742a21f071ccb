//! R023 truncated-file: a file that ends in the middle of a row.

use crate::finding::{Rule, Severity};

/// A file that ends in the middle of a row.
pub static RULE: Rule = Rule {
    code: "R023",
    name: "truncated-file",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &[],
    help: "Send the file again and let the transfer finish.",
    doc: "## What it finds
The file ends in the middle of a row.

## Why it matters
The transfer or the export was cut off, so that rows are missing which still exist. What came is used, and
nothing of this table is removed.

## Example
The last line is `e-4711,,,cl-12,sch-`, where all others have ten fields.

## How to fix
Send the file again and let the transfer finish. Upload under a temporary name and rename when it is done.
",
};
