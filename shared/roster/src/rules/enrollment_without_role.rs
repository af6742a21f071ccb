//! R145 enrollment-without-role: an enrollment that fits none of the person's roles.

use crate::finding::{Rule, Severity};

/// An enrollment that fits none of the person's roles.
pub static RULE: Rule = Rule {
    code: "R145",
    name: "enrollment-without-role",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["semantic.enrollment_role_mismatch"],
    help: "Add the role to the person, or correct the role of the enrollment.",
    doc: "",
};
