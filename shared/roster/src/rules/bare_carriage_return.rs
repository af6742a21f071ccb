//! R009 bare-carriage-return: a carriage return without a line feed.

use crate::finding::{Rule, Severity};

/// A carriage return without a line feed.
pub static RULE: Rule = Rule {
    code: "R009",
    name: "bare-carriage-return",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["csv.bare_carriage_return"],
    help: "Choose Windows or Unix line ends in the export, not old Macintosh ones.",
    doc: "",
};
