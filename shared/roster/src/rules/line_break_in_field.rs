//! R010 line-break-in-field: a line break inside of a field.

use crate::finding::{Rule, Severity};

/// A line break inside of a field.
pub static RULE: Rule = Rule {
    code: "R010",
    name: "line-break-in-field",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["csv.line_break_in_quoted_field", "csv.field_line_break"],
    help: "Remove the line break from the value in the SIS.",
    doc: "",
};
