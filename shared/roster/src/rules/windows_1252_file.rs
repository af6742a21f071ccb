//! R005 windows-1252-file: a file written in Windows-1252 and not in UTF-8.

use crate::finding::{Rule, Severity};

/// A file written in Windows-1252 and not in UTF-8.
pub static RULE: Rule = Rule {
    code: "R005",
    name: "windows-1252-file",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &[],
    help: "Choose UTF-8 as the encoding of the export.",
    doc: "## What it finds
The file is written in Windows-1252 (also called ANSI or Latin-1), the old encoding of Windows.

## Why it matters
We read it correctly, so nothing is lost. But the encoding had to be recognised from the letters, and
OneRoster demands UTF-8.

## Example
The name `Muñoz`, in which ñ is the single byte F1.

## How to fix
Choose UTF-8 as the encoding of the export.
",
};
