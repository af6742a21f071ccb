//! R007 mixed-encoding: a file in which some lines are UTF-8 and some are not.

use crate::finding::{Rule, Severity};

/// A file in which some lines are UTF-8 and some are not.
pub static RULE: Rule = Rule {
    code: "R007",
    name: "mixed-encoding",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &[],
    help: "Export all of the file in UTF-8; do not paste files of different origin together.",
    doc: "",
};
