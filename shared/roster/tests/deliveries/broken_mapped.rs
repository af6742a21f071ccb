//! Deliveries that a mapping describes, broken in every way that only such a delivery can be.

use std::sync::Arc;

use roster::mapping::Mapping;
use roster::read::{ReadOptions, Set};

use super::nights::Nights;

/// A mapping of one file of students and one of schools, whose numbers students name.
const MAPPING: &str = r#"{
  "mapping": 1, "name": "Test",
  "files": [
    {"file": "schools*.csv", "many": true, "records": [{"entity": "orgs", "fields": {
      "sourcedId": "School ID", "name": "Name", "type": {"constant": "school"}}}]},
    {"file": "students*.csv", "header": ["ID", "First", "Last", "School", "Born", "Sex", "Mail"], "records": [
      {"entity": "users", "fields": {
        "sourcedId": {"template": "student:{ID}"}, "givenName": "First", "familyName": "Last", "email": "Mail",
        "role": {"constant": "student"},
        "orgSourcedIds": {"column": "School", "steps": [
          {"through": {"file": "schools*.csv", "match": "Number", "take": "School ID", "other": "error"}}]}}},
      {"entity": "demographics", "fields": {
        "sourcedId": {"template": "student:{ID}"},
        "birthDate": {"column": "Born", "steps": [{"date": ["M/d/yyyy"]}]},
        "sex": {"column": "Sex", "steps": [{"codes": {"table": {"M": "male", "F": "female"}, "other": "warn"}}]}}}]}
  ]
}"#;

const SCHOOLS: &str = "School ID,Number,Name\no1,77,North\no2,78,South\n";
const STUDENTS: &str = "ID,First,Last,School,Born,Sex,Mail\n\
    0042,Ada,Quill,77,8/15/2012,F,ada@example.org\n\
    0043,Ben,Rook,78,12/3/2011,M,ben@example.org\n";

fn nights(mapping: &str) -> Nights {
    let mut nights = Nights::new();
    let mapping = Mapping::from_json(mapping).map_err(|errors| errors.to_string()).unwrap();
    nights.read = ReadOptions { mapping: Some(Arc::new(mapping)), ..ReadOptions::default() };
    nights
}

fn found(nights: &Nights, files: &[(&str, &str)]) -> Vec<String> {
    let night = nights.plan_set(&Set::of_texts(files));
    night.findings.iter().map(|f| format!("{} {} {}", f.severity, f.rule.name, f)).collect()
}

/// Names of rules with the delivery that breaks each.
type Case = (&'static str, &'static [(&'static str, &'static str)], &'static str);

const CASES: &[Case] = &[
    (
        "unknown-code",
        &[
            ("schools.csv", SCHOOLS),
            ("students.csv", "ID,First,Last,School,Born,Sex,Mail\n1,A,B,77,8/15/2012,N,a@x.org\n"),
        ],
        "students.csv:2:6",
    ),
    (
        "unread-date",
        &[
            ("schools.csv", SCHOOLS),
            ("students.csv", "ID,First,Last,School,Born,Sex,Mail\n1,A,B,77,2012-08-15,F,a@x.org\n"),
        ],
        "students.csv:2:5",
    ),
    (
        "unmatched-lookup",
        &[
            ("schools.csv", SCHOOLS),
            ("students.csv", "ID,First,Last,School,Born,Sex,Mail\n1,A,B,79,8/15/2012,F,a@x.org\n"),
        ],
        "students.csv:2:4",
    ),
    (
        "ambiguous-file",
        &[("schools.csv", SCHOOLS), ("students.csv", STUDENTS), ("students (1).csv", STUDENTS)],
        "students*.csv",
    ),
    ("absent-file", &[("students.csv", STUDENTS), ("schools-south.csv", SCHOOLS)], "schools.csv"),
    (
        "changed-header",
        &[
            ("schools.csv", SCHOOLS),
            ("students.csv", "First,ID,Last,School,Born,Sex,Mail,Bus\nA,1,B,77,8/15/2012,F,a@x.org,4\n"),
        ],
        "students.csv",
    ),
    (
        "lost-column",
        &[
            ("schools.csv", SCHOOLS),
            ("students.csv", "ID,First,Last,School,Born,Sex\n1,A,B,77,8/15/2012,F\n"),
        ],
        "students.csv",
    ),
];

pub(super) fn rules() -> impl Iterator<Item = &'static str> {
    CASES.iter().map(|case| case.0).chain(["changed-positions"])
}

#[test]
fn a_delivery_as_mapped_has_no_findings_and_is_whole() {
    let nights = nights(MAPPING);
    let files = [("schools.csv", SCHOOLS), ("students.csv", STUDENTS)];
    assert_eq!(found(&nights, &files), [""; 0]);
    let night = nights.plan_set(&Set::of_texts(&files));
    assert!(night.comparison.complete);
    let count = |entity| night.comparison.entities[&entity].read.accepted;
    use roster::model::Entity::{Demographics, Orgs, Roles, Users};
    assert_eq!([count(Orgs), count(Users), count(Roles), count(Demographics)], [2, 2, 2, 2]);
}

#[test]
fn every_case_is_found_where_it_is() {
    let mut nights = nights(MAPPING);
    let good = nights.plan_set(&Set::of_texts(&[("schools.csv", SCHOOLS), ("students.csv", STUDENTS)]));
    nights.commit(&good);
    for (rule, files, place) in CASES {
        let found = found(&nights, files);
        let hit = |text: &&String| text.contains(&format!(" {rule} {place}"));
        assert!(found.iter().any(|text| hit(&text)), "{rule}: {found:#?}");
    }
}

#[test]
fn any_change_of_a_file_read_by_position_is_found() {
    let mapping = r#"{"mapping": 1, "name": "Test", "files": [
      {"file": "schools.csv", "read": {"columns": "by-position"}, "header": ["a", "b"], "records": [{"entity": "orgs",
       "fields": {"sourcedId": 1, "name": 2, "type": {"constant": "school"}}}]}]}"#;
    let nights = nights(mapping);
    assert_eq!(found(&nights, &[("schools.csv", "a,b\no1,North\n")]), [""; 0]);
    let moved = found(&nights, &[("schools.csv", "b,a\nNorth,o1\n")]);
    assert!(moved.iter().any(|text| text.contains("changed-positions")), "{moved:#?}");
}
