//! R100 modified-in-bulk-row: a dateLastModified in a bulk file.

use crate::finding::{Rule, Severity};

/// A dateLastModified in a bulk file.
pub static RULE: Rule = Rule {
    code: "R100",
    name: "modified-in-bulk-row",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &[],
    help: "Leave dateLastModified empty in bulk files.",
    doc: "",
};
