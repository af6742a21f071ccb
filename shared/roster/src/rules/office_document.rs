//! R134 office-document: a file of a spreadsheet program instead of a text file.

use crate::finding::{Rule, Severity};

/// A file of a spreadsheet program instead of a text file.
pub static RULE: Rule = Rule {
    code: "R134",
    name: "office-document",
    severity: Severity::Error,
    strict: Severity::Error,
    also: &[],
    help: "Let the SIS write CSV and send that file as it is, without opening it in a spreadsheet program.",
    doc: "## What it finds
A file is a document of Excel, LibreOffice or another office program, by its name (`.xlsx`, `.xls`, `.ods` and others)
or its first bytes.

## Why it matters
We read text only. The table counts as not sent, and nothing of it is removed.

## Example
`students.xlsx`

## How to fix
Choose CSV, comma-separated or tab-separated text in the export of your SIS, and send that file as it is. Do not save it
as CSV from a spreadsheet program, if you can avoid it: those drop the zeros in front of IDs and rewrite dates.
",
};
