//! R132 mapped-sensitive-column: a column with sensitive data that the mapping asks for.

use crate::finding::{Rule, Severity};

/// A column with sensitive data that the mapping asks for.
pub static RULE: Rule = Rule {
    code: "R132",
    name: "mapped-sensitive-column",
    severity: Severity::Notice,
    strict: Severity::Notice,
    also: &[],
    help: "Nothing has to be done if this was agreed; otherwise take the column out of the mapping and of the export.",
    doc: "## What it finds
By its name or by its values, a column holds sensitive data, such as Social Security numbers or health data, and the
mapping of this connection reads it.

## Why it matters
It becomes part of the roster, and everything that is given the roster is given it too.

## Example
`Medical Alert` mapped to a field of the operator's own.

## How to fix
Nothing, if this was agreed. Otherwise take the column out of the mapping, and untick it in the export.
",
};
