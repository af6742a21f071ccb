//! R152 score-below-minimum: a score under the lowest of its line item.

use crate::finding::{Rule, Severity};

/// A score under the lowest of its line item.
pub static RULE: Rule = Rule {
    code: "R152",
    name: "score-below-minimum",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["semantic.score_below_min"],
    help: "Correct the score, or resultValueMin of the line item.",
    doc: "",
};
