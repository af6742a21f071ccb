//! Design, "identity": records made of other records, and IDs made of other IDs.

use roster::model::Entity;

use super::district::{v11, v12};
use super::nights::Nights;

#[test]
fn roles_are_made_of_users_and_the_first_org_is_primary() {
    let mut nights = Nights::new();
    nights.apply(&v11());
    let roster = nights.roster();
    let role = |id: &str| {
        let record = &roster[&(Entity::Roles, id.to_owned())];
        ["userSourcedId", "roleType", "role", "orgSourcedId"]
            .map(|name| record.get(name).unwrap_or("").to_owned())
    };
    assert_eq!(role("a2:teacher:s1"), ["a2", "primary", "teacher", "s1"]);
    assert_eq!(role("a2:teacher:s2"), ["a2", "secondary", "teacher", "s2"]);
    assert_eq!(role("u1:student:s1"), ["u1", "primary", "student", "s1"]);
}

#[test]
fn an_administrator_is_one_of_the_place_and_the_original_word_is_kept() {
    for (org, want) in
        [("s1", "siteAdministrator"), ("d1", "districtAdministrator"), ("x1", "systemAdministrator")]
    {
        let mut nights = Nights::new();
        nights.apply(&v11().add("orgs.csv", "x1,,,State,state,,").change(
            "users.csv",
            "true,d1,administrator",
            &format!("true,{org},administrator"),
        ));
        let id = format!("a1:{want}:{org}");
        assert_eq!(nights.value(Entity::Roles, &id, "role").as_deref(), Some(want));
        assert_eq!(nights.value(Entity::Roles, &id, "metadata.role").as_deref(), Some("administrator"));
    }
}

#[test]
fn an_administrator_stays_what_it_was_when_orgs_do_not_say() {
    let nights = Nights::after(&v11());
    for files in [
        v11().without("orgs.csv"),
        v11().change("orgs.csv", "district", "distrikt"),
        v11().change("orgs.csv", "d1,,,Lakeside Schools,district,4800001,\n", "").into_delta("orgs.csv"),
    ] {
        assert_eq!(nights.plan(&files).visible(), [""; 0]);
    }
}

#[test]
fn an_enrollment_without_an_id_is_named_for_what_it_ties_together() {
    let mut nights = Nights::new();
    let files = v11().change("enrollments.csv", "e3,,,k2", ",,,k2");
    let night = nights.apply(&files);
    assert_eq!((night.comparison.complete, night.findings.len()), (true, 0));
    assert!(nights.ids(Entity::Enrollments).contains(&"k2:u2:student".to_owned()));
    assert_eq!(nights.apply(&files).ops(), [""; 0]);
    assert_eq!(Nights::strict().plan(&files).found("missing-id").len(), 1);
}

#[test]
fn leading_zeros_are_data() {
    let mut nights = Nights::after(&v11());
    let night = nights.apply(&v11().change("users.csv", ",0042,", ",42,"));
    assert_eq!(night.visible(), ["updated users u1"]);
    let night = nights.apply(&v11().add("orgs.csv", "01,,,A,school,,d1").add("orgs.csv", "1,,,B,school,,d1"));
    assert!(night.visible().contains(&"created orgs 01".to_owned()) && night.findings.is_empty());
}

#[test]
fn relationships_are_made_of_agents_and_both_sides_may_name_each_other() {
    for files in [v11(), v12()] {
        let mut nights = Nights::new();
        nights.apply(&files);
        assert_eq!(nights.ids(Entity::Relationships), ["u1:g1"]);
        let value = |field| nights.value(Entity::Relationships, "u1:g1", field).unwrap();
        assert_eq!(
            ["studentSourcedId", "adultSourcedId", "relationship"].map(value),
            ["u1", "g1", "guardian"]
        );
        assert_eq!(
            nights.clone().apply(&files.change("users.csv", "g1,09", ",09")).ops()[..],
            ["updated users u1"]
        );
    }
}

#[test]
fn derived_records_go_with_their_user() {
    let mut nights = Nights::after(&v11());
    let night = nights.apply(&v11().drop("users.csv", "g1").change("users.csv", "g1,09", ",09"));
    let want = [
        "updated users u1",
        "removed users g1",
        "removed roles g1:guardian:s1",
        "removed relationships u1:g1",
    ];
    let mut got = night.visible();
    got.sort();
    let mut want = want.map(str::to_owned);
    want.sort();
    assert_eq!(got, want);
}

#[test]
fn derived_records_go_by_a_changed_row_of_their_user() {
    let mut nights = Nights::after(&v11());
    let night = nights.apply(&v11().change("users.csv", "\"s1,s2\"", "s1"));
    assert_eq!(night.visible(), ["removed roles a2:teacher:s2"]);
    let night = nights.apply(&v11().change("users.csv", "\"s1,s2\"", "s1").change(
        "users.csv",
        "u2,,,true,s2,student",
        "u2,,,true,s1,student",
    ));
    assert_eq!(night.visible(), ["created roles u2:student:s1", "removed roles u2:student:s2"]);
}

#[test]
fn derived_records_stay_while_the_row_of_their_user_is_in_error() {
    let bad = v11().change("users.csv", "\"s1,s2\",teacher", "s1,para").change(
        "users.csv",
        "s1,guardian",
        "s1,uncle",
    );
    let night = Nights::after(&v11()).plan(&bad.change("users.csv", "g1,09", ",09"));
    assert_eq!(night.removed(), [""; 0]);
}

#[test]
fn a_cut_file_of_users_removes_no_role_of_those_it_lost() {
    let text = v11().text("users.csv").to_owned();
    let start = text.find("u2,").unwrap();
    let night = Nights::after(&v11()).plan(&v11().with("users.csv", &text[..start + 9]));
    assert_eq!(night.removed(), [""; 0]);
}

#[test]
fn roles_that_do_not_come_leave_relationships_alone() {
    let night = Nights::after(&v12()).plan(&v12().without("roles.csv"));
    assert_eq!(night.ops(), [""; 0]);
}

#[test]
fn nobody_is_related_to_a_person_whose_row_is_in_error() {
    let bad = v11().change("users.csv", "s1,guardian", "s1,uncle");
    let mut nights = Nights::new();
    nights.apply(&bad);
    assert_eq!(nights.ids(Entity::Relationships), [""; 0]);
    assert_eq!(
        nights.apply(&v11()).visible(),
        ["created users g1", "created roles g1:guardian:s1", "created relationships u1:g1"]
    );
    assert_eq!(nights.apply(&bad).visible(), [""; 0]);
}
