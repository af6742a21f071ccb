//! R095 missing-email: a person without an e-mail address.

use crate::finding::{Rule, Severity};

/// A person without an e-mail address.
pub static RULE: Rule = Rule {
    code: "R095",
    name: "missing-email",
    severity: Severity::Warning,
    strict: Severity::Warning,
    also: &[],
    help: "Fill the address where your application needs it to log in.",
    doc: "",
};
