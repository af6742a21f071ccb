//! Dates in the patterns that a mapping names.

use std::borrow::Cow;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Years of two digits: this one and later are of the last century.
const PIVOT: i16 = 70;

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Year4,
    Year2,
    /// Two digits.
    Month2,
    /// One or two digits.
    Month,
    /// A name, or its first three letters.
    MonthName,
    Day2,
    Day,
    Text(char),
}

/// A pattern in parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern(Vec<Part>);

impl Pattern {
    /// `None` unless it has a year, a month and a day, once each.
    pub(super) fn new(text: &str) -> Option<Pattern> {
        const WORDS: &[(&str, Part)] = &[
            ("yyyy", Part::Year4),
            ("yy", Part::Year2),
            ("MMMM", Part::MonthName),
            ("MMM", Part::MonthName),
            ("MM", Part::Month2),
            ("M", Part::Month),
            ("dd", Part::Day2),
            ("d", Part::Day),
        ];
        let (mut parts, mut rest) = (Vec::new(), text);
        while let Some(first) = rest.chars().next() {
            match WORDS.iter().find(|(word, _)| rest.starts_with(word)) {
                Some((word, part)) => {
                    parts.push(part.clone());
                    rest = &rest[word.len()..];
                }
                None if first.is_alphanumeric() => return None,
                None => {
                    parts.push(Part::Text(first));
                    rest = &rest[first.len_utf8()..];
                }
            }
        }
        let count = |wanted: &[Part]| parts.iter().filter(|part| wanted.contains(part)).count();
        let each = [
            count(&[Part::Year4, Part::Year2]),
            count(&[Part::Month2, Part::Month, Part::MonthName]),
            count(&[Part::Day2, Part::Day]),
        ];
        (each == [1, 1, 1]).then_some(Pattern(parts))
    }

    /// The date as `yyyy-MM-dd`; a time behind it is left out.
    pub(super) fn parse(&self, text: &str) -> Option<String> {
        let (mut year, mut month, mut day) = (0i16, 0i8, 0i8);
        let mut rest = text;
        for part in &self.0 {
            match part {
                Part::Year4 => year = number(&mut rest, 4, 4)?,
                Part::Year2 => {
                    let short = number(&mut rest, 2, 2)?;
                    year = short + if short >= PIVOT { 1900 } else { 2000 };
                }
                Part::Month2 => month = number(&mut rest, 2, 2)? as i8,
                Part::Month => month = number(&mut rest, 1, 2)? as i8,
                Part::MonthName => month = month_name(&mut rest)?,
                Part::Day2 => day = number(&mut rest, 2, 2)? as i8,
                Part::Day => day = number(&mut rest, 1, 2)? as i8,
                Part::Text(wanted) => rest = rest.strip_prefix(*wanted)?,
            }
        }
        let ends = rest.is_empty() || rest.starts_with([' ', 'T']);
        let date = jiff::civil::Date::new(year, month, day).ok().filter(|_| ends && year >= 1000)?;
        Some(date.to_string())
    }
}

fn number(rest: &mut &str, least: usize, most: usize) -> Option<i16> {
    let digits = rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
    let (number, after) = rest.split_at(digits);
    *rest = after;
    number.parse().ok().filter(|_| digits >= least)
}

fn month_name(rest: &mut &str) -> Option<i8> {
    let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (name, after) = rest.split_at(letters);
    let name = name.to_ascii_lowercase();
    let at = MONTHS.iter().position(|month| *month == name || letters == 3 && month.starts_with(&name))?;
    *rest = after.strip_prefix('.').unwrap_or(after);
    i8::try_from(at + 1).ok()
}

/// Whether a text is a date pattern: year, month and day, once each, and no other letters.
pub fn is_pattern(text: &str) -> bool {
    Pattern::new(text).is_some()
}

/// A date written in a pattern, as `yyyy-MM-dd`; `None` where it does not fit or the calendar does not have it.
pub fn parse_date(pattern: &str, text: &str) -> Option<String> {
    Pattern::new(pattern)?.parse(text)
}

/// The first pattern that fits.
pub(super) fn first<'a>(patterns: &[Pattern], text: &str) -> Option<Cow<'a, str>> {
    patterns.iter().find_map(|pattern| pattern.parse(text)).map(Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_the_pattern_says() {
        for (pattern, text, want) in [
            ("M/d/yyyy", "8/5/2012", Some("2012-08-05")),
            ("d/M/yyyy", "8/5/2012", Some("2012-05-08")),
            ("MM/dd/yyyy", "8/5/2012", None),
            ("MM/dd/yyyy", "08/05/2012 00:00:00", Some("2012-08-05")),
            ("M/d/yy", "8/5/12", Some("2012-08-05")),
            ("M/d/yy", "8/5/85", Some("1985-08-05")),
            ("yyyyMMdd", "20120805", Some("2012-08-05")),
            ("dd-MMM-yyyy", "05-Aug-2012", Some("2012-08-05")),
            ("MMMM d, yyyy", "August 5, 2012", Some("2012-08-05")),
            ("M/d/yyyy", "2/30/2012", None),
            ("M/d/yyyy", "8/5/2012x", None),
            ("M/d/yyyy", "", None),
            ("M/d/yyyy", "13/5/2012", None),
            ("yyyy-MM-dd", "2012-08-05T00:00:00Z", Some("2012-08-05")),
            ("M/d/yyyy", "８/5/2012", None),
        ] {
            assert_eq!(parse_date(pattern, text).as_deref(), want, "{pattern} {text}");
        }
    }

    #[test]
    fn a_pattern_has_year_month_and_day_once() {
        for good in ["M/d/yyyy", "yyyyMMdd", "d. MMMM yyyy", "yy-MM-dd"] {
            assert!(is_pattern(good), "{good}");
        }
        for bad in ["", "M/yyyy", "M/d/d/yyyy", "MM/DD/YYYY", "d/M/yyyy HH:mm", "month"] {
            assert!(!is_pattern(bad), "{bad}");
        }
    }
}
