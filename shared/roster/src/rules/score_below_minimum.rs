//! R152 score-below-minimum: a score under the lowest of its line item.

use super::{Checked, inverted_score_range};
use crate::finding::{Rule, Severity};

/// A score under the lowest of its line item.
pub static RULE: Rule = Rule {
    code: "R152",
    name: "score-below-minimum",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["semantic.score_below_min"],
    help: "Correct the score, or resultValueMin of the line item.",
    doc: "## What it finds
A score lies under the lowest of its line item.

## Why it matters
The score is kept. Strict systems refuse it.

## Example
A score of -5 where `resultValueMin` is 0.

## How to fix
Correct the score, or `resultValueMin`.
",
};

/// A score and the lowest result of its line item; where one is no number, there is nothing to compare.
pub fn check(score: &str, lowest: &str) -> Checked<'static> {
    inverted_score_range::check(lowest, score)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_is_not_under_the_lowest() {
        assert_eq!(check("10", "9"), Checked::Good);
        assert_eq!(check("9", "10"), Checked::Bad);
        assert_eq!(check("9", ""), Checked::Good);
    }
}
