//! R065 missing-column: a required column that is not in the file.

use crate::finding::{Rule, Severity};

/// A required column that is not in the file.
pub static RULE: Rule = Rule {
    code: "R065",
    name: "missing-column",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &["schema.missing_header"],
    help: "Add the column to the export.",
    doc: "",
};
