//! R014 unknown-class: a class that is referred to and is not in the classes file.

use crate::finding::{Rule, Severity};

/// A class that is referred to and is not in the classes file.
pub static RULE: Rule = Rule {
    code: "R014",
    name: "unknown-class",
    severity: Severity::Error,
    strict: Severity::Error,
    also: &[],
    help: "Add the class to classes.csv or remove the row.",
    doc: "",
};
