//! R101 missing-status-in-delta: a row of a delta file without a status.

use crate::finding::{Rule, Severity};

/// A row of a delta file without a status.
pub static RULE: Rule = Rule {
    code: "R101",
    name: "missing-status-in-delta",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &["row.field_required_in_delta"],
    help: "Write active or tobedeleted in every row of a delta file.",
    doc: "",
};
