//! `docs/mapping.schema.json` is what the model says (`UPDATE_DOCS=1` writes it anew), and refuses nothing that is read.

use std::fs;
use std::path::Path;

use jsonschema::Validator;
use rollcall_tests::tree;
use roster::mapping::{self, Mapping};
use serde_json::{Value, json};

fn validator() -> Validator {
    let schema: Value = serde_json::from_str(&mapping::schema()).expect("the schema is JSON");
    jsonschema::draft202012::new(&schema).expect("the schema is a schema")
}

/// A document that many things can be done to.
fn full() -> Value {
    let seed = fs::read_to_string(tree::root().join("fuzz/corpus/mapping/one-of-everything"))
        .expect("the seed is there");
    let document = seed.split_once("\n=== ").expect("files follow it").0;
    serde_json::from_str(document).expect("it is JSON")
}

#[test]
fn the_schema_in_docs_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/mapping.schema.json");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, mapping::schema()).expect("docs can be written");
    }
    let stored = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        stored == mapping::schema(),
        "docs/mapping.schema.json is stale: UPDATE_DOCS=1 cargo test -p rollcall-tests --test mapping-schema"
    );
}

#[test]
fn the_schema_is_a_good_schema() {
    let schema: Value = serde_json::from_str(&mapping::schema()).unwrap();
    assert!(jsonschema::draft202012::meta::is_valid(&schema));
}

#[test]
fn what_is_read_and_written_fits_the_schema() {
    let validator = validator();
    for document in [full(), written(&full())] {
        let errors: Vec<_> = validator.iter_errors(&document).map(|e| e.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?}");
    }
}

fn written(document: &Value) -> Value {
    let mapping = Mapping::from_json(&document.to_string()).expect("it is a mapping");
    serde_json::from_str(&mapping.to_json()).expect("what is written is JSON")
}

#[test]
fn built_in_mappings_fit_the_schema() {
    let validator = validator();
    let built_in = tree::texts(&tree::root().join("shared/roster/src/formats"), &["json"]);
    let documents = built_in.iter().filter(|(_, text)| text.contains("\"mapping\": 1"));
    assert!(documents.clone().count() > 0, "there are built-in mappings");
    for (path, text) in documents {
        let document: Value = serde_json::from_str(text).unwrap();
        let errors: Vec<_> = validator.iter_errors(&document).map(|e| e.to_string()).collect();
        assert!(errors.is_empty(), "{path}: {errors:?}");
        if let Err(errors) = Mapping::from_json(text) {
            panic!("{path}\n{errors}");
        }
    }
}

/// Every place in a document, as JSON pointers.
fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Array(list) => {
            for (i, inner) in list.iter().enumerate() {
                pointers(inner, &format!("{at}/{i}"), found);
            }
        }
        Value::Object(object) => {
            for (key, inner) in object {
                pointers(inner, &format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")), found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Values that are wrong in most places and right in some.
fn replacements() -> Vec<Value> {
    vec![
        Value::Null,
        json!(true),
        json!(0),
        json!(1),
        json!(-7),
        json!(0.5),
        json!(1_000_000),
        json!(""),
        json!("x"),
        json!("lower"),
        json!("required"),
        json!("x".repeat(1001)),
        json!([]),
        json!(["x"]),
        json!([1]),
        json!({}),
        json!({"constant": "x"}),
        json!({"constant": "x", "column": "y"}),
        json!({"pad": {"to": 65, "with": "0"}}),
    ]
}

#[test]
fn what_the_schema_refuses_the_loader_refuses() {
    let (validator, full) = (validator(), full());
    let mut places = Vec::new();
    pointers(&full, "", &mut places);
    let (mut both, mut loader_only) = (0, 0);
    let mut judge = |document: &Value, what: &str| {
        let read = Mapping::from_json(&document.to_string());
        match (validator.is_valid(document), &read) {
            (false, Ok(_)) => panic!("the schema refuses what the loader reads: {what}"),
            (valid, Err(errors)) => {
                assert!(errors.errors.iter().all(|error| !error.path.is_empty()), "{what}: {errors}");
                *(if valid { &mut loader_only } else { &mut both }) += 1;
            }
            (true, Ok(mapping)) => {
                let written = serde_json::from_str(&mapping.to_json()).unwrap();
                assert!(validator.is_valid(&written), "{what}");
            }
        }
    };
    for place in &places {
        for value in replacements() {
            let mut document = full.clone();
            *document.pointer_mut(place).unwrap() = value.clone();
            judge(&document, &format!("{value} at {place}"));
        }
        let mut document = full.clone();
        match document.pointer_mut(place) {
            Some(Value::Object(object)) => drop(object.insert("unknown".to_owned(), json!("x"))),
            Some(Value::Array(list)) => list.clear(),
            Some(_) | None => continue,
        }
        judge(&document, &format!("a key or an empty list at {place}"));
    }
    assert!(both > 1_000, "the schema refuses little: {both}");
    assert!(loader_only < both / 4, "the loader alone refuses {loader_only}, the schema {both}");
}

#[test]
fn what_is_left_out_is_missed_by_both() {
    let (validator, full) = (validator(), full());
    for (place, key) in [
        ("", "mapping"),
        ("", "files"),
        ("/files/0", "file"),
        ("/files/0/records/0", "entity"),
        ("/files/0/records/0", "fields"),
        ("/files/0/records/0/fields", "sourcedId"),
        ("/files/0/records/0/fields", "role"),
        ("/files/0/only/0", "is"),
        ("/files/0/records/0/fields/middleName/join", "with"),
    ] {
        let mut document = full.clone();
        let object = document.pointer_mut(place).and_then(Value::as_object_mut).unwrap();
        assert!(object.remove(key).is_some(), "{place} has no {key}");
        assert!(!validator.is_valid(&document), "{key} of {place}");
        assert!(Mapping::from_json(&document.to_string()).is_err(), "{key} of {place}");
    }
}

/// The guide for those who write mappings.
fn guide() -> String {
    fs::read_to_string(tree::root().join("docs/guides/mapping.md")).expect("the guide is there")
}

/// The first cells of the tables of a section, where they are code.
fn shown(guide: &str, title: &str) -> Vec<String> {
    let section =
        guide.split("\n## ").find(|section| section.starts_with(title)).expect("the guide has this section");
    let code = |line: &str| Some(line.strip_prefix("| `")?.split_once("` | ")?.0.to_owned());
    section.lines().filter_map(code).collect()
}

#[test]
fn what_the_guide_shows_is_read() {
    let (guide, validator) = (guide(), validator());
    let mut documents: Vec<String> =
        guide.split("```json\n").skip(1).map(|part| part.split("```").next().unwrap().to_owned()).collect();
    assert_eq!(documents.len(), 1);
    let around = |value: &str| {
        format!(
            r#"{{"mapping": 1, "files": [{{"file": "schools.csv", "records": [{{"entity": "users",
            "fields": {{"sourcedId": "ID", "middleName": {value}}}}}]}}]}}"#
        )
    };
    let (values, steps) = (shown(&guide, "Where a value comes from"), shown(&guide, "Steps"));
    assert_eq!(values.len(), 10);
    assert_eq!(steps.len(), 18, "the guide shows every step");
    documents.extend(values.iter().map(|value| around(value)));
    documents.extend(steps.iter().map(|step| around(&format!(r#"{{"column": "A", "steps": [{step}]}}"#))));
    for document in documents {
        assert!(validator.is_valid(&serde_json::from_str(&document).unwrap()), "{document}");
        if let Err(errors) = Mapping::from_json(&document) {
            panic!("{document}\n{errors}");
        }
    }
}
