//! R060 unlisted-file: a file that came although the manifest calls it absent.

use crate::finding::{Rule, Severity};

/// A file that came although the manifest calls it absent.
pub static RULE: Rule = Rule {
    code: "R060",
    name: "unlisted-file",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["manifest.file_unexpected"],
    help: "Mark the file as bulk or delta in manifest.csv, or do not send it.",
    doc: "## What it finds
A file came although `manifest.csv` calls it absent.

## Why it matters
The file counts, not the manifest: we read it as bulk.

## Example
`file.demographics,absent`, and `demographics.csv` is there.

## How to fix
Write `bulk` or `delta` for the file, or do not send it.
",
};
