//! R084 invalid-enum: a word that is not in the field's list.

use crate::finding::{Rule, Severity};

/// A word that is not in the field's list.
pub static RULE: Rule = Rule {
    code: "R084",
    name: "invalid-enum",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &["row.invalid_enum"],
    help: "Use one of the words that the message names.",
    doc: "",
};
