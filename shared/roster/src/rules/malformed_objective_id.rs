//! R156 malformed-objective-id: a learning objective of source case whose ID is not a UUID.

use crate::finding::{Rule, Severity};

/// A learning objective of source case whose ID is not a UUID.
pub static RULE: Rule = Rule {
    code: "R156",
    name: "malformed-objective-id",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &[],
    help: "Use the objective's CASE identifier, or write unknown as its source.",
    doc: "",
};
