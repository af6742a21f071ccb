//! Design, "diff" and "brake": what counts as a change, and what becomes of records over many nights.

use jiff::civil::date;
use roster::brake::Removals;
use roster::model::Entity;

use super::district::{Files, v11, v12};
use super::nights::{DAY, Nights};

const NOTHING: [&str; 0] = [];

/// Rows that are stamped with status and time, as exporters do each night.
fn stamped(files: &Files, time: &str) -> Files {
    let mut stamped = files.clone();
    for (name, _) in files.0.iter().filter(|(name, _)| name != "manifest.csv") {
        let row = |line: &str| line.replacen(",,,", &format!(",active,{time},"), 1) + "\n";
        let text: String = files.text(name).lines().map(row).collect();
        stamped = stamped.with(name, text);
    }
    stamped
}

#[test]
fn the_same_delivery_again_changes_nothing() {
    for files in [v11(), v12()] {
        assert_eq!(Nights::after(&files).plan(&files).ops(), NOTHING);
    }
}

#[test]
fn status_and_date_last_modified_are_never_a_change() {
    let mut nights = Nights::after(&v11());
    for time in ["2026-09-01T06:00:00Z", "2026-09-02T06:00:00Z"] {
        assert_eq!(nights.apply(&stamped(&v11(), time)).ops(), NOTHING, "{time}");
    }
}

#[test]
fn reference_lists_and_user_ids_compare_as_sets() {
    let one = v11().change("users.csv", "{badge:77}", "\"{badge:77},{card:5}\"").change(
        "users.csv",
        "g1,09",
        "\"g1,a2\",09",
    );
    for (name, from, to) in [
        ("users.csv", "\"{badge:77},{card:5}\"", "\"{card:5},{badge:77}\""),
        ("users.csv", "\"g1,a2\"", "\"a2,g1\""),
        ("users.csv", "\"g1,a2\"", "\"a2,g1,a2\""),
        ("classes.csv", "\"t1,t2\"", "\"t2,t1\""),
        ("classes.csv", "\"t1,t2\"", "\"t2, t1\""),
    ] {
        let night = Nights::after(&one).plan(&one.clone().change(name, from, to));
        assert_eq!(night.visible(), NOTHING, "{to}");
    }
    let night = Nights::after(&one).plan(&one.clone().change("classes.csv", "\"t1,t2\"", "t1"));
    assert_eq!(night.visible(), ["updated classes k1"]);
}

#[test]
fn other_lists_keep_their_order() {
    let one = v11().change("courses.csv", "Algebra,02052", "\"Algebra,Logic\",\"02052,02053\"");
    let two = one.clone().change(
        "courses.csv",
        "\"Algebra,Logic\",\"02052,02053\"",
        "\"Logic,Algebra\",\"02053,02052\"",
    );
    assert_eq!(Nights::after(&one).plan(&two).visible(), ["updated courses c1"]);
}

#[test]
fn the_orgs_of_a_user_have_an_order_as_the_first_is_primary() {
    let night = Nights::after(&v11()).plan(&v11().change("users.csv", "\"s1,s2\"", "\"s2,s1\""));
    assert_eq!(night.visible(), ["updated roles a2:teacher:s1", "updated roles a2:teacher:s2"]);
}

#[test]
fn the_order_of_columns_and_rows_means_nothing() {
    let mut files = v11();
    for (name, _) in v11().0.iter().filter(|(name, _)| name != "manifest.csv") {
        files = files.columns(name, |names| (0..names.len()).rev().collect());
        let text = files.text(name);
        let (header, rows) = text.split_once('\n').unwrap();
        let mut rows: Vec<&str> = rows.lines().collect();
        rows.reverse();
        files = files.clone().with(name, format!("{header}\n{}\n", rows.join("\n")));
    }
    assert_eq!(Nights::after(&v11()).plan(&files).ops(), NOTHING);
}

#[test]
fn a_student_who_changes_school_is_a_move() {
    let nights = Nights::after(&v11());
    let night = nights.plan(&v11().change("users.csv", "u2,,,true,s2,student", "u2,,,true,s1,student"));
    let roles = night.comparison.tally.total(Entity::Roles);
    assert_eq!((roles.removed, roles.moved_out), (0, 1), "{roles:?}");
    let night = nights.plan(&v11().change("enrollments.csv", "k2,s2,u2", "k2,s1,u2"));
    assert_eq!(night.visible(), ["updated enrollments e3"]);
    assert_eq!(night.comparison.tally.total(Entity::Enrollments).removed, 0);
}

