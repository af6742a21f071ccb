//! R091 invalid-integer: a whole number that is not one.

use std::borrow::Cow;

use super::Checked;
use crate::finding::{Rule, Severity};

/// A whole number that is not one.
pub static RULE: Rule = Rule {
    code: "R091",
    name: "invalid-integer",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &["row.invalid_integer"],
    help: "Write digits only.",
    doc: "## What it finds
The field takes a whole number, and the value is none.

## Why it matters
`+5` and `5.0` are repaired. Any other value is dropped, the record stays.

## Example
`weight` = `20%`

## How to fix
Write digits only.
",
};

/// A whole number of up to 18 digits. A plus sign and zeros after the point are cut off.
#[inline]
pub fn check(value: &str) -> Checked<'_> {
    if is_integer(value) { Checked::Good } else { repaired(value) }
}

#[inline]
fn is_integer(value: &str) -> bool {
    let digits = value.strip_prefix('-').unwrap_or(value);
    (1..=18).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
}

#[cold]
fn repaired(value: &str) -> Checked<'_> {
    let unsigned = value.strip_prefix('+').unwrap_or(value);
    let whole = match unsigned.split_once('.') {
        Some((whole, zeros)) if zeros.bytes().all(|b| b == b'0') => whole,
        Some(_) => return Checked::Bad,
        None => unsigned,
    };
    let signed_twice = unsigned.len() < value.len() && whole.starts_with('-');
    if is_integer(whole) && !signed_twice { Checked::Repaired(Cow::Borrowed(whole)) } else { Checked::Bad }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{bad, good, repairs};

    #[test]
    fn a_whole_number_is_digits() {
        good(check, &["0", "7", "-3", "007", "123456789012345678"]);
        repairs(check, &[("+7", "7"), ("7.0", "7"), ("-3.00", "-3"), ("5.", "5")]);
        bad(check, &["", "-", "+-3", "7.5", "1,000", "1e3", "seven", "1234567890123456789", ".0", "7 "]);
    }
}
