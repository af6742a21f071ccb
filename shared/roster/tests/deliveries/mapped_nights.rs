//! Nights of a connection with a mapping: several records of a row, several files of an entity, what did not come.

use std::sync::Arc;

use proptest::prelude::*;
use roster::mapping::Mapping;
use roster::model::Entity::{Enrollments, Orgs, Relationships, Roles, Users};
use roster::read::{ReadOptions, Set};

use super::nights::{Night, Nights};

/// Students with their schools, contacts and classes in one row each; staff in a file for each school.
const MAPPING: &str = r#"{
  "mapping": 1, "name": "Test",
  "files": [
    {"file": "students.csv", "records": [
      {"entity": "users", "repeats": true, "fields": {
        "sourcedId": {"template": "student:{ID}"}, "givenName": "First", "familyName": "Last",
        "email": {"column": "Mail", "write": "ifEmpty"}, "phone": {"column": "Phone", "write": "once"},
        "metadata.title": "Title", "role": {"constant": "student"}, "orgSourcedIds": "School ID"}},
      {"entity": "orgs", "repeats": true, "fields": {
        "sourcedId": "School ID", "name": "School", "type": {"constant": "school"}}},
      {"entity": "users", "each": ["1", "2"], "repeats": true, "only": [{"column": "Contact {each}", "filled": true}],
       "fields": {
        "sourcedId": {"template": "contact:{ID}:{Contact {each}}"}, "givenName": "Contact {each}",
        "role": {"constant": "guardian"}, "orgSourcedIds": "School ID"}},
      {"entity": "relationships", "each": ["1", "2"], "repeats": true,
       "only": [{"column": "Contact {each}", "filled": true}], "fields": {
        "studentSourcedId": {"template": "student:{ID}"},
        "adultSourcedId": {"template": "contact:{ID}:{Contact {each}}"}, "priority": {"constant": "{each}"},
        "mayPickUp": {"column": "Pickup {each}", "steps": [
          {"codes": {"table": {"Y": "yes", "N": "no"}, "other": "warn"}}], "default": "unknown"}}}]},
    {"file": "staff*.csv", "many": true, "need": "optional", "records": [
      {"entity": "users", "fields": {
        "sourcedId": {"template": "staff:{ID}"}, "givenName": "First", "familyName": "Last",
        "role": {"column": "Job", "steps": [{"codes": {"table": {"T": "teacher"}, "other": "error"}}]},
        "orgSourcedIds": "School ID"}}]}
  ]
}"#;

const HEADER: &str =
    "ID,First,Last,Mail,Phone,Title,School ID,School,Contact 1,Pickup 1,Contact 2,Pickup 2\n";
const NORTH: &str = "1,Ada,Quill,ada@x.org,555-0101,Ms,o1,North,Eva,Y,Tom,N\n";
const SOUTH: &str = "2,Ben,Rook,,,,o2,South,Kim,?,,\n";
const STAFF: &str = "ID,First,Last,Job,School ID\n1,Una,Fox,T,o1\n";

fn nights() -> Nights {
    let mut nights = Nights::new();
    let mapping = Mapping::from_json(MAPPING).map_err(|errors| errors.to_string()).unwrap();
    nights.read = ReadOptions { mapping: Some(Arc::new(mapping)), ..ReadOptions::default() };
    nights
}

fn send(nights: &mut Nights, students: &str, staff: &[(&str, &str)]) -> Night {
    let students = format!("{HEADER}{students}");
    let files: Vec<(&str, &str)> =
        [("students.csv", students.as_str())].into_iter().chain(staff.iter().copied()).collect();
    let night = nights.plan_set(&Set::of_texts(&files));
    nights.commit(&night);
    night
}

#[test]
fn one_row_becomes_all_that_it_tells_of() {
    let mut nights = nights();
    send(&mut nights, &format!("{NORTH}{SOUTH}"), &[("staff1.csv", STAFF)]);
    assert_eq!(nights.ids(Orgs), ["o1", "o2"]);
    assert_eq!(
        nights.ids(Users),
        ["contact:1:Eva", "contact:1:Tom", "contact:2:Kim", "staff:1", "student:1", "student:2"]
    );
    assert_eq!(nights.value(Roles, "student:1:student:o1", "roleType").as_deref(), Some("primary"));
    let pick_up = |id: &str| nights.value(Relationships, id, "mayPickUp");
    assert_eq!(pick_up("student:1:contact:1:Eva").as_deref(), Some("yes"));
    assert_eq!(pick_up("student:1:contact:1:Tom").as_deref(), Some("no"));
    let record = nights.roster().remove(&(Users, "student:1".to_owned())).unwrap();
    assert_eq!(record.own_value("title").as_deref(), Some("Ms"));
}

