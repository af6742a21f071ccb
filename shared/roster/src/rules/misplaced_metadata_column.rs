//! R068 misplaced-metadata-column: an extension column that stands before a regular one.

use crate::finding::{Rule, Severity};

/// An extension column that stands before a regular one.
pub static RULE: Rule = Rule {
    code: "R068",
    name: "misplaced-metadata-column",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["schema.metadata_column_position"],
    help: "Move the extension columns to the right of all others.",
    doc: "",
};
