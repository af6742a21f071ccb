//! R098 padded-value: spaces around a value.

use crate::finding::{Rule, Severity};

/// Spaces around a value.
pub static RULE: Rule = Rule {
    code: "R098",
    name: "padded-value",
    severity: Severity::Notice,
    strict: Severity::Notice,
    also: &[],
    help: "Remove the spaces in the export.",
    doc: "",
};
