//! R088 invalid-date: a date that is not written as YYYY-MM-DD.

use crate::finding::{Rule, Severity};

/// A date that is not written as YYYY-MM-DD.
pub static RULE: Rule = Rule {
    code: "R088",
    name: "invalid-date",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &["row.invalid_date"],
    help: "Write dates as YYYY-MM-DD, for example 2026-08-15.",
    doc: "",
};
