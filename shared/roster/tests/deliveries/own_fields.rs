//! Own fields and own records night after night, and what the field profile requires.

use std::sync::Arc;

use roster::changes::Op;
use roster::mapping::Mapping;
use roster::model::Entity;
use roster::profile::Profile;
use roster::read::ReadOptions;

use super::district::{Files, v11, v12};
use super::nights::Nights;

pub(super) const RULES: &[&str] = &["invalid-own-value", "missing-required-field", "unknown-kind"];

fn profile(json: &str) -> Arc<Profile> {
    Arc::new(Profile::load(json).map_err(|errors| errors.to_string()).unwrap())
}

fn under(json: &str) -> Nights {
    let mut nights = Nights::new();
    nights.read.profile = profile(json);
    nights
}

/// A district whose users have one more column on the right.
fn with_column(files: Files, title: &str, value: impl Fn(&str) -> String) -> Files {
    let row = |(at, line): (usize, &str)| match at {
        0 => format!("{line},{title}\n"),
        _ => format!("{line},{}\n", value(line.split(',').next().unwrap_or(""))),
    };
    let text: String = files.text("users.csv").lines().enumerate().map(row).collect();
    files.with("users.csv", text)
}

fn own(nights: &Nights, entity: Entity, id: &str) -> String {
    let roster = nights.roster();
    let record = roster.get(&(entity, id.to_owned())).unwrap_or_else(|| panic!("no {id}"));
    record.own().unwrap_or("none").to_owned()
}

