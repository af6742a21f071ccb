//! R072 headerless-file: a file that begins with a row of data and not with column names.

use crate::finding::{Rule, Severity};

/// A file that begins with a row of data and not with column names.
pub static RULE: Rule = Rule {
    code: "R072",
    name: "headerless-file",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &["table.missing_header"],
    help: "Switch on the header line in the export.",
    doc: "",
};
