//! R017 oversized-record: a record that is too long to be one.

use crate::finding::{Rule, Severity};

/// A record that is too long to be one.
pub static RULE: Rule = Rule {
    code: "R017",
    name: "oversized-record",
    severity: Severity::Error,
    strict: Severity::Error,
    also: &[],
    help: "Look for a quotation mark that is never closed or for missing line ends.",
    doc: "",
};
