//! R149 session-outside-parent: a session that is not within its parent's dates.

use crate::finding::{Rule, Severity};

/// A session that is not within its parent's dates.
pub static RULE: Rule = Rule {
    code: "R149",
    name: "session-outside-parent",
    severity: Severity::Notice,
    strict: Severity::Warning,
    also: &[],
    help: "Correct the dates or the parent of the session.",
    doc: "",
};
