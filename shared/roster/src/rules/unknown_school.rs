//! R124 unknown-school: a school that is referred to and is not in the orgs file.

use crate::finding::{Rule, Severity};

/// A school that is referred to and is not in the orgs file.
pub static RULE: Rule = Rule {
    code: "R124",
    name: "unknown-school",
    severity: Severity::Error,
    strict: Severity::Error,
    also: &[],
    help: "Add the school to orgs.csv or correct the ID.",
    doc: "## What it finds
A row names a school that is neither in the orgs file nor known from an earlier delivery.

## Why it matters
A record that belongs to no school cannot be given to anyone, so the row is left out. A record that we already
have stays.

## Example
`schoolSourcedId` = `12`, where `orgs.csv` has `012`.

## How to fix
Add the school to `orgs.csv`, or correct the ID. Leading zeros are often lost in spreadsheets.
",
};
