//! Nights of the formats that are mapping documents: the same again changes nothing, and what does not come does not go.

use std::fs;
use std::path::PathBuf;

use roster::brake::{Fact, Feeds};
use roster::model::Entity::{AcademicSessions, Demographics, Orgs, Relationships, Roles, Users};
use roster::read::Set;

use super::nights::{Night, Nights};

type Texts = Vec<(String, String)>;

fn files(delivery: &str) -> Texts {
    let folder =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/formats").join(delivery);
    let mut files: Texts = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| !path.ends_with("expected.txt"))
        .map(|path| {
            (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(&path).unwrap())
        })
        .collect();
    files.sort();
    files
}

fn changed(files: &Texts, name: &str, change: impl Fn(&str) -> String) -> Texts {
    let change = |(known, text): &(String, String)| {
        (known.clone(), if known == name { change(text) } else { text.clone() })
    };
    files.iter().map(change).collect()
}

fn without(files: &Texts, name: &str) -> Texts {
    files.iter().filter(|(known, _)| known != name).cloned().collect()
}

fn send(nights: &mut Nights, files: &Texts) -> Night {
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let night = nights.plan_set(&Set::of_texts(&files));
    nights.commit(&night);
    night
}

#[test]
fn the_same_delivery_changes_nothing() {
    for delivery in [
        "clever/good",
        "sds-v1/good",
        "sds-v2.1/good",
        "rollcall-templates/all-files",
        "rollcall-templates/combined",
    ] {
        let (mut nights, files) = (Nights::new(), files(delivery));
        let first = send(&mut nights, &files);
        assert!(first.comparison.complete, "{delivery}");
        let again = send(&mut nights, &files);
        assert_eq!(again.visible(), [""; 0], "{delivery}");
        let as_before = |fact: &Fact| matches!(fact, Fact::FileSize { before, now, .. } if before == now);
        assert!(again.comparison.facts.iter().all(as_before), "{:?}", again.comparison.facts);
    }
}

#[test]
fn a_contact_goes_with_the_last_row_that_names_it() {
    let (mut nights, good) = (Nights::new(), files("clever/good"));
    send(&mut nights, &good);
    let rows = |gone: &'static str| {
        move |text: &str| {
            text.lines().filter(|line| !line.contains(gone)).map(|line| format!("{line}\n")).collect()
        }
    };
    let mut gone = send(&mut nights, &changed(&good, "students.csv", rows("Grandfather"))).removed();
    gone.sort();
    assert_eq!(
        gone,
        ["relationships student:1:contact:7002", "roles contact:7002:relative:0401", "users contact:7002"]
    );
}

#[test]
fn losing_the_contacts_column_holds_and_the_student_stays() {
    let (mut nights, good) = (Nights::new(), files("clever/good"));
    send(&mut nights, &good);
    let renamed = changed(&good, "students.csv", |text| text.replace("Contact_name", "Emergency_person"));
    let night = send(&mut nights, &renamed);
    let lost = |fact: &Fact| matches!(fact, Fact::ColumnLost { feeds: Feeds::Filter, .. });
    assert!(night.comparison.facts.iter().any(lost), "{:?}", night.comparison.facts);
    assert!(nights.ids(Users).contains(&"student:1".to_owned()));
}

#[test]
fn losing_the_only_column_of_a_kind_of_record_holds_nothing_and_takes_nothing() {
    let (mut nights, good) = (Nights::new(), files("sds-v1/good"));
    send(&mut nights, &good);
    let night =
        send(&mut nights, &changed(&good, "Student.csv", |text| text.replace("Birthdate", "Shoe Size")));
    assert!(night.comparison.complete);
    assert_eq!(night.found("lost-column").len(), 1);
    assert!(!night.comparison.facts.iter().any(|fact| matches!(fact, Fact::ColumnLost { .. })));
    assert_eq!(night.visible(), [""; 0]);
    assert_eq!(nights.value(Demographics, "student:1", "birthDate").as_deref(), Some("2011-04-02"));
}

#[test]
fn schools_keep_their_names_on_a_night_without_their_file() {
    let (mut nights, good) = (Nights::new(), files("rollcall-templates/all-files"));
    send(&mut nights, &good);
    let night = send(&mut nights, &without(&good, "schools.csv"));
    assert!(night.removed().is_empty(), "{:?}", night.removed());
    assert_eq!(nights.ids(Orgs), ["0401", "0402", "D"]);
    assert_eq!(nights.value(Orgs, "0401", "name").as_deref(), Some("Larch Hill High"));
}

#[test]
fn a_no_outlives_a_word_that_nobody_knows_and_a_column_that_is_gone() {
    let (mut nights, good) = (Nights::new(), files("rollcall-templates/all-files"));
    send(&mut nights, &good);
    let may = |nights: &Nights| nights.value(Relationships, "p1:c2", "mayPickUp").unwrap();
    assert_eq!(may(&nights), "no");
    send(&mut nights, &changed(&good, "contacts.csv", |text| text.replace("No,NO", "No,ask the office")));
    assert_eq!(may(&nights), "no");
    send(&mut nights, &changed(&good, "contacts.csv", |text| text.replace("May Pick Up", "Car")));
    assert_eq!(may(&nights), "no");
}

#[test]
fn a_file_that_is_optional_takes_nothing_with_it() {
    let (mut nights, good) = (Nights::new(), files("sds-v2.1/good"));
    send(&mut nights, &good);
    for name in ["relationships.csv", "demographics.csv", "academicSessions.csv"] {
        let night = send(&mut nights, &without(&good, name));
        assert!(night.removed().is_empty(), "{name}: {:?}", night.removed());
    }
    assert_eq!(nights.ids(AcademicSessions).len(), 3);
    assert_eq!(nights.ids(Demographics).len(), 2);
    assert!(nights.ids(Roles).contains(&"p4:parent:s1".to_owned()));
}
