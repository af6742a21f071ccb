//! R137 changed-date-format: dates that are written in another way than before.

use crate::finding::{Rule, Severity};

/// Dates that are written in another way than before.
pub static RULE: Rule = Rule {
    code: "R137",
    name: "changed-date-format",
    severity: Severity::Warning,
    strict: Severity::Warning,
    also: &[],
    help: "Check that day and month have not changed places; send dates as before, or have the mapping changed.",
    doc: "## What it finds
In the first rows of a file, the dates of a column have another form than in the delivery that was applied last.

## Why it matters
Mostly a spreadsheet program has saved the file and written dates as its country does. `03/04/2026` then may be March or
April, and no program can tell.

## Example
`birthDate` was `2015-03-04` before and is `3/4/2015` now.

## How to fix
Send the export as the SIS wrote it. If the SIS itself writes dates in another way from now on, have the mapping changed
if there is one, and look at some dates in the preview.
",
};
