//! Documents that load, and each way in which one does not.

use proptest::prelude::*;

use super::*;
use crate::model::Entity;

fn errors(json: &str) -> Vec<String> {
    match Profile::load(json) {
        Ok(_) => Vec::new(),
        Err(errors) => errors.errors.iter().map(ToString::to_string).collect(),
    }
}

/// The only error of a document: where it is, and a part of what it says.
fn fails(json: &str, path: &str, says: &str) {
    let errors = errors(json);
    let [error] = errors.as_slice() else { panic!("{json}: {errors:#?}") };
    let (at, message) = error.split_once(": ").expect("a path");
    assert!(at == path && message.contains(says), "{json}: {error}");
}

fn with(part: &str) -> String {
    format!(r#"{{"profile": 1, {part}}}"#)
}

#[test]
fn a_document_that_is_none_says_why() {
    fails("", "(document)", "not JSON");
    fails("{", "(document)", "not JSON");
    fails("[]", "(document)", "expected an object with $schema, profile, name, fields");
    fails("{}", "profile", "\"profile\": 1");
    fails(r#"{"profile": 2}"#, "profile", "expected 1");
    fails(r#"{"profile": "1"}"#, "profile", "the text \"1\"");
    fails(
        &with(r#""field": {}"#),
        "field",
        "allowed are $schema, profile, name, fields, entities, required, sensitive",
    );
    fails(&with(r#""profile": 1"#), "profile", "twice");
    fails(&with(r#""name": "a\nb""#), "name", "one line");
    fails(&" ".repeat(MAX_BYTES + 1), "(document)", "at most");
    fails(&"[".repeat(100_000), "(document)", "not JSON");
}

#[test]
fn a_wrong_field_says_where_and_what_is_allowed() {
    let users = |part: &str| with(&format!(r#""fields": {{"users": {{{part}}}}}"#));
    fails(&with(r#""fields": {"user": {}}"#), "fields.user", "classes, users, roles");
    fails(&with(r#""fields": {"ownRecords": {}}"#), "fields.ownRecords", "under entities");
    fails(&with(r#""fields": {"results": {}}"#), "fields.results", "can be added to orgs");
    fails(&with(r#""fields": []"#), "fields", "found a list");
    fails(&users(r#""a b": {}"#), r#"fields.users["a b"]"#, "64 at most");
    fails(&users(r#""": {}"#), r#"fields.users[""]"#, "name of a field");
    fails(&users(r#""GivenName": {}"#), "fields.users.GivenName", "\"givenName\" is a column of OneRoster");
    fails(&users(r#""role": {}"#), "fields.users.role", "column of OneRoster");
    fails(&users(r#""Title": {}"#), "fields.users.Title", "differs in case alone");
    fails(&users(r#""bus": {}, "bus": {}"#), "fields.users.bus", "twice");
    fails(&users(r#""bus": "text""#), "fields.users.bus", "expected an object with kind, words");
    fails(&users(r#""bus": {"type": "text"}"#), "fields.users.bus.type", "allowed are kind, words, personal");
    fails(&users(r#""bus": {"kind": "txt"}"#), "fields.users.bus.kind", "allowed are text, date, boolean");
    fails(&users(r#""bus": {"kind": 1}"#), "fields.users.bus.kind", "expected a text, found the number 1");
    fails(&users(r#""bus": {"kind": "words"}"#), "fields.users.bus.words", "the list of the words");
    fails(&users(r#""bus": {"kind": "date", "words": ["a"]}"#), "fields.users.bus.words", "kind \"words\"");
    fails(&users(r#""bus": {"words": []}"#), "fields.users.bus.words", "at least one");
    fails(&users(r#""bus": {"words": ["a", "A"]}"#), "fields.users.bus.words", "\"A\"");
    fails(&users(r#""bus": {"words": ["-"]}"#), "fields.users.bus.words", "no letter or digit");
    fails(&users(r#""bus": {"personal": "no"}"#), "fields.users.bus.personal", "true or false");
    fails(&users(r#""bus": {"store": 0}"#), "fields.users.bus.store", "true or false");
    fails(
        &users(r#""bus": {"kind": "date", "example": "1/2/26"}"#),
        "fields.users.bus.example",
        "YYYY-MM-DD",
    );
    fails(&with(r#""fields": {"roles": {"role": {}}}"#), "fields.roles.role", "column of OneRoster");
}

#[test]
fn a_wrong_kind_says_where_and_what_is_allowed() {
    let kind = |part: &str| with(&format!(r#""entities": {{{part}}}"#));
    fails(&kind(r#""../bus": {"fields": {}}"#), r#"entities["../bus"]"#, "name of a kind");
    fails(&kind(r#""a.b": {"fields": {}}"#), r#"entities["a.b"]"#, "name of a kind");
    fails(&kind(r#""Users": {"fields": {}}"#), "entities.Users", "\"users\" is there already");
    fails(&kind(r#""manifest": {"fields": {}}"#), "entities.manifest", "there already");
    fails(&kind(r#""bus": {"fields": {}}, "BUS": {"fields": {}}"#), "entities.BUS", "\"bus\" already");
    fails(&kind(r#""bus": {}"#), "entities.bus.fields", "says its fields");
    fails(&kind(r#""bus": {"fields": {"kind": {}}}"#), "entities.bus.fields.kind", "column");
    fails(
        &kind(r#""bus": {"fields": {"userSourcedId": {}}}"#),
        "entities.bus.fields.userSourcedId",
        "column",
    );
}

#[test]
fn a_wrong_requirement_says_where_and_what_is_allowed() {
    let required = |part: &str| with(&format!(r#""required": {{{part}}}"#));
    fails(
        &required(r#""pupil": []"#),
        "required.pupil",
        "allowed are student, contact, staff, administrator",
    );
    fails(&required(r#""student": ["emial"]"#), "required.student[0]", "allowed are enabledUser, username");
    fails(&required(r#""student": {"emial": "error"}"#), "required.student.emial", "no such field");
    fails(
        &required(r#""student": {"email": "notice"}"#),
        "required.student.email",
        "\"error\" or \"warning\"",
    );
    fails(&required(r#""student": "email""#), "required.student", "a list of fields");
    fails(&required(r#""student": ["password"]"#), "required.student[0]", "no such field");
    fails(&with(r#""sensitive": [1]"#), "sensitive[0]", "a text");
    fails(&with(r#""sensitive": [" "]"#), "sensitive[0]", "not blank");
}

#[test]
fn what_an_own_field_is_may_be_required_of_a_role() {
    let json = with(r#""fields": {"users": {"bus": {}}}, "required": {"student": ["bus", "title"]}"#);
    assert_eq!(Profile::load(&json).expect("a profile").required("student").len(), 2);
}

#[test]
fn a_field_of_the_same_name_replaces_the_standard_one_and_null_takes_it_away() {
    let json = with(
        r#""fields": {"users": {"title": {"words": ["Teacher", "Nurse"]}, "email5": null}, "relationships": {"livesWith": null}},
           "entities": {"courtOrder": null}"#,
    );
    let profile = Profile::load(&json).expect("a profile");
    let title = profile.field(Entity::Users, "title").expect("a field");
    assert_eq!(title.kind.expected(), "one of Teacher, Nurse");
    assert!(title.personal && profile.field(Entity::Users, "email5").is_none());
    assert!(profile.own(Entity::Relationships).is_empty() && profile.kinds().is_empty());
}

#[test]
fn there_is_a_most_of_everything() {
    let fields: Vec<String> = (0..=MAX_FIELDS).map(|n| format!(r#""f{n}": {{}}"#)).collect();
    fails(&with(&format!(r#""fields": {{"orgs": {{{}}}}}"#, fields.join(","))), "fields", "at most 200");
    let kinds: Vec<String> = (0..=MAX_KINDS).map(|n| format!(r#""k{n}": {{"fields": {{}}}}"#)).collect();
    fails(&with(&format!(r#""entities": {{{}}}"#, kinds.join(","))), "entities", "at most 50");
    let wrong: Vec<String> = (0..80).map(|n| format!(r#""e{n}": 1"#)).collect();
    let errors = Profile::load(&with(&format!(r#""fields": {{{}}}"#, wrong.join(",")))).expect_err("errors");
    assert_eq!((errors.errors.len(), errors.more), (50, 30));
    assert!(errors.to_string().ends_with("and 30 more"));
}

proptest! {
    #[test]
    fn any_text_loads_or_does_not_but_never_panics(text in r#"[{}\[\]",: a-z0-9null]{0,60}"#) {
        let _ = Profile::load(&text);
        let _ = Profile::load(&with(&format!(r#""fields": {{"users": {text}}}"#)));
        let _ = Profile::load(&with(&format!(r#""entities": {{"bus": {text}}}"#)));
    }
}
