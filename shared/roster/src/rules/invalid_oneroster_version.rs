//! R057 invalid-oneroster-version: a oneroster.version other than 1.1 or 1.2.

use crate::finding::{Rule, Severity};

/// A oneroster.version other than 1.1 or 1.2.
pub static RULE: Rule = Rule {
    code: "R057",
    name: "invalid-oneroster-version",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["manifest.invalid_oneroster_version"],
    help: "Write oneroster.version,1.1 or oneroster.version,1.2 in manifest.csv.",
    doc: "",
};
