//! Design, "rules": three outcomes. An error drops the record, a warning the value, a notice keeps it.

use roster::finding::Severity;
use roster::model::Entity;

use super::district::{Files, v11};
use super::nights::Nights;

const NOTHING: [&str; 0] = [];

#[test]
fn a_bad_value_is_not_a_deletion() {
    for (name, from, to) in [
        ("enrollments.csv", "u1,student", "u1,para"),
        ("enrollments.csv", "k1,s1,u1", "k9,s1,u1"),
        ("enrollments.csv", "e2,,,k1", "e2,,,"),
        ("enrollments.csv", "e2,,,k1,s1,u1,student", "e2,,,k1,s1,\"u1,student"),
        ("users.csv", "s1,student", "s1,para"),
        ("users.csv", "s1,student", "s9,student"),
        ("users.csv", "u1,,,true,s1,student", "u1,,,true,,student"),
        ("classes.csv", "s2,t1", "s9,t1"),
        ("demographics.csv", "2012-03-04", "4.3.2012 or so"),
        ("orgs.csv", "Elm School,school", "Elm School,skool"),
    ] {
        let night = Nights::after(&v11()).plan(&v11().change(name, from, to));
        assert_eq!(night.visible(), NOTHING, "{name}: {to}");
        assert!(!night.findings.is_empty(), "{name}: {to}");
    }
}

#[test]
fn an_error_drops_the_record_from_the_new_roster() {
    let mut nights = Nights::new();
    let night = nights.apply(&v11().change("enrollments.csv", "u2,student", "u2,para"));
    assert_eq!(night.rules(Severity::Error), ["unknown-role"]);
    assert_eq!(nights.ids(Entity::Enrollments), ["e1", "e2", "e4"]);
    let read = night.comparison.entities[&Entity::Enrollments].read;
    assert_eq!((read.read, read.accepted, read.rejected), (4, 3, 1));
}

#[test]
fn a_rejected_row_that_the_snapshot_knows_is_kept_and_satisfies_references() {
    let mut nights = Nights::after(&v11());
    let night = nights.apply(&v11().change("classes.csv", "s2,t1", "s9,t1"));
    assert_eq!((night.visible(), night.rules(Severity::Error)), (vec![], vec!["unknown-school"]));
    assert_eq!(night.comparison.entities[&Entity::Classes].changes.kept, 1);
    assert_eq!(nights.value(Entity::Classes, "k2", "schoolSourcedId").as_deref(), Some("s2"));
    assert_eq!(nights.ids(Entity::Enrollments), ["e1", "e2", "e3", "e4"]);
}

#[test]
fn a_rejected_row_that_nobody_knows_satisfies_no_reference() {
    let night = Nights::new().plan(&v11().change("classes.csv", "s2,t1", "s9,t1"));
    assert_eq!(night.rules(Severity::Error), ["unknown-class", "unknown-school"]);
    assert_eq!(night.found("unknown-class").len(), 2);
}

#[test]
fn a_rejected_row_is_not_half_used() {
    let mut nights = Nights::new();
    let bad = v11().change("users.csv", "u2,,,true,s2,student", "u2,,,true,s9,student");
    nights.apply(&bad);
    assert!(!nights.ids(Entity::Roles).iter().any(|id| id.starts_with("u2")));
    assert!(!nights.ids(Entity::Demographics).contains(&"u2".to_owned()));
    assert!(!nights.ids(Entity::Enrollments).contains(&"e3".to_owned()));
}

#[test]
fn a_warning_drops_the_value_and_what_was_stored_stays() {
    let mut nights = Nights::after(&v11());
    let bad = v11()
        .change("demographics.csv", "2012-03-04", "2012-02-30")
        .change("users.csv", "ann.ames@lakeside.example", "nobody knows")
        .change("orgs.csv", "Elm School,school", "Elm School,skool");
    let night = nights.apply(&bad);
    assert_eq!((night.visible(), night.rules(Severity::Error)), (vec![], vec![]));
    assert_eq!(nights.value(Entity::Users, "u1", "email").as_deref(), Some("ann.ames@lakeside.example"));
    let mut fresh = Nights::new();
    fresh.apply(&bad);
    assert_eq!(fresh.value(Entity::Users, "u1", "email").as_deref(), Some(""));
    assert_eq!(fresh.value(Entity::Demographics, "u1", "birthDate").as_deref(), Some(""));
}

#[test]
fn an_unresolved_optional_reference_becomes_empty() {
    for (name, entity, id, field, from, to) in [
        ("orgs.csv", Entity::Orgs, "s2", "parentSourcedId", "002,d1", "002,d9"),
        ("classes.csv", Entity::Classes, "k2", "courseSourcedId", "c2,HR-1", "c9,HR-1"),
        ("users.csv", Entity::Users, "u1", "agentSourcedIds", "g1,09", "g9,09"),
    ] {
        let mut nights = Nights::after(&v11());
        let night = nights.apply(&v11().change(name, from, to));
        assert_eq!(nights.value(entity, id, field).as_deref(), Some(""), "{name}");
        assert_eq!(night.visible()[0], format!("updated {entity} {id}"));
    }
}

#[test]
fn a_list_keeps_the_references_that_resolve() {
    let mut nights = Nights::new();
    nights.apply(&v11().change("classes.csv", "\"t1,t2\"", "\"t1,t9\""));
    assert_eq!(nights.value(Entity::Classes, "k1", "termSourcedIds").as_deref(), Some("t1"));
}

