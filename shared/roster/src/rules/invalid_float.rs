//! R092 invalid-float: a number that is not one.

use crate::finding::{Rule, Severity};

/// A number that is not one.
pub static RULE: Rule = Rule {
    code: "R092",
    name: "invalid-float",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &["row.invalid_float"],
    help: "Write digits with a point for decimals, for example 87.5.",
    doc: "",
};
