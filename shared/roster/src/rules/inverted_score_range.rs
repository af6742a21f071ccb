//! R154 inverted-score-range: a line item whose lowest result is over its highest.

use super::Checked;
use crate::finding::{Rule, Severity};

/// A line item whose lowest result is over its highest.
pub static RULE: Rule = Rule {
    code: "R154",
    name: "inverted-score-range",
    severity: Severity::Notice,
    strict: Severity::Error,
    also: &["semantic.invalid_score_range"],
    help: "Swap resultValueMin and resultValueMax.",
    doc: "## What it finds
The lowest result of a line item is over its highest.

## Why it matters
No score can fit. The line item is kept, and its scores are not checked.

## Example
`resultValueMin` = `100`, `resultValueMax` = `0`

## How to fix
Swap the two values.
",
};

/// The lowest and the highest result of a line item; where one is no number, there is nothing to compare.
pub fn check(lowest: &str, highest: &str) -> Checked<'static> {
    match (lowest.parse::<f64>(), highest.parse::<f64>()) {
        (Ok(lowest), Ok(highest)) if lowest > highest => Checked::Bad,
        (Ok(_) | Err(_), Ok(_) | Err(_)) => Checked::Good,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_is_not_over_the_highest() {
        for (lowest, highest, want) in [
            ("0", "100", Checked::Good),
            ("5", "5.0", Checked::Good),
            ("", "100", Checked::Good),
            ("0", "A", Checked::Good),
            ("100", "20", Checked::Bad),
            ("9", "-10", Checked::Bad),
        ] {
            assert_eq!(check(lowest, highest), want, "{lowest} to {highest}");
        }
    }
}
