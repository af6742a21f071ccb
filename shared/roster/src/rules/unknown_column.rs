//! R069 unknown-column: a column that the format does not have.

use crate::finding::{Rule, Severity};

/// A column that the format does not have.
pub static RULE: Rule = Rule {
    code: "R069",
    name: "unknown-column",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &[],
    help: "Nothing has to be done if the column is not needed; otherwise correct its name.",
    doc: "",
};
