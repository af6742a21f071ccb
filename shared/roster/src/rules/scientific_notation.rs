//! R107 scientific-notation: a number that a spreadsheet has shortened, like 3.6E+11.

use super::Checked;
use crate::finding::{Rule, Severity};

/// A number that a spreadsheet has shortened, like 3.6E+11.
pub static RULE: Rule = Rule {
    code: "R107",
    name: "scientific-notation",
    severity: Severity::Notice,
    strict: Severity::Warning,
    also: &[],
    help: "Do not open the export in a spreadsheet program before sending it.",
    doc: "## What it finds
The value looks as spreadsheets show long numbers.

## Why it matters
The digits at the end are lost, and different IDs become alike. We keep the value, as it cannot be brought
back.

## Example
`3.6E+11` for `360008000123`

## How to fix
Do not open the export in a spreadsheet program before it is sent. If you must, import the column as text.
",
};

/// A number as a spreadsheet shortens it, `3.6E+11`: the digits behind are lost, so that it is never repaired.
#[inline]
pub fn check(value: &str) -> Checked<'_> {
    let bytes = value.as_bytes();
    let plus = |back: usize| bytes.len() > back && bytes[bytes.len() - back] == b'+';
    if !plus(3) && !plus(4) {
        return Checked::Good;
    }
    match value.split_once("E+") {
        Some((mantissa, exponent)) if is_mantissa(mantissa) && is_exponent(exponent) => Checked::Bad,
        Some(_) | None => Checked::Good,
    }
}

fn is_exponent(text: &str) -> bool {
    matches!(text.len(), 2 | 3) && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_mantissa(text: &str) -> bool {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    whole.len() == 1 && digits(whole) && digits(fraction)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{bad, good};

    #[test]
    fn only_what_a_spreadsheet_writes_is_meant() {
        bad(check, &["3.6E+11", "1E+15", "4.20012E+10"]);
        good(check, &["", "360008000000", "5E10", "E+11", "3.6E+", "a3.6E+11", "12.5E+11", "3.6E+11b"]);
    }
}
