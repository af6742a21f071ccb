//! R032 oversized-entry: a file in the ZIP that is larger than allowed when unpacked.

use crate::finding::{Rule, Severity};

/// A file in the ZIP that is larger than allowed when unpacked.
pub static RULE: Rule = Rule {
    code: "R032",
    name: "oversized-entry",
    severity: Severity::Error,
    strict: Severity::Error,
    also: &["zip.entry_too_large"],
    help: "Send only the roster files, or agree on a higher limit.",
    doc: "## What it finds
A file in the ZIP is larger than allowed when it is unpacked.

## Why it matters
It is not read, and the table counts as not sent.

## Example
A `users.csv` of 60 GB.

## How to fix
Check why the file is so large; if it is right, ask for a higher limit.
",
};
