//! R099 status-in-bulk-row: a status in a bulk file.

use crate::finding::{Rule, Severity};

/// A status in a bulk file.
pub static RULE: Rule = Rule {
    code: "R099",
    name: "status-in-bulk-row",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["row.field_forbidden_in_bulk"],
    help: "Leave status empty in bulk files.",
    doc: "",
};
