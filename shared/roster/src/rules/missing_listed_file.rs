//! R059 missing-listed-file: a file that the manifest names and that did not come.

use crate::finding::{Rule, Severity};

/// A file that the manifest names and that did not come.
pub static RULE: Rule = Rule {
    code: "R059",
    name: "missing-listed-file",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &["manifest.file_missing"],
    help: "Send the file, or mark it as absent in manifest.csv.",
    doc: "",
};
