//! R090 invalid-year: a school year that is not one year of four digits.

use std::borrow::Cow;

use super::Checked;
use crate::finding::{Rule, Severity};

/// A school year that is not one year of four digits.
pub static RULE: Rule = Rule {
    code: "R090",
    name: "invalid-year",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &["row.invalid_year"],
    help: "Write the year in which the school year ends, for example 2027 for 2026-2027.",
    doc: "## What it finds
The school year is not one year of four digits.

## Why it matters
Two years that follow each other are repaired to the second. Any other value is dropped, the record stays.

## Example
`schoolYear` = `SY27`

## How to fix
Write the year in which the school year ends: `2027` for 2026-2027.
",
};

/// The year `YYYY` in which a school year ends. Two years that follow each other are repaired to the second.
#[inline]
pub fn check(value: &str) -> Checked<'_> {
    if year(value).is_some() { Checked::Good } else { repaired(value) }
}

#[inline]
fn year(text: &str) -> Option<u32> {
    if text.len() != 4 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    text.parse().ok().filter(|year| (1000..=9998).contains(year))
}

#[cold]
fn repaired(value: &str) -> Checked<'_> {
    let Some((first, second)) = value.split_once(['-', '/', '–']) else { return Checked::Bad };
    let (Some(first), second) = (year(first.trim()), second.trim()) else { return Checked::Bad };
    let full = (first + 1).to_string();
    let follows = second == full || second == &full[2..];
    if follows { Checked::Repaired(Cow::Owned(full)) } else { Checked::Bad }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{bad, good, repairs};

    #[test]
    fn a_school_year_is_the_year_in_which_it_ends() {
        good(check, &["2027", "1999"]);
        repairs(
            check,
            &[
                ("2026-2027", "2027"),
                ("2026-27", "2027"),
                ("2026/2027", "2027"),
                ("2026 – 2027", "2027"),
                ("1999-00", "2000"),
            ],
        );
        bad(
            check,
            &["", "27", "26-27", "2026-2028", "2027-2026", "2026-26", "2026-08-15", "SY2027", "0027", "20a7"],
        );
    }
}
