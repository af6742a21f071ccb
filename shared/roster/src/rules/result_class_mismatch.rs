//! R151 result-class-mismatch: a result for another class than its line item's.

use crate::finding::{Rule, Severity};

/// A result for another class than its line item's.
pub static RULE: Rule = Rule {
    code: "R151",
    name: "result-class-mismatch",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["semantic.result_class_mismatch"],
    help: "Write the class of the line item into classSourcedId.",
    doc: "",
};
