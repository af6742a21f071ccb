//! R048 wrong-case-file-name: a file name in the wrong letter case.

use crate::finding::{Rule, Severity};

/// A file name in the wrong letter case.
pub static RULE: Rule = Rule {
    code: "R048",
    name: "wrong-case-file-name",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &[],
    help: "Write the name exactly as the format has it, for example academicSessions.csv.",
    doc: "## What it finds
The file's name is right but for its letter case.

## Why it matters
We read it all the same. OneRoster demands the exact name, and other systems refuse the file.

## Example
`Users.CSV` for `users.csv`, `academicsessions.csv` for `academicSessions.csv`

## How to fix
Write the name exactly as the format has it.
",
};
