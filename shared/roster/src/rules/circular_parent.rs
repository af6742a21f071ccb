//! R130 circular-parent: a record that is, through its parents, its own parent.

use crate::finding::{Rule, Severity};

/// A record that is, through its parents, its own parent.
pub static RULE: Rule = Rule {
    code: "R130",
    name: "circular-parent",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &[],
    help: "Correct parentSourcedId so that the chain ends at the top.",
    doc: "",
};
