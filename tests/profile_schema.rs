//! `docs/profile.schema.json` is what the model says (`UPDATE_DOCS=1` writes it anew), and takes what is read.

use std::path::Path;
use std::{env, fs};

use jsonschema::Validator;
use roster::profile::{self, Profile};
use serde_json::Value;

fn validator() -> Validator {
    let schema: Value = serde_json::from_str(&profile::schema()).expect("the schema is JSON");
    jsonschema::draft202012::new(&schema).expect("the schema is a schema")
}

#[test]
fn the_schema_in_docs_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/profile.schema.json");
    if env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, profile::schema()).expect("docs can be written");
    }
    let stored = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        stored == profile::schema(),
        "docs/profile.schema.json is stale: UPDATE_DOCS=1 cargo test -p rollcall-tests --test profile-schema"
    );
}

#[test]
fn the_standard_profile_fits_the_schema() {
    let standard: Value = serde_json::from_str(&Profile::standard().to_json()).expect("JSON");
    assert!(validator().is_valid(&standard), "{standard:#}");
}

#[test]
fn schema_and_loader_agree() {
    for (part, good) in [
        (r#""name": "Maple""#, true),
        (r#""fields": {"users": {"bus": {"kind": "integer"}, "title": null}}"#, true),
        (r#""fields": {"users": {"bus": {"words": ["yes", "no"]}}}"#, true),
        (
            r#""entities": {"bus": {"doc": "A bus.", "store": false, "fields": {"route": {}}}, "courtOrder": null}"#,
            true,
        ),
        (r#""required": {"student": ["email"], "teacher": {"phone": "error"}}"#, true),
        (r#""sensitive": ["SSN"]"#, true),
        (r#""field": {}"#, false),
        (r#""fields": {"user": {}}"#, false),
        (r#""fields": {"users": {"a b": {}}}"#, false),
        (r#""fields": {"users": {"bus": {"kind": "number?"}}}"#, false),
        (r#""fields": {"users": {"bus": {"personal": "no"}}}"#, false),
        (r#""entities": {"bus": {}}"#, false),
        (r#""entities": {"../bus": {"fields": {}}}"#, false),
        (r#""required": {"student": {"email": "notice"}}"#, false),
        (r#""sensitive": "SSN""#, false),
    ] {
        let text = format!(r#"{{"profile": 1, {part}}}"#);
        let document: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(validator().is_valid(&document), good, "schema: {part}");
        assert_eq!(Profile::load(&text).is_ok(), good, "loader: {part}");
    }
}
