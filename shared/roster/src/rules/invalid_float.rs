//! R092 invalid-float: a number that is not one.

use std::borrow::Cow;

use super::Checked;
use crate::finding::{Rule, Severity};

/// A number that is not one.
pub static RULE: Rule = Rule {
    code: "R092",
    name: "invalid-float",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &["row.invalid_float"],
    help: "Write digits with a point for decimals, for example 87.5.",
    doc: "## What it finds
The field takes a number, and the value is none.

## Why it matters
`87,5` is repaired. Any other value is dropped, the record stays.

## Example
`score` = `B+`

## How to fix
Write digits with a point for decimals. Grades in words go into `textScore`.
",
};

/// A decimal number. A decimal comma is repaired unless it may stand between thousands.
#[inline]
pub fn check(value: &str) -> Checked<'_> {
    if is_float(value) { Checked::Good } else { repaired(value) }
}

#[inline]
fn is_float(value: &str) -> bool {
    let unsigned = value.strip_prefix('-').unwrap_or(value);
    is_decimal(unsigned) || is_scientific(unsigned)
}

#[inline]
fn is_decimal(text: &str) -> bool {
    match text.split_once('.') {
        Some((whole, fraction)) => are_digits(whole) && are_digits(fraction),
        None => are_digits(text),
    }
}

#[inline]
fn are_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_scientific(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else { return false };
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    is_decimal(mantissa) && are_digits(exponent) && exponent.len() <= 3
}

#[cold]
fn repaired(value: &str) -> Checked<'_> {
    let unsigned = value.strip_prefix('+').unwrap_or(value);
    let text = match unsigned.split_once([',', '.']) {
        Some((_, fraction)) if unsigned.contains(',') && fraction.len() == 3 => return Checked::Bad,
        Some(("", fraction)) => format!("0.{fraction}"),
        Some((whole, "")) => whole.to_owned(),
        Some((whole, fraction)) => format!("{whole}.{fraction}"),
        None => unsigned.to_owned(),
    };
    let signed_twice = unsigned.len() < value.len() && text.starts_with('-');
    if is_float(&text) && !signed_twice { Checked::Repaired(Cow::Owned(text)) } else { Checked::Bad }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{bad, good, repairs};

    #[test]
    fn a_number_has_digits_and_a_point() {
        good(check, &["0", "87.5", "-3.25", "100", "1E3", "1.5e-2"]);
        repairs(check, &[("87,5", "87.5"), ("+4.5", "4.5"), (".5", "0.5"), ("5.", "5"), ("12,25", "12.25")]);
        bad(
            check,
            &[
                "", "-", ".", "A+", "95%", "1,234", "1,234.5", "1.234,5", "1.2.3", "NaN", "inf", "+-1", "1e",
                "87, 5",
            ],
        );
    }
}
