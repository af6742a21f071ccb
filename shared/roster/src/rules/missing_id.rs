//! R080 missing-id: a row without an ID of its own.

use crate::finding::{Rule, Severity};

/// A row without an ID of its own.
pub static RULE: Rule = Rule {
    code: "R080",
    name: "missing-id",
    severity: Severity::Error,
    strict: Severity::Error,
    also: &[],
    help: "Fill sourcedId with the record's permanent ID from the SIS.",
    doc: "",
};
