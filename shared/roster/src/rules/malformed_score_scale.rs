//! R155 malformed-score-scale: a step of a score scale that is not {grade:score}.

use super::{Checked, invalid_user_id};
use crate::finding::{Rule, Severity};

/// A step of a score scale that is not {grade:score}.
pub static RULE: Rule = Rule {
    code: "R155",
    name: "malformed-score-scale",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &["semantic.invalid_score_scale_mapping"],
    help: "Write each step as {grade:score}, for example {A:100}.",
    doc: r#"## What it finds
A step of a score scale is not a grade and a score in braces.

## Why it matters
Missing braces are repaired. Otherwise the value is dropped, the scale stays.

## Example
`scoreScaleValue` = `A=100`

## How to fix
Write `{A:100}`. Several go into one field: `"{A:100},{B:85}"`.
"#,
};

/// One step `{grade:score}` of `scoreScaleValue`. Missing braces and spaces around the parts are repaired.
#[inline]
pub fn check(step: &str) -> Checked<'_> {
    invalid_user_id::pair(step)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{bad, good, repairs};

    #[test]
    fn a_step_is_a_grade_and_a_score() {
        good(check, &["{A:100}", "{A+:97-100}"]);
        repairs(check, &[("A:100", "{A:100}")]);
        bad(check, &["", "A=100", "{A}", "{A:}"]);
    }
}
