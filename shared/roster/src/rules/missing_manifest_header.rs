//! R050 missing-manifest-header: a manifest without its header line.

use crate::finding::{Rule, Severity};

/// A manifest without its header line.
pub static RULE: Rule = Rule {
    code: "R050",
    name: "missing-manifest-header",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["manifest.missing_header"],
    help: "Begin manifest.csv with the line propertyName,value.",
    doc: "",
};
