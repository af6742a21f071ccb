//! A set of days of the week that is never empty.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Weekday;

const NAMES: [(&str, &str); 7] = [
    ("mon", "monday"),
    ("tue", "tuesday"),
    ("wed", "wednesday"),
    ("thu", "thursday"),
    ("fri", "friday"),
    ("sat", "saturday"),
    ("sun", "sunday"),
];

/// Days of the week, at least one. Written `daily`, `weekdays`, `weekends`, `mon-fri`, `mon,wed,fri` or `sun-thu`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Days(u8);

impl Days {
    /// All seven.
    pub const DAILY: Days = Days(0b111_1111);

    /// The set of `days`, or `None` if there are none.
    pub fn of(days: impl IntoIterator<Item = Weekday>) -> Option<Days> {
        let bits = days.into_iter().fold(0, |bits, day| bits | bit(index(day)));
        (bits != 0).then_some(Days(bits))
    }

    /// Whether `day` is one of them.
    pub fn contains(self, day: Weekday) -> bool {
        self.has(index(day))
    }

    fn has(self, index: usize) -> bool {
        self.0 & bit(index) != 0
    }

    /// Runs of neighbouring days from Monday to Sunday, as first and last index.
    fn runs(self) -> Vec<(usize, usize)> {
        let mut runs: Vec<(usize, usize)> = Vec::new();
        for day in (0..7).filter(|day| self.has(*day)) {
            match runs.last_mut() {
                Some((_, last)) if *last + 1 == day => *last = day,
                _ => runs.push((day, day)),
            }
        }
        runs
    }
}

fn index(day: Weekday) -> usize {
    usize::from(day.to_monday_zero_offset().unsigned_abs())
}

fn bit(index: usize) -> u8 {
    1 << (index % 7)
}

impl fmt::Display for Days {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Days::DAILY {
            return f.write_str("daily");
        }
        let runs = self.runs().into_iter().map(|(first, last)| match last - first {
            0 => NAMES[first].0.to_owned(),
            1 => format!("{},{}", NAMES[first].0, NAMES[last].0),
            2.. => format!("{}-{}", NAMES[first].0, NAMES[last].0),
        });
        f.write_str(&runs.collect::<Vec<_>>().join(","))
    }
}

impl FromStr for Days {
    /// The part that names no day.
    type Err = String;

    fn from_str(text: &str) -> Result<Days, String> {
        let bits = match text.to_ascii_lowercase().as_str() {
            "daily" => Days::DAILY.0,
            "weekdays" => 0b001_1111,
            "weekends" => 0b110_0000,
            list => list.split(',').try_fold(0, |bits, part| Ok::<u8, String>(bits | span(part)?))?,
        };
        Ok(Days(bits))
    }
}

/// One day or a range of days, which may run over the end of the week.
fn span(part: &str) -> Result<u8, String> {
    let (first, last) = part.split_once('-').unwrap_or((part, part));
    let (first, last) = (day(first)?, day(last)?);
    let length = (last + 7 - first) % 7;
    Ok((0..=length).fold(0, |bits, step| bits | bit(first + step)))
}

fn day(name: &str) -> Result<usize, String> {
    NAMES.iter().position(|(short, long)| name == *short || name == *long).ok_or_else(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn days_are_written_as_people_write_them() {
        for (text, shown) in [
            ("daily", "daily"),
            ("mon-sun", "daily"),
            ("Weekdays", "mon-fri"),
            ("weekends", "sat,sun"),
            ("mon,wed,fri", "mon,wed,fri"),
            ("monday-thursday,Sat", "mon-thu,sat"),
            ("fri-mon", "mon,fri-sun"),
            ("sun", "sun"),
        ] {
            assert_eq!(text.parse::<Days>().unwrap().to_string(), shown, "{text}");
        }
        for (text, wrong) in
            [("", ""), ("mon,", ""), ("mon-", ""), ("someday", "someday"), ("mon,funday", "funday")]
        {
            assert_eq!(text.parse::<Days>(), Err(wrong.to_owned()), "{text}");
        }
        assert_eq!(Days::of([]), None);
    }

    #[test]
    fn a_range_over_the_weekend_holds_both_sides() {
        let days = "sat-mon".parse::<Days>().unwrap();
        assert_eq!(Some(days), Days::of([Weekday::Saturday, Weekday::Sunday, Weekday::Monday]));
        assert!(!days.contains(Weekday::Tuesday));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn what_is_printed_parses_back(bits in 1_u8..128) {
            prop_assert_eq!(Days(bits).to_string().parse::<Days>(), Ok(Days(bits)));
        }
    }
}
