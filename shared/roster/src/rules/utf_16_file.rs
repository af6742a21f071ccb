//! R006 utf-16-file: a file written in UTF-16 and not in UTF-8.

use crate::finding::{Rule, Severity};

/// A file written in UTF-16 and not in UTF-8.
pub static RULE: Rule = Rule {
    code: "R006",
    name: "utf-16-file",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &[],
    help: "Choose UTF-8 as the encoding of the export, not \"Unicode\".",
    doc: r#"## What it finds
The file is written in UTF-16, which some programs call "Unicode".

## Why it matters
We read it correctly, so nothing is lost. OneRoster demands UTF-8, and the file is twice as large as it has to
be.

## Example
A file that begins with the bytes FF FE.

## How to fix
Choose UTF-8 as the encoding of the export, not "Unicode".
"#,
};
