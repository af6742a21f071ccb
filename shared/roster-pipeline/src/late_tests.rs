//! Who is late, and when.

use super::*;
use crate::records::{Direction, ExpectedFile};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn connection(tenant: &str) -> Connection {
    let key = ConnectionKey::new(tenant, "sis").unwrap();
    let created = at("2026-09-01T12:00:00Z");
    Connection { active: true, ..Connection::new(key.tenant, key.connection, Direction::Push, created) }
}

fn missed(connection: &Connection, last: &str, until: &str) -> Option<u64> {
    let until = at(until);
    let since = until - SignedDuration::from_mins(15);
    judge(connection, since, until).unwrap().map(|judged| judged.missed(at(last)))
}

#[test]
fn a_connection_is_judged_once_for_each_due_time_when_nothing_may_come_any_more() {
    // Due at 00:15 in Chicago, which is 05:15Z; what comes until 11:15Z still runs.
    for (last, until, want) in [
        ("2026-10-05T02:00:00Z", "2026-10-05T11:14:00Z", None),
        ("2026-10-05T02:00:00Z", "2026-10-05T11:20:00Z", Some(0)),
        ("2026-10-05T02:00:00Z", "2026-10-05T11:31:00Z", None),
        ("2026-10-05T02:00:00Z", "2026-10-06T11:20:00Z", Some(1)),
        ("2026-10-05T02:00:00Z", "2026-10-08T11:20:00Z", Some(3)),
        ("2026-10-05T09:00:00Z", "2026-10-06T11:20:00Z", Some(0)),
    ] {
        assert_eq!(missed(&connection("maple-usd"), last, until), want, "{last} {until}");
    }
}

#[test]
fn whoever_is_paused_or_on_holiday_or_was_never_asked_is_not_late() {
    let with = |change: &dyn Fn(&mut Connection)| {
        let mut connection = connection("maple-usd");
        change(&mut connection);
        missed(&connection, "2026-10-01T02:00:00Z", "2026-10-06T11:20:00Z")
    };
    let file = |rhythm: &str| ExpectedFile { pattern: "users.csv".into(), rhythm: rhythm.into() };
    assert_eq!(with(&|_| {}), Some(5));
    assert_eq!(with(&|c| c.active = false), None);
    assert_eq!(with(&|c| c.paused = true), None);
    assert_eq!(with(&|c| c.schedule = "on-arrival".into()), None);
    assert_eq!(with(&|c| c.calendar = "paused 2026-10-05..2026-10-09".into()), None);
    assert_eq!(with(&|c| c.expected = vec![file("own"), file("once")]), None);
    assert_eq!(with(&|c| c.expected = vec![file("at most 7 days old")]), Some(0));
    assert_eq!(with(&|c| c.expected = vec![file("at most 5 days old")]), Some(1));
    assert_eq!(
        with(&|c| c.expected = vec![file("at most 4 days old")]),
        Some(0),
        "it was said the day before"
    );
    assert_eq!(with(&|c| c.expected = vec![file("at most 5 days old"), file("each run")]), Some(5));
}

#[test]
fn many_are_over_a_fifth_and_at_least_five() {
    for (late, of, want) in [
        (4, 4, Together::Few),
        (5, 5, Together::Many),
        (5, 24, Together::Many),
        (5, 25, Together::Few),
        (6, 25, Together::Many),
        (0, 0, Together::Few),
    ] {
        assert_eq!(Together::of(late, of), want, "{late} of {of}");
    }
}
