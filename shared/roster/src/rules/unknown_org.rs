//! R123 unknown-org: an org that is referred to and is not in the orgs file.

use crate::finding::{Rule, Severity};

/// An org that is referred to and is not in the orgs file.
pub static RULE: Rule = Rule {
    code: "R123",
    name: "unknown-org",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &[],
    help: "Add the org to orgs.csv or correct the ID.",
    doc: "",
};
