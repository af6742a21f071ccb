//! R011 unclosed-quote: a quotation mark that opens a field and is never closed.

use crate::finding::{Rule, Severity};

/// A quotation mark that opens a field and is never closed.
pub static RULE: Rule = Rule {
    code: "R011",
    name: "unclosed-quote",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &["csv.unclosed_quote"],
    help: "Close the quotation mark, or double it if it belongs to the value.",
    doc: "",
};
