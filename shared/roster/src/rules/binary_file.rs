//! R003 binary-file: a file that is not text, for example a spreadsheet under the name of a CSV file.

use crate::finding::{Rule, Severity};

/// A file that is not text, for example a spreadsheet under the name of a CSV file.
pub static RULE: Rule = Rule {
    code: "R003",
    name: "binary-file",
    severity: Severity::Error,
    strict: Severity::Error,
    also: &[],
    help: "Save it as CSV (UTF-8) and send that.",
    doc: r#"## What it finds
The file's contents are not text. Usually it is an Excel workbook, a PDF or an archive that was given the name
of a CSV file.

## Why it matters
No row can be read from it, so the table counts as not sent.

## Example
`users.csv` that begins with `PK`: it is an .xlsx file under another name.

## How to fix
Open it in the program that made it, choose "Save as", then CSV (UTF-8). Renaming the file is not enough.
"#,
};
