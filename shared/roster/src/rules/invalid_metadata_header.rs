//! R067 invalid-metadata-header: an extension column that is not named metadata.something.

use crate::finding::{Rule, Severity};

/// An extension column that is not named metadata.something.
pub static RULE: Rule = Rule {
    code: "R067",
    name: "invalid-metadata-header",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["schema.invalid_metadata_header"],
    help: "Name extension columns metadata. and a name, for example metadata.busRoute.",
    doc: "",
};
