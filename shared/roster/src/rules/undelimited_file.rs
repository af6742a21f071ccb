//! R021 undelimited-file: a file in which no delimiter is to be found.

use crate::finding::{Rule, Severity};

/// A file in which no delimiter is to be found.
pub static RULE: Rule = Rule {
    code: "R021",
    name: "undelimited-file",
    severity: Severity::Error,
    strict: Severity::Error,
    also: &[],
    help: "Export the file as CSV with commas between the fields.",
    doc: "",
};
