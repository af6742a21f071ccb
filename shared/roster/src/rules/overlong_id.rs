//! R083 overlong-id: an ID of more than 255 characters.

use crate::finding::{Rule, Severity};

/// An ID of more than 255 characters.
pub static RULE: Rule = Rule {
    code: "R083",
    name: "overlong-id",
    severity: Severity::Error,
    strict: Severity::Error,
    also: &[],
    help: "Use shorter IDs.",
    doc: "",
};
