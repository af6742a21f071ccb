//! R085 unknown-role: a role that OneRoster does not know.

use crate::finding::{Rule, Severity};

/// A role that OneRoster does not know.
pub static RULE: Rule = Rule {
    code: "R085",
    name: "unknown-role",
    severity: Severity::Error,
    strict: Severity::Error,
    also: &[],
    help: "Translate the role in the export, for example to student, teacher or aide.",
    doc: "",
};