#[test]
fn extension_columns_that_the_profile_has_are_kept_and_others_are_not() {
    for files in [v11(), v12()] {
        let files = with_column(files, "metadata.TITLE", |id| format!("T {id}"));
        let files = with_column(files, "metadata.shoeSize", |_| "44".to_owned());
        let nights = Nights::after(&files);
        assert_eq!(own(&nights, Entity::Users, "u1"), r#"{"title":"T u1"}"#);
        let again = nights.plan(&files);
        assert!(again.changes.is_empty() && again.findings.is_empty(), "{:?}", again.findings);
    }
}

#[test]
fn an_own_field_changes_goes_blank_and_stays_when_its_column_does_not_come() {
    let sent = |value: &'static str| with_column(v12(), "metadata.title", move |_| value.to_owned());
    let mut nights = Nights::after(&v12());
    assert_eq!(own(&nights, Entity::Users, "u1"), "none");
    for (files, want, updated) in [
        (sent(" Cook "), r#"{"title":"Cook"}"#, true),
        (v12(), r#"{"title":"Cook"}"#, false),
        (sent("Nurse"), r#"{"title":"Nurse"}"#, true),
        (sent(""), r#"{"title":""}"#, true),
    ] {
        let night = nights.apply(&files);
        let updates = night.changes.iter().filter(|c| c.op == Op::Updated && c.entity == Entity::Users);
        assert_eq!(updates.count() > 0, updated, "{want}");
        assert_eq!(own(&nights, Entity::Users, "u1"), want);
    }
}

#[test]
fn a_value_that_is_not_what_the_profile_says_is_dropped_and_the_one_before_stays() {
    let sent = |value: &'static str| with_column(v12(), "metadata.homeLanguage", move |_| value.to_owned());
    let mut nights = Nights::after(&sent("es"));
    let night = nights.apply(&sent("Klingon"));
    let found = night.found("invalid-own-value");
    assert!(found[0].starts_with("warning users.csv:2:"), "{found:?}");
    assert!(
        night.findings.iter().all(|finding| !finding.message.contains("Klingon")),
        "a personal value is quoted"
    );
    assert_eq!(own(&nights, Entity::Users, "u1"), r#"{"homeLanguage":"es"}"#);
    let night = nights.apply(&sent("Somali"));
    assert!(night.found("invalid-own-value")[0].starts_with("notice"));
    assert_eq!(own(&nights, Entity::Users, "u1"), r#"{"homeLanguage":"so"}"#);
}

#[test]
fn a_field_that_is_not_stored_is_checked_and_dropped() {
    let nights =
        || under(r#"{"profile": 1, "fields": {"users": {"note": {"kind": "date", "store": false}}}}"#);
    let mut good = nights();
    good.apply(&with_column(v12(), "metadata.note", |_| "2026-08-15".to_owned()));
    assert_eq!(own(&good, Entity::Users, "u1"), "none");
    let bad = nights().plan(&with_column(v12(), "metadata.note", |_| "soon".to_owned()));
    assert!(!bad.found("invalid-own-value").is_empty());
}

#[test]
fn what_a_role_requires_is_missed_as_badly_as_the_profile_says() {
    let json = r#"{"profile": 1, "required": {"student": {"title": "error"}, "staff": ["title"]}}"#;
    for files in [v11(), v12()] {
        let blank = with_column(files.clone(), "metadata.title", |_| String::new());
        let night = under(json).plan(&blank);
        let found = night.found("missing-required-field");
        let of = |severity: &str| found.iter().filter(|text| text.starts_with(severity)).count();
        assert!(of("error") > 0 && of("warning") > 0, "{found:?}");
        let users = night.comparison.entities[&Entity::Users].read;
        assert_eq!(users.rejected, of("error") as u64);
        for quiet in [with_column(files.clone(), "metadata.title", |_| "x".to_owned()), files] {
            assert_eq!(under(json).plan(&quiet).found("missing-required-field"), [""; 0]);
        }
    }
}

const MAPPING: &str = r#"{"mapping": 1, "name": "Buses", "files": [
  {"file": "people.csv", "records": [{"entity": "users", "fields": {
    "sourcedId": "ID", "givenName": "First", "metadata.title": "Title", "metadata.shoe": "Shoe"}}]},
  {"file": "things.csv", "records": [{"entity": "ownRecords", "fields": {
    "sourcedId": "Key", "kind": "Kind", "userSourcedId": "Person",
    "metadata.route": "Route", "metadata.stop": "Stop"}}]}]}"#;

const BUS: &str =
    r#"{"profile": 1, "entities": {"bus": {"fields": {"route": {"kind": "integer"}, "stop": {}}}}}"#;

fn mapped() -> Nights {
    let mut nights = Nights::new();
    let mapping = Mapping::from_json(MAPPING).map_err(|errors| errors.to_string()).unwrap();
    let (mapping, profile) = (Some(Arc::new(mapping)), profile(BUS));
    nights.read = ReadOptions { mapping, profile, ..ReadOptions::default() };
    nights
}

fn things(rows: &str) -> Files {
    let people = "ID,First,Title,Shoe\n1,Ada,Cook,44\n2,Ben,,\n";
    Files(Vec::new())
        .with("people.csv", people)
        .with("things.csv", format!("Key,Kind,Person,Route,Stop\n{rows}"))
}

#[test]
fn own_records_are_kept_by_kind_and_removed_like_any_other() {
    let mut nights = mapped();
    let night = nights.apply(&things("b1,bus,1,7,Oak\nb2,bus,2,07.0,\n"));
    assert_eq!(own(&nights, Entity::OwnRecords, "b1"), r#"{"route":"7","stop":"Oak"}"#);
    assert!(night.found("invalid-own-value")[0].starts_with("notice things.csv:3:4"), "{:?}", night.findings);
    assert_eq!(own(&nights, Entity::Users, "1"), r#"{"shoe":"44","title":"Cook"}"#);
    let night = nights.apply(&things("b1,bus,1,8,Oak\n"));
    let ops: Vec<Op> = night.changes.iter().map(|change| change.op).collect();
    assert_eq!(ops, [Op::Updated, Op::Removed]);
    assert_eq!(nights.ids(Entity::OwnRecords), ["b1"]);
}

#[test]
fn an_own_record_of_no_kind_or_nobody_is_left_out_and_removes_nothing() {
    let mut nights = mapped();
    nights.apply(&things("b1,bus,1,7,Oak\nb2,bus,1,8,Elm\nb3,bus,1,9,Ash\n"));
    let night = nights.apply(&things("b1,buss,1,7,Oak\nb2,bus,99,8,Elm\nb3,,1,9,Ash\n"));
    assert_eq!(night.found("unknown-kind"), ["error things.csv:2:2 Kind b1"]);
    assert_eq!(night.found("unknown-user"), ["error things.csv:3:3 Person b2"]);
    assert_eq!(night.found("missing-value"), ["error things.csv:4:2 Kind b3"]);
    assert_eq!(nights.ids(Entity::OwnRecords).len(), 3);
}

#[test]
fn a_kind_that_is_not_stored_never_leaves_the_delivery() {
    let mut nights = mapped();
    let night = nights.apply(&things("c1,courtOrder,1,x,y\n"));
    assert!(night.found("unknown-kind").is_empty() && night.comparison.complete);
    assert!(nights.ids(Entity::OwnRecords).is_empty());
}

#[test]
fn own_fields_of_one_record_have_a_bound() {
    let mut many = r#"{"profile": 1, "fields": {"users": {"#.to_owned();
    (0..20).for_each(|n| many.push_str(&format!(r#"{}"f{n:02}": {{}}"#, if n > 0 { "," } else { "" })));
    let mut nights = under(&(many + "}}}"));
    let files = (0..20)
        .fold(v12(), |files, n| with_column(files, &format!("metadata.f{n:02}"), |_| "x".repeat(3_999)));
    let night = nights.apply(&files);
    assert!(own(&nights, Entity::Users, "u1").len() < 40_000);
    assert!(!night.found("invalid-own-value").is_empty());
}
