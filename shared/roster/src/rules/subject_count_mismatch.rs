//! R105 subject-count-mismatch: as many subject codes as subjects are expected, and the numbers differ.

use crate::finding::{Rule, Severity};

/// As many subject codes as subjects are expected, and the numbers differ.
pub static RULE: Rule = Rule {
    code: "R105",
    name: "subject-count-mismatch",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &[],
    help: "Give each subject its code, in the same order.",
    doc: "",
};
