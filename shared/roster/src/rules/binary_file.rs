//! R003 binary-file: a file that is not text, for example a spreadsheet under the name of a CSV file.

use crate::finding::{Rule, Severity};

/// A file that is not text, for example a spreadsheet under the name of a CSV file.
pub static RULE: Rule = Rule {
    code: "R003",
    name: "binary-file",
    severity: Severity::Error,
    strict: Severity::Error,
    also: &[],
    help: "Save it as CSV (UTF-8) and send that.",
    doc: "",
};
