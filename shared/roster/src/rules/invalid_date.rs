//! R088 invalid-date: a date that is not written as YYYY-MM-DD.

use std::borrow::Cow;

use super::Checked;
use crate::finding::{Rule, Severity};

/// A date that is not written as YYYY-MM-DD.
pub static RULE: Rule = Rule {
    code: "R088",
    name: "invalid-date",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &["row.invalid_date"],
    help: "Write dates as YYYY-MM-DD, for example 2026-08-15.",
    doc: "## What it finds
The date is not written as year, month and day.

## Why it matters
A date that begins with the year is repaired, for example `2026/08/15`. In `08/09/2026` nobody can know which
is the month: the value is dropped, the record stays.

## Example
`beginDate` = `08/15/2026`

## How to fix
Choose the date format `YYYY-MM-DD` in the export. Do not open the file in a spreadsheet program: it rewrites
dates.
",
};

/// A date `YYYY-MM-DD`. Other forms that begin with the year are repaired; which of two numbers is the month in a form
/// that does not is never guessed.
#[inline]
pub fn check(value: &str) -> Checked<'_> {
    let bytes = value.as_bytes();
    if bytes.len() == 10
        && bytes[4] == b'-'
        && bytes[7] == b'-'
        && is_day(&bytes[..4], &bytes[5..7], &bytes[8..])
    {
        return Checked::Good;
    }
    repaired(value)
}

/// Whether three texts of digits are a year, a month and a day that the calendar has.
#[inline]
pub(super) fn is_day(year: &[u8], month: &[u8], day: &[u8]) -> bool {
    let (Some(year), Some(month), Some(day)) = (number(year), number(month), number(day)) else {
        return false;
    };
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    };
    (1000..=9999).contains(&year) && (1..=12).contains(&month) && (1..=days).contains(&day)
}

#[inline]
fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |n: u32, b| b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0')))
}

#[cold]
fn repaired(value: &str) -> Checked<'_> {
    let (date, time) = match value.find(['T', ' ']) {
        Some(at) => (&value[..at], Some(&value[at + 1..])),
        None => (value, None),
    };
    if time.is_some_and(|time| !is_time(time)) {
        return Checked::Bad;
    }
    let Some((year, month, day)) = parts(date) else { return Checked::Bad };
    if !is_day(year.as_bytes(), month.as_bytes(), day.as_bytes()) {
        return Checked::Bad;
    }
    Checked::Repaired(Cow::Owned(format!("{year}-{month:0>2}-{day:0>2}")))
}

fn parts(date: &str) -> Option<(&str, &str, &str)> {
    if date.len() == 8 && date.bytes().all(|b| b.is_ascii_digit()) {
        return Some((&date[..4], &date[4..6], &date[6..]));
    }
    let separator = ['-', '/', '.'].into_iter().find(|s| date.contains(*s))?;
    let mut parts = date.split(separator);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let short = |part: &str| matches!(part.len(), 1 | 2);
    (parts.next().is_none() && year.len() == 4 && short(month) && short(day)).then_some((year, month, day))
}

fn is_time(time: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_digit() || matches!(b, b':' | b'.' | b'+' | b'-' | b'Z');
    time.len() >= 5 && time.as_bytes()[2] == b':' && time.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{bad, good, repairs};

    #[test]
    fn a_date_is_year_month_and_day() {
        good(check, &["2026-08-15", "2024-02-29", "2000-02-29", "1999-12-31"]);
        bad(
            check,
            &[
                "2026-02-29",
                "1900-02-29",
                "2026-13-01",
                "2026-00-10",
                "2026-04-31",
                "2026-01-00",
                "0001-01-01",
            ],
        );
        bad(
            check,
            &["", "2026", "2026-08", "soon", "2026-08-1x", "20260832", "2026-08-15-01", "２０26-08-15"],
        );
    }

    #[test]
    fn what_begins_with_the_year_is_repaired() {
        repairs(
            check,
            &[
                ("2026/08/15", "2026-08-15"),
                ("2026.8.5", "2026-08-05"),
                ("20260815", "2026-08-15"),
                ("2026-8-5", "2026-08-05"),
                ("2026-08-15T00:00:00Z", "2026-08-15"),
                ("2026-08-15 00:00:00.000", "2026-08-15"),
                ("2026-08-15T06:00:00-05:00", "2026-08-15"),
            ],
        );
    }

    #[test]
    fn day_and_month_are_never_guessed() {
        bad(
            check,
            &[
                "08/15/2026",
                "15.08.2026",
                "8-15-26",
                "15-Aug-2026",
                "46249",
                "2026-08-15Tx",
                "2026-08-15 noon",
            ],
        );
    }
}
