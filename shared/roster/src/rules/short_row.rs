//! R015 short-row: a row with fewer fields than the header.

use crate::finding::{Rule, Severity};

/// A row with fewer fields than the header.
pub static RULE: Rule = Rule {
    code: "R015",
    name: "short-row",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &["table.row_width_mismatch"],
    help: "Write every field of the row, also the empty ones; check that the file was sent whole.",
    doc: "",
};
