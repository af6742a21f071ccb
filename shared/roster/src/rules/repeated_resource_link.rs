//! R160 repeated-resource-link: the same resource twice for one class, course or person.

use crate::finding::{Rule, Severity};

/// The same resource twice for one class, course or person.
pub static RULE: Rule = Rule {
    code: "R160",
    name: "repeated-resource-link",
    severity: Severity::Notice,
    strict: Severity::Warning,
    also: &[],
    help: "Keep one of the two rows.",
    doc: "",
};
