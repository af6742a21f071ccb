//! R151 result-class-mismatch: a result for another class than its line item's.

use crate::finding::{Rule, Severity};

/// A result for another class than its line item's.
pub static RULE: Rule = Rule {
    code: "R151",
    name: "result-class-mismatch",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["semantic.result_class_mismatch"],
    help: "Write the class of the line item into classSourcedId.",
    doc: "## What it finds
A result names another class than its line item does.

## Why it matters
The result is kept. Strict systems refuse it.

## Example
A result with class `c-2` for a line item of class `c-1`.

## How to fix
Write the class of the line item, or leave `classSourcedId` empty.
",
};
