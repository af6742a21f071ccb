//! What a profile answers.

use super::*;
use crate::rules::Checked;

#[test]
fn the_standard_profile_has_the_fields_of_our_templates() {
    let profile = Profile::standard();
    let names: Vec<&str> = profile.own(Entity::Users).iter().map(|field| field.name.as_str()).collect();
    let want = [
        "department",
        "email2",
        "email3",
        "email4",
        "email5",
        "employeeId",
        "homeLanguage",
        "imageUrl",
        "phone2",
        "phone3",
        "phone4",
        "phone5",
        "title",
    ];
    assert_eq!(names, want);
    let lives = profile.field(Entity::Relationships, "LIVESWITH").expect("a field");
    assert_eq!(lives.judge("Unknown"), Checked::Repaired("unknown".into()));
    assert_eq!((profile.own(Entity::Orgs), profile.requires_any()), (&[][..], false));
}

#[test]
fn the_text_of_a_court_order_is_not_stored_unless_the_operator_says_so() {
    let order = Profile::standard().kind("courtorder").expect("a kind").clone();
    assert_eq!(order.storing, Storing::Dropped);
    assert_eq!(order.field("text").expect("a field").storing, Storing::Dropped);
    let own = r#"{"profile": 1, "entities": {"courtOrder": {"fields": {"text": {}}}}}"#;
    let own = Profile::load(own).expect("a profile").kind("courtOrder").expect("a kind").clone();
    assert_eq!((own.storing, own.fields.len(), own.fields[0].storing), (Storing::Stored, 1, Storing::Stored));
}

#[test]
fn every_standard_example_is_good_and_every_field_explained() {
    let profile = Profile::standard();
    let of_kinds = profile.kinds().iter().flat_map(|kind| &kind.fields);
    for field in profile.fields.values().flatten().chain(of_kinds) {
        assert!(!field.example.is_empty() && field.judge(&field.example) == Checked::Good, "{}", field.name);
        assert!(field.doc.ends_with('.'), "{}", field.name);
    }
}

#[test]
fn a_role_is_asked_before_its_group() {
    let profile = Profile::load(
        r#"{"profile": 1, "required": {"staff": ["email", "title"], "teacher": {"title": "error"}, "contact": ["phone"]}}"#,
    )
    .expect("a profile");
    use Severity::{Error, Warning};
    for (role, want) in [
        ("teacher", vec![("email", Warning), ("title", Error)]),
        ("Teacher", vec![("email", Warning), ("title", Error)]),
        ("aide", vec![("email", Warning), ("title", Warning)]),
        ("parent", vec![("phone", Warning)]),
        ("relative", vec![("phone", Warning)]),
        ("student", vec![]),
    ] {
        assert_eq!(profile.required(role), want, "{role}");
    }
}

#[test]
fn a_sensitive_column_is_allowed_however_it_is_written() {
    let profile = Profile::load(r#"{"profile": 1, "sensitive": ["Lunch Status"]}"#).expect("a profile");
    assert!(profile.allows("LUNCH_STATUS") && !profile.allows("ssn"));
}

#[test]
fn what_is_written_is_read_and_a_fingerprint_tells_profiles_apart() {
    let standard = Profile::standard();
    let other = r#"{
        "profile": 1, "name": "Maple",
        "fields": {"users": {"locker": {"kind": "integer", "personal": false, "doc": "Locker.", "example": "12"}},
                   "classes": {"floor": {"words": ["ground", "first"]}}},
        "entities": {"bus": {"doc": "Bus.", "fields": {"route": {}, "note": {"store": false}}}},
        "required": {"student": {"locker": "error"}, "siteAdministrator": ["email"]},
        "sensitive": ["SSN"]
    }"#;
    let other = Profile::load(other).expect("a profile");
    for profile in [&*standard, &other] {
        assert_eq!(Profile::load(&profile.to_json()).as_ref(), Ok(profile), "{}", profile.to_json());
    }
    assert_ne!(standard.fingerprint(), other.fingerprint());
    assert_eq!(standard.fingerprint(), Profile::load(r#"{"profile": 1}"#).expect("a profile").fingerprint());
}

#[test]
fn the_schema_is_json() {
    let schema: serde_json::Value = serde_json::from_str(&schema()).expect("JSON");
    let entities = schema["properties"]["fields"]["properties"].as_object().expect("entities");
    assert!(entities.contains_key("users") && !entities.contains_key("ownRecords"));
    for reference in ["fields", "field", "kind", "required"] {
        assert!(schema["$defs"][reference].is_object(), "{reference}");
    }
}
