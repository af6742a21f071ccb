//! R045 missing-manifest: a OneRoster delivery without manifest.csv.

use crate::finding::{Rule, Severity};

/// A OneRoster delivery without manifest.csv.
pub static RULE: Rule = Rule {
    code: "R045",
    name: "missing-manifest",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["package.missing_manifest"],
    help: "Let the export write manifest.csv, with one line per file.",
    doc: "",
};
