//! R032 oversized-entry: a file in the ZIP that is larger than allowed when unpacked.

use crate::finding::{Rule, Severity};

/// A file in the ZIP that is larger than allowed when unpacked.
pub static RULE: Rule = Rule {
    code: "R032",
    name: "oversized-entry",
    severity: Severity::Error,
    strict: Severity::Error,
    also: &["zip.entry_too_large"],
    help: "Send only the roster files, or agree on a higher limit.",
    doc: "",
};
