//! R144 foreign-user-profile: a role that names another person's profile.

use crate::finding::{Rule, Severity};

/// A role that names another person's profile.
pub static RULE: Rule = Rule {
    code: "R144",
    name: "foreign-user-profile",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &["semantic.user_profile_user_mismatch"],
    help: "Refer to a profile of the same person.",
    doc: "",
};
