//! R018 duplicate-header: two columns of the same name.

use crate::finding::{Rule, Severity};

/// Two columns of the same name.
pub static RULE: Rule = Rule {
    code: "R018",
    name: "duplicate-header",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &["table.duplicate_header"],
    help: "Remove or rename one of the two columns.",
    doc: "",
};
