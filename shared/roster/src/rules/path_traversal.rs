//! R037 path-traversal: a name in the ZIP that points outside of it.

use crate::finding::{Rule, Severity};

/// A name in the ZIP that points outside of it.
pub static RULE: Rule = Rule {
    code: "R037",
    name: "path-traversal",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &["zip.entry_path_traversal"],
    help: "Make the ZIP anew with plain file names.",
    doc: "",
};
