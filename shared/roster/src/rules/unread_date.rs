//! R181 unread-date: a date that fits none of the mapping's patterns.

use crate::finding::{Rule, Severity};

/// A date that fits none of the mapping's patterns.
pub static RULE: Rule = Rule {
    code: "R181",
    name: "unread-date",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &[],
    help: "Write the date as before, or add its pattern to the mapping.",
    doc: "## What it finds
The connection's mapping says how dates of this column are written, and this one is written in another way or
is not in the calendar.

## Why it matters
Day and month are never guessed. The value is dropped and what is stored of it stays.

## Example
The mapping says `M/d/yyyy`, the file `2012-08-05` or `2/30/2012`.

## How to fix
Choose the same date format in the export as before. If it has changed for good, add the pattern to the mapping. Do
not open the file in a spreadsheet program: it rewrites dates.
",
};
