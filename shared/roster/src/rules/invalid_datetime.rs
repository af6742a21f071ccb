//! R089 invalid-datetime: a time that is not ISO 8601 in UTC.

use crate::finding::{Rule, Severity};

/// A time that is not ISO 8601 in UTC.
pub static RULE: Rule = Rule {
    code: "R089",
    name: "invalid-datetime",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &["row.invalid_datetime"],
    help: "Write times like 2026-08-15T18:25:43.511Z.",
    doc: "",
};
