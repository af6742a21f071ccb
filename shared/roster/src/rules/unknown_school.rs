//! R124 unknown-school: a school that is referred to and is not in the orgs file.

use crate::finding::{Rule, Severity};

/// A school that is referred to and is not in the orgs file.
pub static RULE: Rule = Rule {
    code: "R124",
    name: "unknown-school",
    severity: Severity::Error,
    strict: Severity::Error,
    also: &[],
    help: "Add the school to orgs.csv or correct the ID.",
    doc: "",
};
