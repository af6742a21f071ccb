//! R196 unmatched-people: people of another source whom the roster does not have.

use crate::finding::{Rule, Severity};

/// People of another source whom the roster does not have.
pub static RULE: Rule = Rule {
    code: "R196",
    name: "unmatched-people",
    severity: Severity::Notice,
    strict: Severity::Notice,
    also: &[],
    help: "Nothing, if these people need not be in the roster.",
    doc: "## What it finds
A source that adds fields to people has some whom the roster does not have. They are counted, not listed.

## Why it matters
Such a source never makes people: what it says of these is not used. If it is nearly all of them, the two sources are
joined by the wrong field.

## Example
The HR file has 940 people; 35 of them, such as bus drivers, are not in the student information system.

## How to fix
Add the people where the roster comes from, or check by which field the connection is joined.
",
};
