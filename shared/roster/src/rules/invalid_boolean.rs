//! R087 invalid-boolean: a value that should be true or false and is neither.

use crate::finding::{Rule, Severity};

/// A value that should be true or false and is neither.
pub static RULE: Rule = Rule {
    code: "R087",
    name: "invalid-boolean",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &["row.invalid_boolean"],
    help: "Write true or false.",
    doc: "",
};
