//! R041 encrypted-entry: a file in the ZIP that is protected by a password.

use crate::finding::{Rule, Severity};

/// A file in the ZIP that is protected by a password.
pub static RULE: Rule = Rule {
    code: "R041",
    name: "encrypted-entry",
    severity: Severity::Error,
    strict: Severity::Error,
    also: &[],
    help: "Make the ZIP without a password; the transfer itself is encrypted.",
    doc: "",
};
