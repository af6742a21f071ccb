//! R090 invalid-year: a school year that is not one year of four digits.

use crate::finding::{Rule, Severity};

/// A school year that is not one year of four digits.
pub static RULE: Rule = Rule {
    code: "R090",
    name: "invalid-year",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &["row.invalid_year"],
    help: "Write the year in which the school year ends, for example 2027 for 2026-2027.",
    doc: "",
};
