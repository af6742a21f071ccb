//! When an academic session has ended.

use jiff::civil::Date;

/// Whether a session is over on `date`. OneRoster's `endDate` is exclusive: the session is over on that day itself.
pub fn is_over(end_date: Date, date: Date) -> bool {
    date >= end_date
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_end_date_of_a_session_is_exclusive() {
        let end = date(2026, 6, 12);
        for (day, over) in [(date(2026, 6, 11), false), (end, true), (date(2026, 6, 13), true)] {
            assert_eq!(is_over(end, day), over, "{day}");
        }
    }
}