#[test]
fn an_unknown_code_of_who_may_pick_up_never_becomes_yes_and_never_loses_a_no() {
    let mut nights = nights();
    send(&mut nights, NORTH, &[]);
    let night = send(&mut nights, &NORTH.replace("Tom,N", "Tom,maybe"), &[]);
    assert_eq!(night.found("unknown-code").len(), 1);
    assert_eq!(nights.value(Relationships, "student:1:contact:1:Tom", "mayPickUp").as_deref(), Some("no"));
}

#[test]
fn of_rows_that_differ_in_who_may_pick_up_the_no_wins() {
    for rows in [
        format!("{NORTH}{}", NORTH.replace("Eva,Y", "Eva,N")),
        format!("{}{NORTH}", NORTH.replace("Eva,Y", "Eva,n")),
    ] {
        let mut nights = nights();
        send(&mut nights, &format!("{rows}{SOUTH}"), &[]);
        let pick_up = |id: &str| nights.value(Relationships, id, "mayPickUp");
        assert_eq!(pick_up("student:1:contact:1:Eva").as_deref(), Some("no"));
        assert_eq!(pick_up("student:1:contact:1:Tom").as_deref(), Some("no"));
    }
    let mut nights = nights();
    let unclear = NORTH.replace("Eva,Y", "Eva,perhaps");
    send(&mut nights, &format!("{unclear}{}", NORTH.replace("Eva,Y", "Eva,N")), &[]);
    assert_eq!(nights.value(Relationships, "student:1:contact:1:Eva", "mayPickUp").as_deref(), Some("no"));
}

#[test]
fn a_person_at_two_schools_is_one_person_with_two_roles() {
    let mut nights = nights();
    let both = format!("{NORTH}{}", NORTH.replace("o1,North", "o2,South"));
    let night = send(&mut nights, &both, &[]);
    assert_eq!((night.found("repeated-record").len(), night.found("conflicting-record").len()), (0, 0));
    let kind = |id: &str| nights.value(Roles, id, "roleType");
    assert_eq!(kind("student:1:student:o1").as_deref(), Some("primary"));
    assert_eq!(kind("student:1:student:o2").as_deref(), Some("secondary"));
    assert_eq!(nights.ids(Users).iter().filter(|id| *id == "student:1").count(), 1);
    assert_eq!(send(&mut nights, &both, &[]).visible(), [""; 0]);
    send(&mut nights, NORTH, &[]);
    assert_eq!(kind_of(&nights, "student:1:student:o2"), None);
}

fn kind_of(nights: &Nights, id: &str) -> Option<String> {
    nights.value(Roles, id, "roleType")
}

#[test]
fn what_a_file_held_that_did_not_come_stays() {
    let mut nights = nights();
    let other = STAFF.replace("1,Una,Fox", "2,Ida,Lark");
    send(&mut nights, &format!("{NORTH}{SOUTH}"), &[("staff1.csv", STAFF), ("staff2.csv", &other)]);
    // Neither the staff of the second school nor the student who left go while a part is missing.
    let night = send(&mut nights, NORTH, &[("staff1.csv", STAFF)]);
    assert_eq!(night.found("absent-file").len(), 1);
    let people = |gone: &String| gone.starts_with("users") || gone.starts_with("roles");
    assert!(!night.removed().iter().any(people), "{:?}", night.removed());
    assert!(nights.ids(Users).contains(&"staff:2".to_owned()));
}

#[test]
fn a_whole_delivery_removes_what_it_lacks() {
    let mut nights = nights();
    send(&mut nights, &format!("{NORTH}{SOUTH}"), &[("staff1.csv", STAFF)]);
    let night = send(&mut nights, NORTH, &[("staff1.csv", STAFF)]);
    let mut gone = night.removed();
    gone.sort();
    assert_eq!(
        gone,
        [
            "orgs o2",
            "relationships student:2:contact:2:Kim",
            "roles contact:2:Kim:guardian:o2",
            "roles student:2:student:o2",
            "users contact:2:Kim",
            "users student:2"
        ]
    );
}

#[test]
fn a_field_counts_when_its_mapping_says_so() {
    let mut nights = nights();
    send(&mut nights, &format!("{NORTH}{SOUTH}"), &[]);
    let changed = NORTH.replace("ada@x.org,555-0101,Ms", "new@x.org,555-0199,Dr");
    let filled = SOUTH.replace("Ben,Rook,,", "Ben,Rook,ben@x.org,555-0102");
    send(&mut nights, &format!("{changed}{filled}"), &[]);
    let value = |id: &str, field: &str| nights.value(Users, id, field).unwrap();
    // Only if empty: hers stays, his is filled. First time only: both stay as they were.
    assert_eq!(
        (value("student:1", "email"), value("student:2", "email")),
        ("ada@x.org".into(), "ben@x.org".into())
    );
    assert_eq!(
        (value("student:1", "phone"), value("student:2", "phone")),
        ("555-0101".into(), String::new())
    );
    let record = nights.roster().remove(&(Users, "student:1".to_owned())).unwrap();
    assert_eq!(record.own_value("title").as_deref(), Some("Dr"));
}

