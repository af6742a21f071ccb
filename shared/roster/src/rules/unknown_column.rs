//! R069 unknown-column: a column that the format does not have.

use crate::finding::{Rule, Severity};

/// A column that the format does not have.
pub static RULE: Rule = Rule {
    code: "R069",
    name: "unknown-column",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &[],
    help: "Nothing has to be done if the column is not needed; otherwise correct its name.",
    doc: "## What it finds
The format has no column of this name.

## Why it matters
It is not used. If it is a misspelled column, the right one counts as not sent.

## Example
`firstName` in `users.csv`, where OneRoster has `givenName`.

## How to fix
Correct the name; columns of your own begin with `metadata.`. If the column is not needed, nothing has to be
done.
",
};
