//! R153 score-above-maximum: a score over the highest of its line item.

use crate::finding::{Rule, Severity};

/// A score over the highest of its line item.
pub static RULE: Rule = Rule {
    code: "R153",
    name: "score-above-maximum",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["semantic.score_above_max"],
    help: "Correct the score, or resultValueMax of the line item.",
    doc: "",
};
