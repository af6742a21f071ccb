//! R155 malformed-score-scale: a step of a score scale that is not {grade:score}.

use crate::finding::{Rule, Severity};

/// A step of a score scale that is not {grade:score}.
pub static RULE: Rule = Rule {
    code: "R155",
    name: "malformed-score-scale",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &["semantic.invalid_score_scale_mapping"],
    help: "Write each step as {grade:score}, for example {A:100}.",
    doc: "",
};
