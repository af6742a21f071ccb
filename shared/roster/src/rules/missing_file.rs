//! R061 missing-file: a file without which the delivery is not a roster.

use crate::finding::{Rule, Severity};

/// A file without which the delivery is not a roster.
pub static RULE: Rule = Rule {
    code: "R061",
    name: "missing-file",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &[],
    help: "Let the export write the file and send it with the others.",
    doc: "",
};
