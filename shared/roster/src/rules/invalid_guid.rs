//! R082 invalid-guid: an ID with characters that OneRoster does not allow.

use crate::finding::{Rule, Severity};

/// An ID with characters that OneRoster does not allow.
pub static RULE: Rule = Rule {
    code: "R082",
    name: "invalid-guid",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["row.invalid_guid"],
    help: "Use only letters, digits and the characters . - _ / @ in IDs.",
    doc: "",
};
