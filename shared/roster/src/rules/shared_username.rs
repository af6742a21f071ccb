//! R148 shared-username: one username for several people.

use crate::finding::{Rule, Severity};

/// One username for several people.
pub static RULE: Rule = Rule {
    code: "R148",
    name: "shared-username",
    severity: Severity::Notice,
    strict: Severity::Warning,
    also: &[],
    help: "Give each person a username of their own.",
    doc: "",
};
