//! R039 folder-entry: a folder in the ZIP.

use crate::finding::{Rule, Severity};

/// A folder in the ZIP.
pub static RULE: Rule = Rule {
    code: "R039",
    name: "folder-entry",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["zip.entry_directory"],
    help: "Zip the files themselves, not the folder that they are in.",
    doc: "## What it finds
The ZIP contains a folder as an entry of its own.

## Why it matters
The folder is skipped. OneRoster demands that files lie at the top.

## Example
`export/`

## How to fix
Zip the files themselves, not the folder that they are in.
",
};
