//! Design, "complete": bulk and delta, file by file.

use roster::finding::Severity;
use roster::model::Entity;

use super::district::{Files, v11, v12};
use super::nights::Nights;

const NOTHING: [&str; 0] = [];
const STAMP: &str = "2026-09-02T06:00:00Z";

/// The district with a file that has only these rows, as a delta.
fn delta(name: &str, rows: &[&str]) -> Files {
    let header = v11().text(name).lines().next().unwrap().to_owned();
    let text: String = rows.iter().fold(header + "\n", |text, row| text + row + "\n");
    let stem = name.trim_end_matches(".csv");
    v11().with(name, text).change("manifest.csv", &format!("file.{stem},bulk"), &format!("file.{stem},delta"))
}

#[test]
fn a_delta_removes_only_what_it_says() {
    let mut nights = Nights::after(&v11());
    let row = format!("e3,tobedeleted,{STAMP},k2,s2,u2,student,,,");
    let night = nights.apply(&delta("enrollments.csv", &[&row]));
    assert_eq!((night.visible(), night.findings.len()), (vec!["removed enrollments e3".to_owned()], 0));
    assert_eq!(nights.ids(Entity::Enrollments), ["e1", "e2", "e4"]);
}

#[test]
fn a_delta_adds_and_changes_and_leaves_the_rest() {
    let mut nights = Nights::after(&v11());
    let rows = [
        format!("e3,active,{STAMP},k2,s2,u2,student,true,,"),
        format!("e5,active,{STAMP},k2,s2,u1,student,,,"),
    ];
    let night = nights.apply(&delta("enrollments.csv", &[&rows[0], &rows[1]]));
    assert_eq!(night.visible(), ["updated enrollments e3", "created enrollments e5"]);
    assert_eq!(nights.ids(Entity::Enrollments), ["e1", "e2", "e3", "e4", "e5"]);
}

#[test]
fn a_delta_is_one_by_file() {
    let files = delta("enrollments.csv", &[]).drop("demographics.csv", "u2");
    assert_eq!(Nights::after(&v11()).plan(&files).removed(), ["demographics u2"]);
}

#[test]
fn rows_of_a_delta_refer_to_what_is_stored() {
    let mut nights = Nights::after(&v11());
    let night =
        nights.apply(&delta("orgs.csv", &[&format!("s2,active,{STAMP},Oak Middle School,school,002,d1")]));
    assert_eq!((night.visible(), night.findings.len()), (vec!["updated orgs s2".to_owned()], 0));
    assert_eq!(nights.value(Entity::Orgs, "s2", "parentSourcedId").as_deref(), Some("d1"));
}

#[test]
fn a_new_student_of_a_delta_is_tied_to_the_guardian_that_is_stored() {
    let row =
        format!("u3,active,{STAMP},true,s1,student,cy.cole,,Cy,Cole,,0044,cy.cole@lakeside.example,,,g1,09,");
    let night = Nights::after(&v11()).plan(&delta("users.csv", &[&row]));
    assert_eq!(
        night.visible(),
        ["created users u3", "created roles u3:student:s1", "created relationships u3:g1"]
    );
}

#[test]
fn derived_roles_go_by_a_changed_row_also_in_a_delta() {
    let row = format!(
        "a2,active,{STAMP},true,s1,teacher,ted.tran,{{badge:77}},Ted,Tran,,9002,ted.tran@lakeside.example,,555-0101,,,"
    );
    let night = Nights::after(&v11()).plan(&delta("users.csv", &[&row]));
    assert_eq!(night.visible(), ["removed roles a2:teacher:s2"]);
}

#[test]
fn derived_roles_go_with_a_user_that_a_delta_removes() {
    let row = format!("g1,tobedeleted,{STAMP},false,s1,guardian,gus.ames,,Gus,Ames,,,,,,,,");
    let night = Nights::after(&v11()).plan(&delta("users.csv", &[&row]));
    let mut got = night.removed();
    got.sort();
    assert!(
        got.starts_with(&["relationships u1:g1".into(), "roles g1:guardian:s1".into(), "users g1".into()]),
        "{got:?}"
    );
}

#[test]
fn in_bulk_the_word_counts_as_absent_with_a_notice() {
    let files = v11().change("enrollments.csv", "e3,,,", "e3,tobedeleted,,");
    let mut nights = Nights::after(&v11());
    let night = nights.apply(&files);
    assert_eq!(night.visible(), ["removed enrollments e3"]);
    assert_eq!(night.found("deleted-in-bulk"), ["notice enrollments.csv:4:2 status e3"]);
    assert_eq!(nights.apply(&files).visible(), NOTHING);
    let mut new = Nights::new();
    new.apply(&files);
    assert_eq!(new.ids(Entity::Enrollments), ["e1", "e2", "e4"]);
}

#[test]
fn in_a_bulk_file_that_is_not_whole_the_word_removes_nothing() {
    let files = v11().change("enrollments.csv", "e3,,,", "e3,tobedeleted,,").change(
        "enrollments.csv",
        "a2,teacher,true,,\n",
        "a2,tea",
    );
    assert_eq!(Nights::after(&v11()).plan(&files).removed(), NOTHING);
}

#[test]
fn a_doubtful_status_never_removes() {
    for status in ["inactive", "deleted", "to be deleted", "0"] {
        let row = format!("e3,{status},{STAMP},k2,s2,u2,student,,,");
        let night = Nights::after(&v11()).plan(&delta("enrollments.csv", &[&row]));
        assert_eq!((night.visible().len(), night.found("invalid-status").len()), (0, 1), "{status}");
    }
}

#[test]
fn a_mode_that_is_none_is_read_as_bulk() {
    let files = v11().change("manifest.csv", "file.enrollments,bulk", "file.enrollments,full");
    let night = Nights::after(&v11()).plan(&files.drop("enrollments.csv", "e3"));
    assert_eq!((night.removed(), night.rules(Severity::Error)), (vec!["enrollments e3".to_owned()], vec![]));
}

#[test]
fn the_manifest_decides_between_versions_and_names_decide_without_one() {
    for (files, want) in [
        (v11(), "oneroster-1.1"),
        (v12(), "oneroster-1.2"),
        (v11().without("manifest.csv"), "oneroster-1.1"),
        (v12().without("manifest.csv"), "oneroster-1.2"),
    ] {
        assert_eq!(Nights::new().plan(&files).comparison.format.map(|f| f.name).as_deref(), Some(want));
    }
}

#[test]
fn both_versions_make_the_same_roles() {
    let roles = |files: &Files| {
        let mut nights = Nights::new();
        nights.apply(files);
        let roster = nights.roster();
        let role = |record: &roster::model::Record| {
            ["userSourcedId", "role", "orgSourcedId", "roleType"]
                .map(|name| record.get(name).unwrap_or("").to_owned())
        };
        let mut roles: Vec<_> =
            roster.iter().filter(|((entity, _), _)| *entity == Entity::Roles).map(|(_, r)| role(r)).collect();
        roles.sort();
        roles
    };
    assert_eq!(roles(&v11()), roles(&v12()));
}
