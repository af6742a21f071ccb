//! R019 empty-header: a column without a name.

use crate::finding::{Rule, Severity};

/// A column without a name.
pub static RULE: Rule = Rule {
    code: "R019",
    name: "empty-header",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["table.empty_header_name"],
    help: "Name the column or remove it.",
    doc: "",
};
