//! R128 unknown-agent: a guardian or other agent who is not in the users file.

use crate::finding::{Rule, Severity};

/// A guardian or other agent who is not in the users file.
pub static RULE: Rule = Rule {
    code: "R128",
    name: "unknown-agent",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &[],
    help: "Add the person to users.csv or remove the ID from agentSourcedIds.",
    doc: "",
};
