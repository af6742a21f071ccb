//! R030 invalid-archive: a ZIP that cannot be opened.

use crate::finding::{Rule, Severity};

/// A ZIP that cannot be opened.
pub static RULE: Rule = Rule {
    code: "R030",
    name: "invalid-archive",
    severity: Severity::Error,
    strict: Severity::Error,
    also: &["zip.invalid_archive"],
    help: "Make the ZIP again and send it whole.",
    doc: "## What it finds
The file is named as a ZIP and cannot be opened as one.

## Why it matters
No file can be taken out of it, so the delivery is not read.

## Example
A ZIP whose upload stopped half-way.

## How to fix
Make the ZIP again, try to open it on your own computer, and send it whole.
",
};
