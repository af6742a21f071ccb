//! R102 missing-modified-in-delta: a row of a delta file without dateLastModified.

use crate::finding::{Rule, Severity};

/// A row of a delta file without dateLastModified.
pub static RULE: Rule = Rule {
    code: "R102",
    name: "missing-modified-in-delta",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &[],
    help: "Write the time of the change in every row of a delta file.",
    doc: "",
};
