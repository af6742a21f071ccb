//! R022 invalid-utf-8: bytes that are not UTF-8.

use crate::finding::{Rule, Severity};

/// Bytes that are not UTF-8.
pub static RULE: Rule = Rule {
    code: "R022",
    name: "invalid-utf-8",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &["csv.invalid_utf8"],
    help: "Choose UTF-8 as the encoding of the export.",
    doc: "",
};
