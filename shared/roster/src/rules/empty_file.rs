//! R001 empty-file: a file without a single byte of text.

use crate::finding::{Rule, Severity};

/// A file without a single byte of text.
pub static RULE: Rule = Rule {
    code: "R001",
    name: "empty-file",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &[],
    help: "Run the export again and send the file with its header line and rows.",
    doc: "",
};
