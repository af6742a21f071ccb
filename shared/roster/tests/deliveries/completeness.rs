//! Design, "complete": removals come only from complete entities.

use roster::brake::{self, Limits, Outcome};
use roster::calendar::Mode;
use roster::model::Entity;

use super::district::{Files, v11, v12};
use super::nights::{Night, Nights};

const NOTHING: [&str; 0] = [];
const ROSTER: &[&str] = &[
    "orgs.csv",
    "academicSessions.csv",
    "courses.csv",
    "classes.csv",
    "users.csv",
    "demographics.csv",
    "enrollments.csv",
];

#[test]
fn a_record_that_a_complete_file_no_longer_has_is_removed() {
    let mut nights = Nights::after(&v11());
    let night = nights.apply(&v11().drop("enrollments.csv", "e3"));
    assert_eq!(
        (night.visible(), night.comparison.complete),
        (vec!["removed enrollments e3".to_owned()], true)
    );
    assert_eq!(nights.ids(Entity::Enrollments), ["e1", "e2", "e4"]);
}

#[test]
fn an_absent_file_says_nothing() {
    for files in [v11(), v12()] {
        for name in ROSTER.iter().chain(&["roles.csv"]).filter(|n| files.0.iter().any(|(f, _)| f == *n)) {
            let night = Nights::after(&files).plan(&files.clone().without(name));
            assert_eq!(night.ops(), NOTHING, "{name}");
            assert!(!night.comparison.complete, "{name}");
            let about: Vec<String> = night.findings.iter().map(ToString::to_string).collect();
            assert_eq!(about.len(), 1, "{name}: {about:?}");
        }
    }
}

#[test]
fn an_absent_column_leaves_the_stored_values() {
    let mut nights = Nights::after(&v11());
    let night =
        nights.apply(&v11().without_column("users.csv", "middleName").without_column("orgs.csv", "type"));
    assert_eq!(night.visible(), NOTHING);
    assert_eq!(nights.value(Entity::Users, "u1", "middleName").as_deref(), Some("Lee"));
    assert_eq!(nights.value(Entity::Orgs, "d1", "type").as_deref(), Some("district"));
}

#[test]
fn a_blank_column_is_no_absent_one() {
    let mut nights = Nights::after(&v11());
    nights.apply(&v11().change("users.csv", ",Lee,", ",,"));
    assert_eq!(nights.value(Entity::Users, "u1", "middleName").as_deref(), Some(""));
}

/// Enrollments without `e3`, and broken in some way.
fn broken(how: Way) -> Night {
    Nights::after(&v11()).plan(&how(v11().drop("enrollments.csv", "e3")))
}

type Way = fn(Files) -> Files;

#[test]
fn nothing_is_removed_by_a_file_that_is_not_whole() {
    let ways: &[(&str, Way)] = &[
        ("a short last row", |f| f.change("enrollments.csv", "a2,teacher,true,,\n", "a2,teacher,tr")),
        ("a short last row with a line end", |f| {
            f.change("enrollments.csv", "a2,teacher,true,,\n", "a2,teacher\n")
        }),
        ("an open quote", |f| f.change("enrollments.csv", "a2,teacher,true,,\n", "a2,teacher,true,,\"2026")),
        ("a row without a key", |f| f.add("enrollments.csv", ",,,k1,s1,,student,,,")),
        ("an endless row", |f| f.add("enrollments.csv", &format!("e9,,,{}", "x".repeat(2 << 20)))),
        ("binary", |f| f.with("enrollments.csv", b"\x1f\x8b\x08\0\0\0\0\0\0\x03\x01\x02\x03\xff\xfe")),
        ("empty", |f| f.with("enrollments.csv", "")),
        ("spaces only", |f| f.with("enrollments.csv", "\n\n  \n")),
        ("one column", |f| f.with("enrollments.csv", "sourcedId\ne1\n")),
        ("no ID column", |f| {
            f.without_column("enrollments.csv", "sourcedId").change(
                "enrollments.csv",
                "classSourcedId",
                "class",
            )
        }),
    ];
    for (what, way) in ways {
        let night = broken(*way);
        assert_eq!(night.removed(), NOTHING, "{what}");
        assert!(!night.comparison.complete, "{what}");
        assert!(!night.findings.is_empty(), "{what}");
    }
    assert_eq!(broken(|f| f).removed(), ["enrollments e3"]);
}

#[test]
fn other_files_of_the_delivery_still_count() {
    let cut = v11().change("enrollments.csv", "a2,teacher,true,,\n", "a2,tea").drop("demographics.csv", "u2");
    assert_eq!(Nights::after(&v11()).plan(&cut).removed(), ["demographics u2"]);
}

