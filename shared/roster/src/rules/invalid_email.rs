//! R093 invalid-email: a value that cannot be an e-mail address.

use crate::finding::{Rule, Severity};

/// A value that cannot be an e-mail address.
pub static RULE: Rule = Rule {
    code: "R093",
    name: "invalid-email",
    severity: Severity::Warning,
    strict: Severity::Warning,
    also: &[],
    help: "Correct the address in the SIS or leave the field empty.",
    doc: "",
};
