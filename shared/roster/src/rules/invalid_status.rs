//! R103 invalid-status: a status that is neither active nor tobedeleted.

use crate::finding::{Rule, Severity};

/// A status that is neither active nor tobedeleted.
pub static RULE: Rule = Rule {
    code: "R103",
    name: "invalid-status",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &[],
    help: "Write active or tobedeleted.",
    doc: "",
};