#[test]
fn a_removed_record_that_comes_back_is_revived() {
    let mut nights = Nights::after(&v11());
    nights.apply(&v11().drop("enrollments.csv", "e3"));
    assert_eq!(nights.apply(&v11().drop("enrollments.csv", "e3")).ops(), NOTHING);
    assert_eq!(nights.apply(&v11()).ops(), ["revived enrollments e3"]);
    assert_eq!(nights.ids(Entity::Enrollments), ["e1", "e2", "e3", "e4"]);
}

#[test]
fn a_tombstone_satisfies_no_reference() {
    let mut nights = Nights::after(&v11());
    let gone = v11().drop("classes.csv", "k2").drop("enrollments.csv", "e3").drop("enrollments.csv", "e4");
    nights.apply(&gone);
    let night =
        nights.plan(&gone.clone().without("classes.csv").add("enrollments.csv", "e3,,,k2,s2,u2,student,,,"));
    assert_eq!(night.found("unknown-class"), ["error enrollments.csv:4:4 classSourcedId e3"]);
}

#[test]
fn grace_delays_the_purge_of_a_tombstone_and_never_its_visibility() {
    let mut nights = Nights::after(&v11());
    nights.apply(&v11().drop("enrollments.csv", "e3"));
    assert_eq!((nights.ids(Entity::Enrollments).len(), nights.stored(Entity::Enrollments)), (3, 4));
    nights.now += 40 * DAY;
    let night = nights.apply(&v11().drop("enrollments.csv", "e3"));
    assert_eq!((night.ops(), night.visible()), (vec!["purged enrollments e3".to_owned()], vec![]));
    assert_eq!(nights.stored(Entity::Enrollments), 3);
    assert_eq!(nights.apply(&v11()).ops(), ["created enrollments e3"]);
}

#[test]
fn adds_only_mode_never_removes() {
    let mut nights = Nights::after(&v11());
    nights.removals = Removals::Never;
    let gone = v11().drop("enrollments.csv", "e3").change("enrollments.csv", "e4,,,", "e4,tobedeleted,,");
    assert_eq!(nights.apply(&gone).ops(), NOTHING);
    assert_eq!(
        nights.apply(&gone.add("enrollments.csv", "e9,,,k2,s2,u1,student,,,")).ops(),
        ["created enrollments e9"]
    );
}

#[test]
fn a_removal_may_wait_for_n_deliveries_without_the_record() {
    let gone = v11().drop("enrollments.csv", "e3");
    let mut nights = Nights::after(&v11()).removing_after(3);
    assert_eq!(nights.apply(&gone).ops(), ["missing enrollments e3"]);
    assert_eq!(nights.ids(Entity::Enrollments).len(), 4);
    assert_eq!(nights.apply(&v11()).ops(), ["returned enrollments e3"]);
    for want in ["missing enrollments e3", "missing enrollments e3", "removed enrollments e3"] {
        assert_eq!(nights.apply(&gone).ops(), [want]);
    }
    assert_eq!(nights.ids(Entity::Enrollments).len(), 3);
}

#[test]
fn deliveries_that_are_not_complete_do_not_count_as_deliveries_without_the_record() {
    let mut nights = Nights::after(&v11()).removing_after(2);
    nights.apply(&v11().drop("enrollments.csv", "e3"));
    let cut = v11().drop("enrollments.csv", "e3").change("enrollments.csv", "a2,teacher,true,,\n", "a2,tea");
    assert_eq!(nights.apply(&cut).visible(), NOTHING);
    assert_eq!(nights.apply(&v11().drop("enrollments.csv", "e3")).visible(), ["removed enrollments e3"]);
}

#[test]
fn classes_and_enrollments_of_an_ended_session_are_expected_to_go() {
    let gone = v11().drop("classes.csv", "k2").drop("enrollments.csv", "e3").drop("enrollments.csv", "e4");
    for (today, expected) in [(date(2027, 1, 15), 0), (date(2027, 1, 16), 2)] {
        let mut nights = Nights::after(&v11());
        nights.today = Some(today);
        let tally = nights.plan(&gone).comparison.tally;
        let seats = tally.total(Entity::Enrollments);
        assert_eq!((seats.removed, seats.removed_expected), (2 - expected, expected), "{today}");
        assert_eq!(tally.total(Entity::Classes).removed_expected, expected / 2, "{today}");
    }
}

#[test]
fn a_change_has_before_and_after() {
    let night = Nights::after(&v11()).plan(&v11().change("orgs.csv", "Elm School", "Elm Academy"));
    let name = |bytes: &Option<Vec<u8>>| {
        let record = roster::model::Record::decode(Entity::Orgs, bytes.as_ref().unwrap()).unwrap();
        record.get("name").unwrap().to_owned()
    };
    let change = &night.changes[0];
    assert_eq!((name(&change.before), name(&change.after)), ("Elm School".into(), "Elm Academy".into()));
}
