//! R046 unknown-file: a file that belongs to no known table.

use crate::finding::{Rule, Severity};

/// A file that belongs to no known table.
pub static RULE: Rule = Rule {
    code: "R046",
    name: "unknown-file",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["package.unknown_file"],
    help: "Remove the file, or give it the name that the format asks for.",
    doc: "## What it finds
The file's name belongs to no table of the format.

## Why it matters
It is not read. If it is a renamed roster file, its table counts as not sent.

## Example
`users_2026.csv`

## How to fix
Give the file the name that the format asks for, or stop sending it.
",
};
