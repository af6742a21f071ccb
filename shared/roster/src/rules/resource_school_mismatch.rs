//! R157 resource-school-mismatch: a resource given at another school than the class's.

use crate::finding::{Rule, Severity};

/// A resource given at another school than the class's.
pub static RULE: Rule = Rule {
    code: "R157",
    name: "resource-school-mismatch",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["semantic.user_resource_class_org_mismatch"],
    help: "Write the school of the class into orgSourcedId.",
    doc: "",
};
