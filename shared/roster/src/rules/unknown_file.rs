//! R046 unknown-file: a file that belongs to no known table.

use crate::finding::{Rule, Severity};

/// A file that belongs to no known table.
pub static RULE: Rule = Rule {
    code: "R046",
    name: "unknown-file",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["package.unknown_file"],
    help: "Remove the file, or give it the name that the format asks for.",
    doc: "",
};
