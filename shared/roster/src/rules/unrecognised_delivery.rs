//! R062 unrecognised-delivery: files that fit no format we know.

use crate::finding::{Rule, Severity};

/// Files that fit no format we know.
pub static RULE: Rule = Rule {
    code: "R062",
    name: "unrecognised-delivery",
    severity: Severity::Error,
    strict: Severity::Error,
    also: &[],
    help: "Send one of the known formats, or ask for a mapping of these files.",
    doc: "## What it finds
The names and columns of the files fit no format that we know.

## Why it matters
Nothing can be read.

## Example
One file `students.csv` with the columns `ID`, `Last`, `First`, `Bldg`.

## How to fix
Export in one of the known formats (`rollcall formats` lists them), or ask for a mapping of these files.
",
};
