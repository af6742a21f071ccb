//! R037 path-traversal: a name in the ZIP that points outside of it.

use crate::finding::{Rule, Severity};

/// A name in the ZIP that points outside of it.
pub static RULE: Rule = Rule {
    code: "R037",
    name: "path-traversal",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &["zip.entry_path_traversal"],
    help: "Make the ZIP anew with plain file names.",
    doc: "## What it finds
A name in the ZIP leads out of it, with two dots.

## Why it matters
Such names are used in attacks to overwrite files. The file is not read.

## Example
`../../users.csv`

## How to fix
Make the ZIP anew with plain file names. If you did not make it, find out who did.
",
};
