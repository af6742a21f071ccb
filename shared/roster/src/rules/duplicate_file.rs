//! R047 duplicate-file: the same table sent in two files.

use crate::finding::{Rule, Severity};

/// The same table sent in two files.
pub static RULE: Rule = Rule {
    code: "R047",
    name: "duplicate-file",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &["package.duplicate_file"],
    help: "Send each table once.",
    doc: "",
};
