//! R097 invalid-user-id: an element of userIds that is not {type:id}.

use crate::finding::{Rule, Severity};

/// An element of userIds that is not {type:id}.
pub static RULE: Rule = Rule {
    code: "R097",
    name: "invalid-user-id",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &[],
    help: "Write each ID as {type:id}, for example {SIS:12345}.",
    doc: "",
};
