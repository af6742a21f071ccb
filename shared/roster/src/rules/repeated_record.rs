//! R120 repeated-record: the same record twice, alike in every field.

use crate::finding::{Rule, Severity};

/// The same record twice, alike in every field.
pub static RULE: Rule = Rule {
    code: "R120",
    name: "repeated-record",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["reference.duplicate_sourced_id"],
    help: "Write each record once.",
    doc: "",
};
