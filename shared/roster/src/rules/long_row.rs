//! R016 long-row: a row with more fields than the header.

use crate::finding::{Rule, Severity};

/// A row with more fields than the header.
pub static RULE: Rule = Rule {
    code: "R016",
    name: "long-row",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &[],
    help: "Put values that contain a comma in quotation marks.",
    doc: "",
};
