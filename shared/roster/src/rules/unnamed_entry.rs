//! R040 unnamed-entry: a file without a name in the ZIP.

use crate::finding::{Rule, Severity};

/// A file without a name in the ZIP.
pub static RULE: Rule = Rule {
    code: "R040",
    name: "unnamed-entry",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &["zip.entry_empty_name"],
    help: "Make the ZIP anew with another program.",
    doc: "## What it finds
A file in the ZIP has no name.

## Why it matters
We cannot know which table it is, so it is not read.

## Example
An entry of which the list of contents shows only the size.

## How to fix
Make the ZIP anew with another program.
",
};
