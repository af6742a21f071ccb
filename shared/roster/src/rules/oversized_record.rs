//! R017 oversized-record: a record that is too long to be one.

use crate::finding::{Rule, Severity};

/// A record that is too long to be one.
pub static RULE: Rule = Rule {
    code: "R017",
    name: "oversized-record",
    severity: Severity::Error,
    strict: Severity::Error,
    also: &[],
    help: "Look for a quotation mark that is never closed or for missing line ends.",
    doc: "## What it finds
A single record is longer than any record could be.

## Why it matters
Line ends are missing, or a quotation mark swallowed the rest of the file. The record is skipped, and nothing
of this table is removed.

## Example
A file of 40 MB that consists of one line.

## How to fix
Look at the line that the finding names for a quotation mark that is never closed, and check the export's line
ends.
",
};
