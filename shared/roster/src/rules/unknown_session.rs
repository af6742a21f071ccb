//! R127 unknown-session: a term that is referred to and is not in the academic sessions file.

use crate::finding::{Rule, Severity};

/// A term that is referred to and is not in the academic sessions file.
pub static RULE: Rule = Rule {
    code: "R127",
    name: "unknown-session",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &[],
    help: "Add the term to academicSessions.csv or correct the ID.",
    doc: "",
};
