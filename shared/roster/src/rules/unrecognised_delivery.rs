//! R062 unrecognised-delivery: files that fit no format we know.

use crate::finding::{Rule, Severity};

/// Files that fit no format we know.
pub static RULE: Rule = Rule {
    code: "R062",
    name: "unrecognised-delivery",
    severity: Severity::Error,
    strict: Severity::Error,
    also: &[],
    help: "Send one of the known formats, or ask for a mapping of these files.",
    doc: "",
};
