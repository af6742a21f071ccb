//! R087 invalid-boolean: a value that should be true or false and is neither.

use std::borrow::Cow;

use super::Checked;
use crate::finding::{Rule, Severity};

/// A value that should be true or false and is neither.
pub static RULE: Rule = Rule {
    code: "R087",
    name: "invalid-boolean",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &["row.invalid_boolean"],
    help: "Write true or false.",
    doc: "## What it finds
The field takes `true` or `false`, and the value is neither.

## Why it matters
`TRUE`, `yes`, `Y` and `1`, and their opposites, are repaired. Any other value is dropped, the record stays.

## Example
`enabledUser` = `Active`

## How to fix
Write `true` or `false` in small letters.
",
};

const TRUE: &[&str] = &["true", "yes", "y", "1", "t"];
const FALSE: &[&str] = &["false", "no", "n", "0", "f"];

/// `true` or `false`; the usual other words for them, in any letter case, are repaired.
#[inline]
pub fn check(value: &str) -> Checked<'_> {
    if value == "true" || value == "false" {
        return Checked::Good;
    }
    let among = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(value));
    match (among(TRUE), among(FALSE)) {
        (true, _) => Checked::Repaired(Cow::Borrowed("true")),
        (false, true) => Checked::Repaired(Cow::Borrowed("false")),
        (false, false) => Checked::Bad,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{bad, good, repairs};

    #[test]
    fn only_words_for_true_and_false_are_taken() {
        good(check, &["true", "false"]);
        bad(check, &["", "maybe", "-1", "2", "active", "x", "truee", "on"]);
        repairs(
            check,
            &[
                ("TRUE", "true"),
                ("True", "true"),
                ("Yes", "true"),
                ("1", "true"),
                ("Y", "true"),
                ("FALSE", "false"),
                ("no", "false"),
                ("0", "false"),
                ("N", "false"),
            ],
        );
    }
}