#[test]
fn a_person_stays_without_the_role_at_an_org_that_is_not_there() {
    let mut nights = Nights::new();
    let night = nights.apply(&v11().change("users.csv", "\"s1,s2\"", "\"s9,s2\""));
    assert_eq!(night.found("unknown-school"), ["warning users.csv:3:5 orgSourcedIds a2"]);
    let roles: Vec<_> = nights.ids(Entity::Roles).into_iter().filter(|id| id.starts_with("a2")).collect();
    assert_eq!(roles, ["a2:teacher:s2"]);
}

/// What a notice keeps, in canonical form where that is certain: file, from, to, entity, ID, field, value.
type Repair = (&'static str, &'static str, &'static str, Entity, &'static str, &'static str, &'static str);

#[test]
fn a_notice_keeps_the_value_and_repairs_it_where_that_is_certain() {
    let repairs: &[Repair] = &[
        ("users.csv", "u1,,,true", "u1,,,TRUE", Entity::Users, "u1", "enabledUser", "true"),
        (
            "academicSessions.csv",
            "y27,2027",
            "y27,2026-2027",
            Entity::AcademicSessions,
            "t1",
            "schoolYear",
            "2027",
        ),
        ("demographics.csv", "female", "Female", Entity::Demographics, "u1", "sex", "female"),
        ("users.csv", "Ann,Ames", "  Ann ,Ames", Entity::Users, "u1", "givenName", "Ann"),
        ("classes.csv", "\"t1,t2\"", "\"t1, ,t2\"", Entity::Classes, "k1", "termSourcedIds", "t1,t2"),
        ("users.csv", "{badge:77}", "badge:77", Entity::Users, "a2", "userIds", "{badge:77}"),
        ("users.csv", ",KG,", ",K,", Entity::Users, "u2", "grades", "KG"),
    ];
    for (name, from, to, entity, id, field, want) in repairs {
        let mut nights = Nights::after(&v11());
        let night = nights.apply(&v11().change(name, from, to));
        assert_eq!(night.visible(), NOTHING, "{to}");
        assert_eq!(nights.value(*entity, id, field).as_deref(), Some(*want), "{to}");
        let (errors, warnings) = (night.rules(Severity::Error), night.rules(Severity::Warning));
        assert_eq!((errors.len(), warnings.len(), night.findings.is_empty()), (0, 0, false), "{to}");
    }
}

#[test]
fn strict_reading_repairs_nothing() {
    for (name, from, to, rule) in [
        ("users.csv", "u1,,,true", "u1,,,TRUE", "invalid-boolean"),
        ("academicSessions.csv", "y27,2027", "y27,2026-2027", "invalid-year"),
        ("classes.csv", "\"t1,t2\"", "\"t1, ,t2\"", "invalid-list"),
        ("enrollments.csv", "u1,student", "u1,Student", "unknown-role"),
    ] {
        let night = Nights::strict().plan(&v11().change(name, from, to));
        assert!(night.rules(Severity::Error).contains(&rule), "{to}");
    }
}

#[test]
fn parents_teach_and_siblings_share_an_address_and_nobody_is_dropped_for_it() {
    let files: Files = v11()
        .change("users.csv", "bo.beck@lakeside.example", "ann.ames@lakeside.example")
        .change("users.csv", "gus.ames@mail.example", "");
    let night = Nights::new().plan(&files);
    assert_eq!(night.rules(Severity::Error), NOTHING);
    assert_eq!(night.findings.len(), 2);
    assert_eq!(night.comparison.entities[&Entity::Users].read.accepted, 5);
}

#[test]
fn of_two_rows_with_one_id_the_first_counts() {
    let mut nights = Nights::new();
    let night = nights.apply(&v11().add("orgs.csv", "s2,,,Ash School,school,009,d1"));
    assert_eq!(nights.value(Entity::Orgs, "s2", "name").as_deref(), Some("Oak School"));
    let read = night.comparison.entities[&Entity::Orgs].read;
    assert_eq!((read.accepted, read.repeated), (3, 1));
}

#[test]
fn no_message_shows_what_is_personal() {
    let files = v11()
        .change("users.csv", "ann.ames@lakeside.example", "secret mail")
        .change("users.csv", "ann.ames,", " ann.ames ,")
        .change("users.csv", "0043", "3.6E+11");
    for nights in [Nights::new(), Nights::strict()] {
        for finding in nights.plan(&files).findings {
            for secret in ["secret mail", "ann.ames", "3.6E", "Ames"] {
                assert!(!finding.message.contains(secret), "{finding}");
            }
        }
    }
}

#[test]
fn a_shifted_row_quotes_no_value_whatever_column_it_stands_in() {
    use roster::diff::{CompareOptions, check};
    let header =
        "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,givenName,familyName";
    let row = "u1,,,true,,Petrov,Wu,student,u1,Wu,Petrov,x";
    let set = roster::read::Set::of_texts(&[("users.csv", &format!("{header}\n{row}\n"))]);
    let options = CompareOptions {
        read: roster::read::ReadOptions::default(),
        removals: roster::brake::Removals::AT_ONCE,
        today: None,
        purge_before: None,
        scratch: &roster::sorting::MemoryScratch,
    };
    let mut findings = Vec::new();
    check(&set, options, &mut findings).unwrap();
    assert!(findings.iter().any(|f| f.message.contains("(withheld)")), "{findings:?}");
    assert!(!findings.iter().any(|f| f.message.contains("Petrov")), "{findings:?}");
}
