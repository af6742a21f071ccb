//! R034 oversized-contents: a ZIP whose files together are larger than allowed when unpacked.

use crate::finding::{Rule, Severity};

/// A ZIP whose files together are larger than allowed when unpacked.
pub static RULE: Rule = Rule {
    code: "R034",
    name: "oversized-contents",
    severity: Severity::Error,
    strict: Severity::Error,
    also: &["zip.total_uncompressed_size_exceeded"],
    help: "Send only the roster files, or agree on a higher limit.",
    doc: "",
};
