//! R121 conflicting-record: two different records with the same ID.

use crate::finding::{Rule, Severity};

/// Two different records with the same ID.
pub static RULE: Rule = Rule {
    code: "R121",
    name: "conflicting-record",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &[],
    help: "Give each record its own ID, or remove the outdated row.",
    doc: "",
};
