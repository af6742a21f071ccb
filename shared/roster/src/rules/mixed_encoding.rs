//! R007 mixed-encoding: a file in which some lines are UTF-8 and some are not.

use crate::finding::{Rule, Severity};

/// A file in which some lines are UTF-8 and some are not.
pub static RULE: Rule = Rule {
    code: "R007",
    name: "mixed-encoding",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &[],
    help: "Export all of the file in UTF-8; do not paste files of different origin together.",
    doc: "## What it finds
Some lines of the file are UTF-8, others are not. The finding names the first that is not.

## Why it matters
Files are often joined from several sources. We read each line in the encoding that fits it; a letter with an
accent may come out wrong.

## Example
Line 10 has `José` in UTF-8, line 900 has `José` in Windows-1252.

## How to fix
Export everything in UTF-8 with one program, and do not paste files together.
",
};
