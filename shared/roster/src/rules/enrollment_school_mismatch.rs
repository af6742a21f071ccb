//! R146 enrollment-school-mismatch: an enrollment at another school than its class.

use crate::finding::{Rule, Severity};

/// An enrollment at another school than its class.
pub static RULE: Rule = Rule {
    code: "R146",
    name: "enrollment-school-mismatch",
    severity: Severity::Notice,
    strict: Severity::Warning,
    also: &[],
    help: "Write the school of the class into schoolSourcedId.",
    doc: "",
};
