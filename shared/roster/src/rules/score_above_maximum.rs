//! R153 score-above-maximum: a score over the highest of its line item.

use super::{Checked, inverted_score_range};
use crate::finding::{Rule, Severity};

/// A score over the highest of its line item.
pub static RULE: Rule = Rule {
    code: "R153",
    name: "score-above-maximum",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["semantic.score_above_max"],
    help: "Correct the score, or resultValueMax of the line item.",
    doc: "## What it finds
A score lies over the highest of its line item.

## Why it matters
The score is kept. Strict systems refuse it, also where extra credit was meant.

## Example
A score of 105 where `resultValueMax` is 100.

## How to fix
Correct the score, or raise `resultValueMax` to include extra credit.
",
};

/// A score and the highest result of its line item; where one is no number, there is nothing to compare.
pub fn check(score: &str, highest: &str) -> Checked<'static> {
    inverted_score_range::check(score, highest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_is_not_over_the_highest() {
        assert_eq!(check("100", "100"), Checked::Good);
        assert_eq!(check("101", "100"), Checked::Bad);
        assert_eq!(check("101", ""), Checked::Good);
    }
}
