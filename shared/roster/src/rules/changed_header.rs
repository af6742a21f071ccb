//! R190 changed-header: a mapped file whose columns are not those of before.

use crate::finding::{Rule, Severity};

/// A mapped file whose columns are not those of before.
pub static RULE: Rule = Rule {
    code: "R190",
    name: "changed-header",
    severity: Severity::Notice,
    strict: Severity::Notice,
    also: &[],
    help: "Nothing has to be done if the mapping still has all that it needs.",
    doc: "## What it finds
The file's header has columns more, fewer, under other names or in another order than last time, or than the
header that the mapping was made for.

## Why it matters
Columns are found by their names, so that order and additions change nothing. But a column that is gone or
renamed no longer feeds what it fed.

## Example
`Home_Phone` is now `Phone_Home` in `students.csv`: 1 renamed.

## How to fix
Look at what was renamed and what is gone: if the mapping used it, change the mapping. New columns are not used
before a mapping names them.
",
};
