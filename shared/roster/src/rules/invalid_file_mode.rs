//! R058 invalid-file-mode: a file's mode that is not absent, bulk or delta.

use crate::finding::{Rule, Severity};

/// A file's mode that is not absent, bulk or delta.
pub static RULE: Rule = Rule {
    code: "R058",
    name: "invalid-file-mode",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["manifest.invalid_file_mode"],
    help: "Write absent, bulk or delta for the file in manifest.csv.",
    doc: "## What it finds
A file's line in `manifest.csv` says neither absent, bulk nor delta.

## Why it matters
We take a file that came as bulk, that is, as whole.

## Example
```
file.users,full
```

## How to fix
Write `bulk` if the file has all records, `delta` if it has only changes, `absent` if it is not sent.
",
};
