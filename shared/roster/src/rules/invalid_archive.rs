//! R030 invalid-archive: a ZIP that cannot be opened.

use crate::finding::{Rule, Severity};

/// A ZIP that cannot be opened.
pub static RULE: Rule = Rule {
    code: "R030",
    name: "invalid-archive",
    severity: Severity::Error,
    strict: Severity::Error,
    also: &["zip.invalid_archive"],
    help: "Make the ZIP again and send it whole.",
    doc: "",
};
