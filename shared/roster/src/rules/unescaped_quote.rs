//! R012 unescaped-quote: a quotation mark in the middle of a field that is not quoted.

use crate::finding::{Rule, Severity};

/// A quotation mark in the middle of a field that is not quoted.
pub static RULE: Rule = Rule {
    code: "R012",
    name: "unescaped-quote",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["csv.unescaped_quote"],
    help: "Put the field in quotation marks and double those inside of it.",
    doc: "",
};
