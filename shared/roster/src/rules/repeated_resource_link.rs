//! R160 repeated-resource-link: the same resource twice for one class, course or person.

use crate::finding::{Rule, Severity};

/// The same resource twice for one class, course or person.
pub static RULE: Rule = Rule {
    code: "R160",
    name: "repeated-resource-link",
    severity: Severity::Notice,
    strict: Severity::Warning,
    also: &[],
    help: "Keep one of the two rows.",
    doc: "## What it finds
The same resource is given to the same class, course or person twice, under different IDs.

## Why it matters
Both rows are kept. An application may show the resource twice.

## Example
`cr-1` and `cr-2`: the same book for the same class.

## How to fix
Keep one of the two rows.
",
};
