//! R096 invalid-grade: a grade that is not in OneRoster's list.

use crate::finding::{Rule, Severity};

/// A grade that is not in OneRoster's list.
pub static RULE: Rule = Rule {
    code: "R096",
    name: "invalid-grade",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &[],
    help: "Use KG, 01 to 13, or another code of the list.",
    doc: "",
};
