//! R052 misshapen-manifest-row: a line of the manifest that does not have two fields.

use crate::finding::{Rule, Severity};

/// A line of the manifest that does not have two fields.
pub static RULE: Rule = Rule {
    code: "R052",
    name: "misshapen-manifest-row",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["manifest.row_width_mismatch"],
    help: "Write each line of manifest.csv as name,value.",
    doc: "",
};
