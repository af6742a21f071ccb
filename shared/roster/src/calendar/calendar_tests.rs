//! What a calendar says of each day, and its text.

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::{Calendar, Kind, Mode, Span};

fn calendar(text: &str) -> Calendar {
    text.parse().unwrap_or_else(|error| panic!("{error}"))
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

#[test]
fn one_calendar_has_two_kinds_of_span_and_both_ends_count() {
    let calendar = calendar("paused 2026-06-05..2026-08-10; rollover 2026-08-11");
    for (date, mode) in [
        ("2026-06-04", Mode::Normal),
        ("2026-06-05", Mode::Paused),
        ("2026-08-10", Mode::Paused),
        ("2026-08-11", Mode::Rollover),
        ("2026-08-31", Mode::Rollover),
        ("2026-09-01", Mode::Normal),
    ] {
        assert_eq!(calendar.mode(day(date)), mode, "{date}");
    }
    assert_eq!(Calendar::default().mode(day("2026-08-11")), Mode::Normal);
}

#[test]
fn a_day_that_is_paused_and_rollover_is_paused() {
    let calendar = calendar("rollover 2026-08-01..2026-08-20\npaused 2026-08-05..2026-08-06");
    let modes = (4..=7).map(|d| calendar.mode(date(2026, 8, d)).as_str()).collect::<Vec<_>>();
    assert_eq!(modes, ["rollover", "paused", "paused", "rollover"]);
}

#[test]
fn the_next_change_skips_spans_that_change_nothing() {
    let calendar =
        calendar("paused 2026-06-05..2026-07-01; paused 2026-07-02..2026-08-10; rollover 2026-08-11");
    for (from, next) in [
        ("2026-01-01", Some(("2026-06-05", Mode::Paused))),
        ("2026-06-05", Some(("2026-08-11", Mode::Rollover))),
        ("2026-08-30", Some(("2026-09-01", Mode::Normal))),
        ("2026-08-31", Some(("2026-09-01", Mode::Normal))),
        ("2026-09-01", None),
    ] {
        assert_eq!(calendar.next_change(day(from)), next.map(|(date, mode)| (day(date), mode)), "{from}");
    }
}

#[test]
fn calendars_parse_print_and_explain() {
    for (text, shown) in [
        ("", ""),
        (" ; ", ""),
        ("Rollover 2026-08-11", "rollover 2026-08-11..2026-08-31"),
        ("paused 2026-11-26", "paused 2026-11-26..2026-11-26"),
        (
            "rollover 2026-08-11 .. 2026-08-20;paused 2026-06-05..2026-08-10;",
            "paused 2026-06-05..2026-08-10; rollover 2026-08-11..2026-08-20",
        ),
    ] {
        assert_eq!(calendar(text).to_string(), shown, "{text}");
    }
    for (text, error) in [
        ("summer 2026-06-05..2026-08-10", "write for example `paused 2026-06-05..2026-08-10`"),
        ("paused", "\"paused\" is not a span"),
        ("paused 06/05/2026", "\"06/05/2026\" is not a date"),
        ("paused 2026-02-30", "\"2026-02-30\" is not a date"),
        ("paused 2026-06-05T00:00..2026-06-06", "is not a date"),
        ("paused 2026-08-10..2026-06-05", "cannot end on 2026-06-05, before it begins on 2026-08-10"),
        ("rollover 2026-08-11..2027-08-11", "lasts at most 92 days, and 2026-08-11 to 2027-08-11 is 366"),
    ] {
        let message = text.parse::<Calendar>().expect_err(text).to_string();
        assert!(message.contains(error), "{text}: {message}");
    }
}

#[test]
fn a_rollover_may_last_92_days_and_no_more() {
    let from = date(2026, 6, 1);
    assert!(Span::new(Kind::Rollover, from, date(2026, 8, 31)).is_ok());
    assert!(Span::new(Kind::Rollover, from, date(2026, 9, 1)).is_err());
    assert!(Span::new(Kind::Paused, from, date(2027, 9, 1)).is_ok());
}

fn any_calendar() -> impl Strategy<Value = Calendar> {
    let span = (any::<bool>(), 1_i16..300, 0_i16..60).prop_map(|(paused, start, length)| {
        let day = |n: i16| date(2026, 1, 1).checked_add(jiff::Span::new().days(n)).unwrap();
        let kind = if paused { Kind::Paused } else { Kind::Rollover };
        Span::new(kind, day(start), day(start + length)).unwrap()
    });
    proptest::collection::vec(span, 0..6).prop_map(Calendar::new)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn what_is_printed_parses_back(calendar in any_calendar()) {
        prop_assert_eq!(calendar.to_string().parse::<Calendar>(), Ok(calendar));
    }

    #[test]
    fn no_day_before_the_next_change_has_another_mode(calendar in any_calendar(), start in 0_i16..365) {
        let from = date(2026, 1, 1).checked_add(jiff::Span::new().days(start)).unwrap();
        let mode = calendar.mode(from);
        let days = from.series(jiff::Span::new().days(1)).skip(1).take(400);
        let walked = days.map(|day| (day, calendar.mode(day))).find(|(_, later)| *later != mode);
        prop_assert_eq!(calendar.next_change(from), walked);
    }
}
