//! R036 nested-entry: a file that lies in a folder inside of the ZIP.

use crate::finding::{Rule, Severity};

/// A file that lies in a folder inside of the ZIP.
pub static RULE: Rule = Rule {
    code: "R036",
    name: "nested-entry",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["zip.entry_nested_path"],
    help: "Zip the files themselves, not the folder that they are in.",
    doc: "## What it finds
A file lies in a folder inside of the ZIP.

## Why it matters
We read it all the same. OneRoster demands that files lie at the top.

## Example
`export/users.csv`

## How to fix
Zip the files themselves, not the folder that they are in.
",
};
