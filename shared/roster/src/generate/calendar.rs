//! The school year that everything happens in, counted from its first day.

use jiff::ToSpan;
use jiff::civil::Date;

const YEAR_DAYS: i64 = 301;
const FALL_DAYS: i64 = 140;
const SPRING_STARTS: i64 = 154;
const FIRST_EXPORT: i64 = 14;
const LATEST_BEGIN: i64 = 90;

/// How many different last days an enrollment may have; stays well inside a semester.
pub(super) const END_CHOICES: u32 = 45;

/// The part of the year in which a class meets.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Term {
    Year,
    Fall,
    Spring,
}

impl Term {
    pub(super) const ALL: [Term; 3] = [Term::Year, Term::Fall, Term::Spring];

    fn span(self) -> (i64, i64) {
        match self {
            Term::Year => (0, YEAR_DAYS),
            Term::Fall => (0, FALL_DAYS),
            Term::Spring => (SPRING_STARTS, YEAR_DAYS),
        }
    }
}

/// The dates of one school year; every end is exclusive.
pub(super) struct Calendar {
    start: Date,
    ends: Vec<Vec<String>>,
    begins: Vec<String>,
}

impl Calendar {
    pub(super) fn new(start: Date) -> Self {
        let ends_of = |term: Term| (0..END_CHOICES).map(|early| text(end(start, term, early))).collect();
        let ends = Term::ALL.map(ends_of).into();
        let begins = Term::ALL.map(|term| text(after(start, term.span().0))).into();
        Self { start, ends, begins }
    }

    /// The first day of `term`.
    pub(super) fn begin(&self, term: Term) -> &str {
        &self.begins[term as usize]
    }

    /// The day after the last one of somebody who stops `early` days before the end of `term`.
    pub(super) fn end(&self, term: Term, early: u32) -> &str {
        &self.ends[term as usize][(early % END_CHOICES) as usize]
    }

    /// When somebody who arrived on `day` begins in `term`.
    pub(super) fn begin_after(&self, term: Term, day: u32) -> String {
        let latest = term.span().0 + LATEST_BEGIN;
        text(after(self.start, export(day).clamp(term.span().0, latest)))
    }

    /// The year in which the school year ends, which is its name.
    pub(super) fn school_year(&self) -> i16 {
        self.last_day().year()
    }

    /// `2026-2027`, or one year where the school year does not span two.
    pub(super) fn title(&self) -> String {
        match self.start.year() == self.school_year() {
            true => self.school_year().to_string(),
            false => format!("{}-{}", self.start.year(), self.school_year()),
        }
    }

    /// The moment of the export on `night`.
    pub(super) fn exported_at(&self, night: u32) -> String {
        format!("{}T05:30:00.000Z", after(self.start, export(night)))
    }

    /// A birth date of a child who is `age` when the year starts.
    pub(super) fn birth_date(&self, age: i16, days_older: i64) -> String {
        text(after(self.start, -days_older).saturating_sub(age.years()))
    }

    fn last_day(&self) -> Date {
        after(self.start, YEAR_DAYS - 1)
    }
}

fn export(day: u32) -> i64 {
    FIRST_EXPORT + i64::from(day)
}

fn end(start: Date, term: Term, early: u32) -> Date {
    after(start, term.span().1 - i64::from(early))
}

fn after(start: Date, days: i64) -> Date {
    start.saturating_add(days.days())
}

fn text(date: Date) -> String {
    date.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_year_is_named_for_its_end() {
        for (start, year, title) in
            [(date(2026, 8, 17), 2027, "2026-2027"), (date(2027, 1, 27), 2027, "2027")]
        {
            let calendar = Calendar::new(start);
            assert_eq!((calendar.school_year(), calendar.title().as_str()), (year, title));
        }
    }

    #[test]
    fn nobody_ends_before_they_begin() {
        let calendar = Calendar::new(date(2026, 8, 17));
        for term in Term::ALL {
            for day in [1, 2, 40, 4000] {
                assert!(calendar.begin_after(term, day).as_str() < calendar.end(term, END_CHOICES - 1));
            }
        }
    }

    #[test]
    fn every_night_has_its_own_stamp() {
        let calendar = Calendar::new(date(2026, 8, 17));
        assert_eq!(calendar.exported_at(1), "2026-09-01T05:30:00.000Z");
        assert_eq!(calendar.exported_at(2), "2026-09-02T05:30:00.000Z");
    }
}
