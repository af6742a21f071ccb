//! R141 session-of-wrong-type: a session of a type that does not fit the field.

use crate::finding::{Rule, Severity};

/// A session of a type that does not fit the field.
pub static RULE: Rule = Rule {
    code: "R141",
    name: "session-of-wrong-type",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["semantic.academic_session_type_mismatch"],
    help: "Refer to a session of the type that the message names.",
    doc: "",
};