#[test]
fn nothing_stands_in_for_a_column_that_is_gone() {
    let mapping = r#"{"mapping": 1, "name": "Test", "files": [{"file": "students.csv", "header": ["ID", "Mail"], "records": [
      {"entity": "users", "fields": {"sourcedId": "ID", "username": {"first": ["Mail", "ID"]}, "email": "Mail"}}]}]}"#;
    let mut nights = Nights::new();
    let mapping = Mapping::from_json(mapping).map_err(|errors| errors.to_string()).unwrap();
    nights.read = ReadOptions { mapping: Some(Arc::new(mapping)), ..ReadOptions::default() };
    let first = nights.plan_set(&Set::of_texts(&[("students.csv", "ID,Mail\n1,ada@x.org\n2,\n")]));
    nights.commit(&first);
    let username = |id: &str| nights.value(Users, id, "username").unwrap();
    assert_eq!((username("1"), username("2")), ("ada@x.org".to_owned(), "2".to_owned()));
    let lost = nights.plan_set(&Set::of_texts(&[("students.csv", "ID,Mayl\n1,ada@x.org\n2,\n")]));
    assert_eq!(lost.visible(), [""; 0]);
    assert_eq!(lost.found("lost-column").len(), 1);
}

#[test]
fn an_unreadable_row_of_a_mapped_file_removes_nobody() {
    let mut nights = nights();
    send(&mut nights, &format!("{NORTH}{SOUTH}"), &[]);
    let night = send(&mut nights, &format!("{NORTH},Ben,Rook,,,,o2,South,,,,\n"), &[]);
    assert_eq!(night.found("missing-id").len(), 1);
    assert!(!night.removed().iter().any(|gone| gone.starts_with("users")), "{:?}", night.removed());
}

#[test]
fn enrollments_without_an_id_are_named_for_what_they_tie_together() {
    let mapping = r#"{"mapping": 1, "name": "Test", "files": [
      {"file": "roster.csv", "records": [
        {"entity": "users", "repeats": true, "fields": {"sourcedId": {"template": "student:{ID}"},
         "role": {"constant": "student"}, "orgSourcedIds": {"constant": "o1"}}},
        {"entity": "orgs", "repeats": true, "fields": {"sourcedId": {"constant": "o1"}, "name": {"constant": "North"},
         "type": {"constant": "school"}}},
        {"entity": "classes", "repeats": true, "fields": {"sourcedId": "Class", "title": "Class",
         "schoolSourcedId": {"constant": "o1"}}},
        {"entity": "enrollments", "fields": {"classSourcedId": "Class", "schoolSourcedId": {"constant": "o1"},
         "userSourcedId": {"template": "student:{ID}"}, "role": {"constant": "student"}}}]}]}"#;
    let mut nights = Nights::new();
    let mapping = Mapping::from_json(mapping).map_err(|errors| errors.to_string()).unwrap();
    nights.read = ReadOptions { mapping: Some(Arc::new(mapping)), ..ReadOptions::default() };
    let night = nights.plan_set(&Set::of_texts(&[("roster.csv", "ID,Class\n1,A\n1,B\n2,A\n")]));
    nights.commit(&night);
    assert_eq!(
        nights.ids(Enrollments),
        ["A:student:1:student", "A:student:2:student", "B:student:1:student"]
    );
}

fn student() -> impl Strategy<Value = String> {
    (
        1..40u32,
        prop::sample::select(vec!["o1,North", "o2,South", ",", "o3,West"]),
        prop::sample::select(vec!["Eva,Y,Tom,N", "Eva,?,,", ",,,", " Kim ,Y,\"To,m\",n"]),
    )
        .prop_map(|(id, school, contacts)| format!("{id},First{id},Last,m{id}@x.org,,,{school},{contacts}"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn threads_and_order_of_memory_mean_nothing(rows in prop::collection::vec(student(), 1..120)) {
        let text = format!("{HEADER}{}\n", rows.join("\n"));
        let files = [("students.csv", text.as_str()), ("staff1.csv", STAFF)];
        let (one, mut many) = (nights(), nights());
        many.read.threads = 4;
        let told = |night: &Night| {
            let found: Vec<String> = night.findings.iter().map(ToString::to_string).collect();
            (night.ops(), found, format!("{:?}", night.comparison.entities))
        };
        let set = Set::of_texts(&files);
        prop_assert_eq!(told(&one.plan_set(&set)), told(&many.plan_set(&set)));
    }

    #[test]
    fn the_same_delivery_again_changes_nothing(rows in prop::collection::vec(student(), 1..60)) {
        let rows = format!("{}\n", rows.join("\n"));
        let mut nights = nights();
        send(&mut nights, &rows, &[("staff1.csv", STAFF)]);
        let again = send(&mut nights, &rows, &[("staff1.csv", STAFF)]);
        prop_assert_eq!(again.visible(), [""; 0]);
    }
}
