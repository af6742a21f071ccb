//! R161 due-before-assigned: a line item that is due before it is assigned.

use crate::finding::{Rule, Severity};

/// A line item that is due before it is assigned.
pub static RULE: Rule = Rule {
    code: "R161",
    name: "due-before-assigned",
    severity: Severity::Notice,
    strict: Severity::Warning,
    also: &[],
    help: "Correct the two dates.",
    doc: "",
};
