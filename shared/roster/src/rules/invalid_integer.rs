//! R091 invalid-integer: a whole number that is not one.

use crate::finding::{Rule, Severity};

/// A whole number that is not one.
pub static RULE: Rule = Rule {
    code: "R091",
    name: "invalid-integer",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &["row.invalid_integer"],
    help: "Write digits only.",
    doc: "",
};
