//! R005 windows-1252-file: a file written in Windows-1252 and not in UTF-8.

use crate::finding::{Rule, Severity};

/// A file written in Windows-1252 and not in UTF-8.
pub static RULE: Rule = Rule {
    code: "R005",
    name: "windows-1252-file",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &[],
    help: "Choose UTF-8 as the encoding of the export.",
    doc: "",
};
