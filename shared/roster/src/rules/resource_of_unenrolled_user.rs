//! R158 resource-of-unenrolled-user: a resource of a class given to someone who is not enrolled in it.

use crate::finding::{Rule, Severity};

/// A resource of a class given to someone who is not enrolled in it.
pub static RULE: Rule = Rule {
    code: "R158",
    name: "resource-of-unenrolled-user",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["semantic.user_resource_user_not_enrolled"],
    help: "Enroll the person in the class, or remove the row.",
    doc: "",
};
