//! R147 repeated-enrollment: two enrollments of one person in one class with the same role.

use crate::finding::{Rule, Severity};

/// Two enrollments of one person in one class with the same role.
pub static RULE: Rule = Rule {
    code: "R147",
    name: "repeated-enrollment",
    severity: Severity::Notice,
    strict: Severity::Warning,
    also: &[],
    help: "Keep one of the two rows.",
    doc: "",
};
