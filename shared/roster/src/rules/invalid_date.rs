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
    match value.as_bytes().first_chunk() {
        Some(date) if value.len() == 10 && is_date(date) => Checked::Good,
        Some(_) | None => repaired(value),
    }
}

/// Whether ten bytes are `YYYY-MM-DD` and a day that the calendar has.
#[inline]
pub(super) fn is_date(bytes: &[u8; 10]) -> bool {
    let [y1, y2, y3, y4, dash, m1, m2, dash2, d1, d2] = *bytes;
    let head = u64::from_le_bytes([y1, y2, y3, y4, dash, m1, m2, dash2]) ^ u64::from_le_bytes(*b"0000-00-");
    // Digits are now at most 9 and hyphens 0; anything else reaches the top bit of its byte, which is faster than to ask
    // each byte: a large district has millions of dates.
    let over = head.wrapping_add(0x7f76_767f_7676_7676) | head;
    let (d1, d2) = (d1.wrapping_sub(b'0'), d2.wrapping_sub(b'0'));
    if over & 0x8080_8080_8080_8080 != 0 || y1 == b'0' || d1 > 3 || d2 > 9 {
        return false;
    }
    let month = (m1 - b'0') * 10 + (m2 - b'0');
    let day = d1 * 10 + d2;
    (1..=12).contains(&month) && day >= 1 && (day <= 28 || day <= days_of(month, [y1, y2, y3, y4]))
}

fn days_of(month: u8, year: [u8; 4]) -> u8 {
    let year = year.iter().fold(0, |year, b| year * 10 + u32::from(b - b'0'));
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
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
    let text = format!("{year}-{month:0>2}-{day:0>2}");
    match text.as_bytes().first_chunk() {
        Some(date) if text.len() == 10 && is_date(date) => Checked::Repaired(Cow::Owned(text)),
        Some(_) | None => Checked::Bad,
    }
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
    use proptest::prelude::*;

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
            &[
                "",
                "2026",
                "2026-08",
                "soon",
                "2026-08-1x",
                "20260832",
                "2026-08-15-01",
                "２０26-08-15",
                "2026-08-1/",
                "2026-08:15",
                "202:-08-15",
                "2026-0\u{7f}-15",
                "\u{80}26-08-15",
            ],
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

    proptest! {
        #[test]
        fn a_date_is_good_if_the_calendar_has_it(year in 1000..=9999i16, month in 0..=13i8, day in 0..=32i8) {
            let known = jiff::civil::Date::new(year, month, day).is_ok();
            let text = format!("{year:04}-{month:02}-{day:02}");
            prop_assert_eq!(check(&text) == Checked::Good, known, "{}", text);
        }

        #[test]
        fn a_date_is_ten_digits_and_hyphens(at in 0..10usize, byte in 0..128u8) {
            let mut bytes = *b"2026-11-11";
            bytes[at] = byte;
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let known = text.parse::<jiff::civil::Date>().is_ok() && text.starts_with(|c: char| c > '0' && c <= '9');
            prop_assert_eq!(check(&text) == Checked::Good, known, "{:?}", text);
        }
    }
}
