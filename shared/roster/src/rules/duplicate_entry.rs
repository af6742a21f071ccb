//! R035 duplicate-entry: two files of the same name in the ZIP.

use crate::finding::{Rule, Severity};

/// Two files of the same name in the ZIP.
pub static RULE: Rule = Rule {
    code: "R035",
    name: "duplicate-entry",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &["zip.entry_duplicate_name"],
    help: "Make the ZIP anew with each file once.",
    doc: "",
};
