//! R008 byte-order-mark: a byte order mark before the header.

use crate::finding::{Rule, Severity};

/// A byte order mark before the header.
pub static RULE: Rule = Rule {
    code: "R008",
    name: "byte-order-mark",
    severity: Severity::Notice,
    strict: Severity::Notice,
    also: &[],
    help: "Nothing has to be done; the mark is skipped.",
    doc: "",
};
