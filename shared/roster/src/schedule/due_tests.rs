//! Due times over daylight saving, and which due time serves a set.

use jiff::Timestamp;
use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::Schedule;

fn schedule(text: &str) -> Schedule {
    text.parse().unwrap_or_else(|error| panic!("{error}"))
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn the_default_is_every_day_at_00_15_in_chicago() {
    let schedule = Schedule::default();
    let mut now = at("2026-11-22T06:15:00Z");
    for shown in [
        "Mon 23 Nov 2026 00:15 CST (America/Chicago)",
        "Tue 24 Nov 2026 00:15 CST (America/Chicago)",
        "Wed 25 Nov 2026 00:15 CST (America/Chicago)",
    ] {
        now = schedule.next_due(now).unwrap();
        assert_eq!(schedule.show(now), shown);
    }
}

#[test]
fn a_due_time_keeps_its_local_time_over_daylight_saving() {
    for (text, date, due) in [
        // 2026-03-08 02:00 CST becomes 03:00 CDT: 02:30 does not exist.
        ("daily 02:30 America/Chicago", date(2026, 3, 7), "2026-03-07T08:30:00Z"),
        ("daily 02:30 America/Chicago", date(2026, 3, 8), "2026-03-08T08:30:00Z"),
        ("daily 02:30 America/Chicago", date(2026, 3, 9), "2026-03-09T07:30:00Z"),
        ("daily 02:00 America/Chicago", date(2026, 3, 8), "2026-03-08T08:00:00Z"),
        ("daily 03:00 America/Chicago", date(2026, 3, 8), "2026-03-08T08:00:00Z"),
        // 2026-11-01 02:00 CDT becomes 01:00 CST: 01:30 comes twice.
        ("daily 01:30 America/Chicago", date(2026, 11, 1), "2026-11-01T06:30:00Z"),
        ("daily 01:30 America/Chicago", date(2026, 11, 2), "2026-11-02T07:30:00Z"),
        ("daily 00:15 America/Chicago", date(2026, 3, 8), "2026-03-08T06:15:00Z"),
        ("daily 00:15 America/Chicago", date(2026, 3, 9), "2026-03-09T05:15:00Z"),
        ("daily 00:15 America/Chicago", date(2026, 11, 1), "2026-11-01T05:15:00Z"),
        ("daily 00:15 America/Chicago", date(2026, 11, 2), "2026-11-02T06:15:00Z"),
        // No daylight saving in Arizona.
        ("daily 02:30 America/Phoenix", date(2026, 3, 8), "2026-03-08T09:30:00Z"),
    ] {
        assert_eq!(schedule(text).due_on(date), Some(at(due)), "{text} on {date}");
    }
}

#[test]
fn a_time_in_the_gap_is_shown_as_it_is_read_on_the_clock() {
    let schedule = schedule("daily 02:30 America/Chicago");
    let due = schedule.next_due(at("2026-03-08T06:00:00Z")).unwrap();
    assert_eq!(schedule.show(due), "Sun 8 Mar 2026 03:30 CDT (America/Chicago)");
}

#[test]
fn a_night_with_two_01_30_has_one_due_time() {
    let schedule = schedule("daily 01:30 America/Chicago");
    let due = schedule.next_due(at("2026-11-01T05:00:00Z")).unwrap();
    assert_eq!(schedule.show(due), "Sun 1 Nov 2026 01:30 CDT (America/Chicago)");
    let next = schedule.next_due(due).unwrap();
    assert_eq!(schedule.show(next), "Mon 2 Nov 2026 01:30 CST (America/Chicago)");
}

#[test]
fn only_the_days_named_are_due() {
    let schedule = schedule("mon-fri 05:30 America/New_York");
    let friday = at("2026-11-20T10:30:00Z");
    assert_eq!(schedule.last_due(at("2026-11-22T20:00:00Z")), Some(friday), "on a Sunday");
    assert_eq!(schedule.next_due(friday), Some(at("2026-11-23T10:30:00Z")));
    assert_eq!(schedule.due_on(date(2026, 11, 21)), None);
}

#[test]
fn a_set_completed_within_6_hours_after_its_due_time_runs_then() {
    // Due 06:15Z; the day before was served at its due time.
    let served = Some(at("2026-11-22T06:15:00Z"));
    for (completed, starts) in [
        ("2026-11-22T18:00:00Z", "2026-11-23T06:15:00Z"),
        ("2026-11-23T06:15:00Z", "2026-11-23T06:15:00Z"),
        ("2026-11-23T06:15:01Z", "2026-11-23T06:15:01Z"),
        ("2026-11-23T12:15:00Z", "2026-11-23T12:15:00Z"),
        ("2026-11-23T12:15:01Z", "2026-11-24T06:15:00Z"),
    ] {
        assert_eq!(Schedule::default().starts(at(completed), served), at(starts), "{completed}");
    }
}

#[test]
fn the_window_is_a_setting() {
    let (completed, next) = (at("2026-11-23T07:15:01Z"), at("2026-11-24T06:15:00Z"));
    for (text, starts) in [
        ("daily 00:15 America/Chicago within 1h", next),
        ("daily 00:15 America/Chicago within 2h", completed),
        ("daily 00:15 America/Chicago within 0s", next),
    ] {
        assert_eq!(schedule(text).starts(completed, None), starts, "{text}");
    }
}

#[test]
fn a_due_time_serves_one_set_and_the_next_set_waits() {
    let schedule = Schedule::default();
    let (late, next) = (at("2026-11-23T08:00:00Z"), at("2026-11-24T06:15:00Z"));
    for (served, starts) in [
        (None, late),
        (Some(at("2026-11-22T06:15:30Z")), late),
        (Some(at("2026-11-23T06:15:00Z")), next),
        (Some(at("2026-11-23T07:00:00Z")), next),
        (Some(at("2026-11-24T06:15:10Z")), at("2026-11-25T06:15:00Z")),
    ] {
        assert_eq!(schedule.starts(late, served), starts, "{served:?}");
    }
}

#[test]
fn a_set_that_fell_due_while_nobody_was_running_is_due_at_once() {
    let schedule = Schedule::default();
    let (completed, served) = (at("2026-11-22T18:00:00Z"), Some(at("2026-11-22T06:15:00Z")));
    for (now, due) in [
        ("2026-11-23T06:14:59Z", false),
        ("2026-11-23T06:15:00Z", true),
        ("2026-11-23T20:00:00Z", true),
        ("2026-11-27T20:00:00Z", true),
    ] {
        assert_eq!(schedule.is_due(completed, served, at(now)), due, "{now}");
    }
}

#[test]
fn on_arrival_runs_at_once_but_not_before_the_minimum_interval_is_over() {
    let schedule = schedule("on-arrival every 30m");
    let completed = at("2026-11-23T12:00:00Z");
    for (served, starts) in [
        (None, "2026-11-23T12:00:00Z"),
        (Some("2026-11-23T11:30:00Z"), "2026-11-23T12:00:00Z"),
        (Some("2026-11-23T11:50:00Z"), "2026-11-23T12:20:00Z"),
    ] {
        assert_eq!(schedule.starts(completed, served.map(at)), at(starts), "{served:?}");
    }
    assert_eq!((schedule.next_due(completed), schedule.last_due(completed)), (None, None));
}

#[test]
fn the_ends_of_time_are_not_reached() {
    for text in ["daily 00:15 America/Chicago", "on-arrival every 31d"] {
        let schedule = schedule(text);
        for edge in [Timestamp::MIN, Timestamp::MAX] {
            schedule.next_due(edge);
            schedule.last_due(edge);
            schedule.starts(edge, Some(edge));
        }
    }
}

const ZONES: [&str; 6] = [
    "America/Chicago",
    "America/Phoenix",
    "America/St_Johns",
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "America/Nuuk",
];

prop_compose! {
    fn any_at()(zone in proptest::sample::select(ZONES.to_vec()), minute in 0_u32..1_440, first in 0_usize..7,
                last in 0_usize..7) -> Schedule {
        let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        let (first, last) = (names[first], names[last]);
        schedule(&format!("{first}-{last} {}:{:02} {zone}", minute / 60, minute % 60))
    }
}

fn any_date() -> impl Strategy<Value = Date> {
    (2024_i16..2040, 1_i16..366)
        .prop_map(|(year, day)| date(year, 1, 1).checked_add(jiff::Span::new().days(day - 1)).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn each_calendar_day_matched_gives_exactly_one_due_instant(schedule in any_at(), start in any_date()) {
        let days = start.series(jiff::Span::new().days(1)).take(15).collect::<Vec<_>>();
        let expected = days.iter().filter_map(|day| schedule.due_on(*day)).collect::<Vec<_>>();
        let mut walked = Vec::new();
        if let (Some(first), Some(last)) = (expected.first(), expected.last()) {
            let mut now = *first - jiff::SignedDuration::from_secs(1);
            while let Some(due) = schedule.next_due(now).filter(|due| due <= last) {
                prop_assert!(due > now, "a due time is later than the moment asked for");
                walked.push(due);
                now = due;
            }
        }
        prop_assert_eq!(walked, expected);
    }

    #[test]
    fn next_and_last_due_enclose_the_moment(schedule in any_at(), date in any_date(), second in 0_i64..86_400) {
        let now = at(&format!("{date}T00:00:00Z")) + jiff::SignedDuration::from_secs(second);
        let (last, next) = (schedule.last_due(now).unwrap(), schedule.next_due(now).unwrap());
        prop_assert!(last <= now && now < next);
        prop_assert_eq!(schedule.next_due(last), Some(next));
    }

    #[test]
    fn a_set_starts_once_it_is_complete_and_never_in_a_slot_that_was_served(
        schedule in any_at(), date in any_date(), (second, gap) in (0_i64..86_400, -200_000_i64..200_000),
    ) {
        let completed = at(&format!("{date}T00:00:00Z")) + jiff::SignedDuration::from_secs(second);
        let served = completed + jiff::SignedDuration::from_secs(gap);
        let starts = schedule.starts(completed, Some(served));
        prop_assert!(starts >= completed);
        prop_assert!(schedule.last_due(starts).unwrap() > served, "the due time it runs under is a new one");
    }
}
