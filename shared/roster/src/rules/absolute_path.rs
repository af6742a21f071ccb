//! R038 absolute-path: a name in the ZIP that begins at the root of a disk.

use crate::finding::{Rule, Severity};

/// A name in the ZIP that begins at the root of a disk.
pub static RULE: Rule = Rule {
    code: "R038",
    name: "absolute-path",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &["zip.entry_absolute_path"],
    help: "Make the ZIP anew with plain file names.",
    doc: "",
};
