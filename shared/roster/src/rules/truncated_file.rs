//! R023 truncated-file: a file that ends in the middle of a row.

use crate::finding::{Rule, Severity};

/// A file that ends in the middle of a row.
pub static RULE: Rule = Rule {
    code: "R023",
    name: "truncated-file",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &[],
    help: "Send the file again and let the transfer finish.",
    doc: "",
};