#[test]
fn a_cut_value_is_not_taken_for_a_value() {
    let mut nights = Nights::after(&v11());
    let cut = v11().change("orgs.csv", "s2,,,Oak School,school,002,d1\n", "s2,,,Oak Sch");
    let night = nights.apply(&cut);
    assert_eq!((night.visible(), night.found("truncated-file").len()), (vec![], 1));
    assert_eq!(nights.value(Entity::Orgs, "s2", "name").as_deref(), Some("Oak School"));
}

#[test]
fn parents_that_were_cut_off_still_satisfy_references() {
    let parent_last = "s1,,,Elm School,school,001,d1\ns2,,,Oak School,school,002,d1\nd1,,,Lakes";
    let header = v11().text("orgs.csv").lines().next().unwrap().to_owned();
    let night = Nights::after(&v11()).plan(&v11().with("orgs.csv", format!("{header}\n{parent_last}")));
    assert_eq!((night.visible(), night.found("unknown-org").len()), (vec![], 0));
    let lost = format!("{header}\ns1,,,Elm School,school,001,d1\ns2,,,Oak School,sch");
    let night = Nights::after(&v11()).plan(&v11().with("orgs.csv", lost));
    assert_eq!((night.visible(), night.found("unknown-org").len()), (vec![], 0));
}

/// What the brake says on a normal day.
fn held(night: &Night) -> bool {
    let comparison = &night.comparison;
    brake::judge(&comparison.tally, &comparison.facts, &Limits::default(), Mode::Normal) != Outcome::Go
}

#[test]
fn a_header_only_file_would_remove_all_and_the_brake_holds_it() {
    let night = Nights::after(&v11()).plan(&v11().header_only("enrollments.csv"));
    assert_eq!(night.removed().len(), 4);
    assert_eq!(night.found("file-without-rows"), ["notice enrollments.csv:1"]);
    assert!(held(&night));
}

#[test]
fn a_missing_manifest_makes_all_files_bulk_and_the_minimum_counts() {
    let night = Nights::after(&v11()).plan(&v11().without("manifest.csv").drop("enrollments.csv", "e3"));
    assert_eq!((night.removed(), night.comparison.complete), (vec!["enrollments e3".to_owned()], true));
    let rostering = v11().without("manifest.csv").without("results.csv").without("demographics.csv");
    assert!(Nights::new().plan(&rostering).comparison.complete);
    for name in ROSTER.iter().filter(|name| **name != "demographics.csv") {
        let night = Nights::new().plan(&v11().without("manifest.csv").without(name));
        assert_eq!((night.comparison.complete, night.found("missing-file").len()), (false, 1), "{name}");
    }
}

#[test]
fn what_the_manifest_calls_absent_is_not_missed() {
    let files = v11().change("manifest.csv", "file.demographics,bulk", "file.demographics,absent");
    let night = Nights::after(&v11()).plan(&files.without("demographics.csv"));
    assert_eq!((night.ops(), night.findings.len(), night.comparison.complete), (vec![], 0, true));
}

#[test]
fn a_wrong_case_name_is_the_file() {
    let night = Nights::after(&v11()).plan(&v11().named("enrollments.csv", "ENROLLMENTS.CSV"));
    assert_eq!((night.ops(), night.comparison.complete), (vec![], true));
}

/// Where a row of enrollments ends, and where its last field begins.
fn ends(text: &str) -> Vec<(usize, usize)> {
    let mut at = 0;
    let lines = text.split_inclusive('\n').map(|line| {
        let start = at;
        at += line.len();
        (start + line.trim_end().rfind(',').map_or(0, |comma| comma + 1), at)
    });
    lines.collect()
}

#[test]
fn a_file_that_is_cut_anywhere_but_in_the_last_field_of_a_row_removes_nothing() {
    let text = v11().text("enrollments.csv").to_owned();
    let ends = ends(&text);
    for cut in 0..text.len() {
        let nights = Nights::after(&v11());
        let night = nights.plan(&v11().with("enrollments.csv", &text[..cut]));
        // A row that has begun its last field is whole by itself: nothing in the file says that rows are missing. Then
        // the brake must see the loss.
        let looks_whole = ends.iter().any(|(last, end)| (*last..=*end).contains(&cut));
        if !looks_whole {
            assert_eq!(night.removed(), NOTHING, "cut at {cut}");
            assert!(!night.comparison.complete, "cut at {cut}");
        }
    }
}
