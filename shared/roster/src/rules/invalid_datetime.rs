//! R089 invalid-datetime: a time that is not ISO 8601 in UTC.

use std::borrow::Cow;

use super::{Checked, invalid_date};
use crate::finding::{Rule, Severity};

/// A time that is not ISO 8601 in UTC.
pub static RULE: Rule = Rule {
    code: "R089",
    name: "invalid-datetime",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &["row.invalid_datetime"],
    help: "Write times like 2026-08-15T18:25:43.511Z.",
    doc: "## What it finds
The time is not written in ISO 8601 and UTC.

## Why it matters
A time with another offset is converted. A time without one is not certain and is dropped; the record stays.

## Example
`dateLastModified` = `8/15/2026 6:25 PM`

## How to fix
Write `2026-08-15T18:25:43.511Z`, in UTC, with the letter Z at the end.
",
};

/// A time in ISO 8601 and UTC, `2012-04-23T18:25:43.511Z`. Other offsets are converted; a time without one is not
/// certain.
#[inline]
pub fn check(value: &str) -> Checked<'_> {
    if is_utc(value.as_bytes()) { Checked::Good } else { repaired(value) }
}

#[inline]
fn is_utc(bytes: &[u8]) -> bool {
    if bytes.len() < 20 || bytes[10] != b'T' || bytes[bytes.len() - 1] != b'Z' {
        return false;
    }
    bytes.first_chunk().is_some_and(invalid_date::is_date)
        && bytes[13] == b':'
        && bytes[16] == b':'
        && is_below(&bytes[11..13], 24)
        && is_below(&bytes[14..16], 60)
        && is_below(&bytes[17..19], 60)
        && is_fraction(&bytes[19..bytes.len() - 1])
}

#[inline]
fn is_below(digits: &[u8], limit: u8) -> bool {
    let [tens, ones] = digits else { return false };
    tens.is_ascii_digit() && ones.is_ascii_digit() && (tens - b'0') * 10 + (ones - b'0') < limit
}

#[inline]
fn is_fraction(bytes: &[u8]) -> bool {
    match bytes {
        [] => true,
        [b'.', digits @ ..] => (1..=9).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit),
        _ => false,
    }
}

#[cold]
fn repaired(value: &str) -> Checked<'_> {
    match value.parse::<jiff::Timestamp>() {
        Ok(time) => {
            let text = time.to_string();
            if is_utc(text.as_bytes()) { Checked::Repaired(Cow::Owned(text)) } else { Checked::Bad }
        }
        Err(_) => Checked::Bad,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{bad, good, repairs};

    #[test]
    fn a_time_is_in_utc() {
        good(check, &["2012-04-23T18:25:43.511Z", "2026-08-15T00:00:00Z", "2026-08-15T23:59:59.123456789Z"]);
        bad(
            check,
            &["", "2026-08-15", "2012-04-23T18:25:43", "2012-04-23T25:00:00Z", "2012-02-30T00:00:00Z"],
        );
        bad(check, &["2012-04-23T18:25:43.Z", "4/23/2012 6:25 PM", "1335205543", "2012-04-23T18:25:43.5Zé"]);
    }

    #[test]
    fn another_offset_is_converted() {
        repairs(
            check,
            &[
                ("2012-04-23T18:25:43-05:00", "2012-04-23T23:25:43Z"),
                ("2012-04-23 18:25:43Z", "2012-04-23T18:25:43Z"),
                ("2012-04-23T18:25:43.511+00:00", "2012-04-23T18:25:43.511Z"),
            ],
        );
    }
}
