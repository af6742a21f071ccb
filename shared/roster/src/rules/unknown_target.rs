//! R129 unknown-target: a reference to a record that is not in its file.

use crate::finding::{Rule, Severity};

/// A reference to a record that is not in its file.
pub static RULE: Rule = Rule {
    code: "R129",
    name: "unknown-target",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &["reference.missing_target_record"],
    help: "Add the record to its file or correct the ID.",
    doc: "",
};
