//! R154 inverted-score-range: a line item whose lowest result is over its highest.

use crate::finding::{Rule, Severity};

/// A line item whose lowest result is over its highest.
pub static RULE: Rule = Rule {
    code: "R154",
    name: "inverted-score-range",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["semantic.invalid_score_range"],
    help: "Swap resultValueMin and resultValueMax.",
    doc: "",
};
