//! How dates are written, found from values; which of two numbers is the month is never guessed.

use roster::mapping::parse_date;

/// The patterns that are tried, in the mapper's words, the likelier first. `MMM` reads whole names of months too.
pub(crate) const PATTERNS: &[&str] = &[
    "yyyy-MM-dd",
    "M/d/yyyy",
    "d/M/yyyy",
    "yyyyMMdd",
    "M-d-yyyy",
    "d-M-yyyy",
    "d.M.yyyy",
    "M.d.yyyy",
    "yyyy/M/d",
    "M/d/yy",
    "d/M/yy",
    "M-d-yy",
    "d-M-yy",
    "d-MMM-yyyy",
    "d-MMM-yy",
    "d MMM yyyy",
    "MMM d, yyyy",
    "MMM d yyyy",
    "MMddyyyy",
    "ddMMyyyy",
    "yyyy-M-d",
];

/// How many values fitted each pattern.
#[derive(Debug, Clone, Default)]
pub(crate) struct Dates {
    fits: [u32; PATTERNS.len()],
    seen: u32,
}

/// What the values say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Found {
    /// Not dates.
    None,
    /// In one pattern, or in these.
    Certain(Vec<&'static str>),
    /// Both fit all values: a person must say.
    Either(&'static str, &'static str),
}

impl Dates {
    /// Looks at a value that is not blank.
    pub(crate) fn add(&mut self, value: &str) {
        self.seen += 1;
        let first = value.as_bytes().first().copied().unwrap_or(b' ');
        if value.len() < 6 || value.len() > 40 || !first.is_ascii_alphanumeric() {
            return;
        }
        for (count, pattern) in self.fits.iter_mut().zip(PATTERNS) {
            *count += u32::from(fits(pattern, value));
        }
    }

    /// The share of values that some one pattern fits.
    pub(crate) fn share(&self) -> f32 {
        let best = self.fits.iter().max().copied().unwrap_or(0);
        best as f32 / self.seen.max(1) as f32
    }

    /// The pattern, or the two between which nothing decides.
    pub(crate) fn found(&self) -> Found {
        let best = self.fits.iter().max().copied().unwrap_or(0);
        if best == 0 || (best as f32) < 0.8 * self.seen as f32 {
            return Found::None;
        }
        let fit: Vec<&'static str> =
            PATTERNS.iter().zip(self.fits).filter(|(_, count)| *count == best).map(|(p, _)| *p).collect();
        let [first, rest @ ..] = fit.as_slice() else { return Found::None };
        match rest.iter().find(|other| swapped(first) == **other) {
            Some(other) => Found::Either(first, other),
            None => Found::Certain(vec![first]),
        }
    }
}

/// The pattern with day and month in the other order.
fn swapped(pattern: &str) -> String {
    pattern
        .chars()
        .map(|c| match c {
            'M' => 'd',
            'd' => 'M',
            other => other,
        })
        .collect()
}

/// Whether a value is a day of the calendar in a pattern, with or without a time behind it, in a year that a roster has.
fn fits(pattern: &str, value: &str) -> bool {
    parse_date(pattern, value).is_some_and(|day| ("1900".."2101").contains(&&day[..4]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(values: &[&str]) -> Found {
        let mut dates = Dates::default();
        values.iter().for_each(|value| dates.add(value));
        dates.found()
    }

    #[test]
    fn the_pattern_is_found_or_asked() {
        for (values, want) in [
            (&["2012-04-30", "2013-01-02"][..], Found::Certain(vec!["yyyy-MM-dd"])),
            (&["4/30/2012", "1/2/2013"], Found::Certain(vec!["M/d/yyyy"])),
            (&["30/04/2012", "01/02/2013"], Found::Certain(vec!["d/M/yyyy"])),
            (&["04/05/2012", "01/02/2013"], Found::Either("M/d/yyyy", "d/M/yyyy")),
            (&["20120430", "20130102"], Found::Certain(vec!["yyyyMMdd"])),
            (&["4-May-12"], Found::Certain(vec!["d-MMM-yy"])),
            (&["2012-04-30 00:00:00.000"], Found::Certain(vec!["yyyy-MM-dd"])),
            (&["May 4, 2012", "December 31, 2012"], Found::Certain(vec!["MMM d, yyyy"])),
            (&["12345678", "Ada"], Found::None),
            (&["", "é"], Found::None),
        ] {
            assert_eq!(found(values), want, "{values:?}");
        }
    }
}
