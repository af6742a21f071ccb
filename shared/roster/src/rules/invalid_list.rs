//! R086 invalid-list: a list with an empty or a broken element.

use crate::finding::{Rule, Severity};

/// A list with an empty or a broken element.
pub static RULE: Rule = Rule {
    code: "R086",
    name: "invalid-list",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &["row.invalid_list"],
    help: "Separate the elements by single commas and put the whole list in quotation marks.",
    doc: "",
};
