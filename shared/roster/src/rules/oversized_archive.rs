//! R031 oversized-archive: a ZIP that is larger than allowed.

use crate::finding::{Rule, Severity};

/// A ZIP that is larger than allowed.
pub static RULE: Rule = Rule {
    code: "R031",
    name: "oversized-archive",
    severity: Severity::Error,
    strict: Severity::Error,
    also: &["zip.input_too_large"],
    help: "Send only the roster files, or agree on a higher limit.",
    doc: "",
};
