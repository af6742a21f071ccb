//! R125 unknown-user: a person who is referred to and is not in the users file.

use crate::finding::{Rule, Severity};

/// A person who is referred to and is not in the users file.
pub static RULE: Rule = Rule {
    code: "R125",
    name: "unknown-user",
    severity: Severity::Error,
    strict: Severity::Error,
    also: &[],
    help: "Add the person to users.csv or remove the row.",
    doc: "",
};
