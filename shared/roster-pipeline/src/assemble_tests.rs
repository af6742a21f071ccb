//! Sets over sessions and hours: what is waited for, and for how long.

use jiff::{SignedDuration, Timestamp};

use super::*;
use crate::mapping::MappingInUse;
use crate::records::{Connection, DeliveryId, Direction};

fn at(minute: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + minute * 60).expect("a time in range")
}

fn connection(expected: &[(&str, &str)]) -> Connection {
    Connection {
        tenant: "maple-usd".parse().unwrap(),
        id: "sis".parse().unwrap(),
        expected: expected
            .iter()
            .map(|(p, r)| ExpectedFile { pattern: (*p).into(), rhythm: (*r).into() })
            .collect(),
        ..Connection::new("maple-usd".parse().unwrap(), "sis".parse().unwrap(), Direction::Push, at(0))
    }
}

fn arrival(path: &str, minute: i64, taken: bool) -> Arrival {
    Arrival {
        path: path.into(),
        version: format!("{path}@{minute}"),
        size: 1,
        sha256: String::new(),
        modified: at(minute),
        received: at(minute),
        purpose: Default::default(),
        artifact: String::new(),
        delivery: taken.then(|| DeliveryId("d-1".into())),
    }
}

fn paths(assembly: Assembly) -> Vec<String> {
    match assembly {
        Assembly::Whole(set) => set.into_iter().map(|a| a.path).collect(),
        other => panic!("not whole: {other:?}"),
    }
}

#[test]
fn where_no_set_is_declared_a_quiet_period_closes_it() {
    let files = [arrival("users.csv", 0, false), arrival("orgs.csv", 3, false)];
    let ask = |minute| assemble(&connection(&[]), &files, Patience::Usual, at(minute));
    assert_eq!(ask(4), Assembly::WaitUntil(at(8)));
    assert_eq!(paths(ask(8)), ["users.csv", "orgs.csv"]);
}

#[test]
fn where_a_mapping_needs_files_a_quiet_period_closes_the_set_that_has_them() {
    let needs = ["students*.csv", "Staff.csv"];
    let needs = needs.map(|p| ExpectedFile { pattern: p.into(), rhythm: "each run".into() });
    let mapping = MappingInUse { version: 1, sha256: "a".repeat(64), needs: needs.to_vec() };
    let push = Connection { mapping: Some(mapping), ..connection(&[]) };
    let pull = Connection { direction: Direction::Pull, ..push.clone() };
    let (students, staff) = (arrival("students_101.csv", 0, false), arrival("staff.csv", 1, false));
    let (old, bus, zip) =
        (arrival("staff.csv", -900, true), arrival("bus.csv", 3, false), arrival("all.zip", 0, false));
    let missing = Assembly::WaitFor(vec!["Staff.csv".into()]);
    let whole = |of: &[&Arrival]| Assembly::Whole(of.iter().map(|a| (*a).clone()).collect());
    for (connection, files, minute, want) in [
        (&push, vec![&students, &staff, &bus], 7, Assembly::WaitUntil(at(8))),
        (&push, vec![&students, &staff, &bus], 8, whole(&[&students, &staff, &bus])),
        (&push, vec![&students, &bus], 8, missing.clone()),
        (&push, vec![&students, &old], 5, missing),
        (&pull, vec![&students, &old], 5, whole(&[&students])),
        (&push, vec![&zip], 5, whole(&[&zip])),
    ] {
        let files: Vec<Arrival> = files.into_iter().cloned().collect();
        assert_eq!(assemble(connection, &files, Patience::Usual, at(minute)), want, "{files:?}");
        assert!(matches!(assemble(connection, &files, Patience::None, at(0)), Assembly::Whole(_)));
    }
    let declared = Connection { expected: connection(&[("students*.csv", "each run")]).expected, ..push };
    let files = [students.clone()];
    assert_eq!(
        assemble(&declared, &files, Patience::Usual, at(0)),
        whole(&[&students]),
        "its own set counts"
    );
}

#[test]
fn a_declared_set_assembles_over_many_sessions_and_hours() {
    let connection = connection(&[("users.csv", "each run"), ("orgs*.csv", "each run")]);
    let first = [arrival("users.csv", 0, false)];
    let waiting = assemble(&connection, &first, Patience::Usual, at(300));
    assert_eq!(waiting, Assembly::WaitFor(vec!["orgs*.csv".into()]));
    let both = [arrival("users.csv", 0, false), arrival("in/Orgs_2026.csv", 400, false)];
    assert_eq!(
        paths(assemble(&connection, &both, Patience::Usual, at(400))),
        ["in/Orgs_2026.csv", "users.csv"]
    );
}

#[test]
fn a_file_within_its_rhythm_is_carried_from_an_earlier_delivery() {
    let connection =
        connection(&[("users.csv", "each run"), ("orgs.csv", "at most 2 days old"), ("old.csv", "own")]);
    let files = [arrival("orgs.csv", 0, true), arrival("users.csv", 60, false)];
    assert_eq!(paths(assemble(&connection, &files, Patience::Usual, at(61))), ["orgs.csv", "users.csv"]);
    let later = [arrival("orgs.csv", 0, true), arrival("users.csv", 60 * 24 * 3, false)];
    let waiting = assemble(&connection, &later, Patience::Usual, at(60 * 24 * 3));
    assert_eq!(waiting, Assembly::WaitFor(vec!["orgs.csv".into()]));
}

#[test]
fn what_was_delivered_already_is_nothing_new() {
    let files = [arrival("users.csv", 0, true)];
    for connection in [connection(&[]), connection(&[("users.csv", "once")])] {
        assert_eq!(assemble(&connection, &files, Patience::None, at(9)), Assembly::Nothing);
    }
}

#[test]
fn a_person_who_asks_for_a_run_gets_what_has_arrived() {
    let files = [arrival("users.csv", 0, false)];
    for connection in [connection(&[]), connection(&[("users.csv", "each run"), ("orgs.csv", "each run")])] {
        assert_eq!(paths(assemble(&connection, &files, Patience::None, at(0))), ["users.csv"]);
    }
}

#[test]
fn names_of_uploads_in_progress_are_temporary() {
    for name in
        ["x.csv.filepart", "a/users.csv.tmp", ".users.csv", "~$book.csv", "users.csv~", "X.PART", "a/"]
    {
        assert!(is_temporary(name), "{name}");
    }
    for name in ["users.csv", "part.csv", "a.b/tmp.csv", "OneRoster.zip"] {
        assert!(!is_temporary(name), "{name}");
    }
}

#[test]
fn patterns_are_case_insensitive_and_a_star_is_any_text() {
    for (pattern, path, want) in [
        ("users.csv", "in/Users.CSV", true),
        ("*.csv", "a.csv", true),
        ("*_users_*.csv", "x_users_1.csv", true),
        ("in/*.csv", "in/a.csv", true),
        ("in/*.csv", "out/a.csv", false),
        ("a*a", "a", false),
        ("users.csv", "users.csv2", false),
        ("*", "anything", true),
    ] {
        assert_eq!(matches(pattern, path), want, "{pattern} {path}");
    }
}

#[test]
fn waiting_ends_when_it_should_not_before() {
    let files = [arrival("users.csv", 0, false)];
    let edge = at(5) - SignedDuration::from_secs(1);
    assert_eq!(assemble(&connection(&[]), &files, Patience::Usual, edge), Assembly::WaitUntil(at(5)));
}
