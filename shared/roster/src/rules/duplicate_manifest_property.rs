//! R055 duplicate-manifest-property: a property that stands in the manifest twice.

use crate::finding::{Rule, Severity};

/// A property that stands in the manifest twice.
pub static RULE: Rule = Rule {
    code: "R055",
    name: "duplicate-manifest-property",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["manifest.duplicate_property"],
    help: "Keep one of the two lines.",
    doc: "",
};
