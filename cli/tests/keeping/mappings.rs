//! A connection that is read with a mapping: tried, kept in versions, changed, and what a change would lose.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::outcome::{Outcome, rollcall};
use crate::server::{Server, maple};

const HEADER: &str = "ID,First,Last,School,School Name,Grade,Email";

fn on(folder: &Path, words: &[&str]) -> Outcome {
    rollcall(folder, &[words, &["--data", "data"]].concat())
}

/// Writes a mapping; students of a grade may be left out.
fn mapping(folder: &Path, name: &str, without: Option<&str>) {
    let only: Vec<Value> =
        without.map(|grade| json!({"column": "Grade", "isNot": [grade]})).into_iter().collect();
    let document = json!({"mapping": 1, "name": "Maple's export", "files": [
        {"file": "students*.csv", "header": HEADER.split(',').collect::<Vec<_>>(), "only": only, "records": [
            {"entity": "users", "fields": {
                "sourcedId": "ID", "enabledUser": {"constant": "true"}, "username": "ID", "givenName": "First",
                "familyName": "Last", "email": "Email", "role": {"constant": "student"}, "orgSourcedIds": "School",
                "grades": {"column": "Grade", "steps": ["grade"]}}},
            {"entity": "orgs", "repeats": true, "fields": {
                "sourcedId": "School", "name": "School Name", "type": {"constant": "school"}}}]}]});
    fs::write(folder.join(name), document.to_string()).expect("a mapping is written");
}

/// Students of grades 9 to 12, 20 of each.
fn export(folder: &Path) {
    fs::create_dir(folder.join("export")).expect("a folder is made");
    let row = |n: usize| format!("{n:04},Ann,Smith{n},s1,Oak,{},a{n}@example.org\n", 9 + n % 4);
    let text = format!("{HEADER}\n{}", (0..80).map(row).collect::<String>());
    fs::write(folder.join("export/students.csv"), text).expect("an export is written");
}

#[test]
fn a_new_mapping_is_tried_and_kept_only_if_nobody_is_lost_or_that_is_accepted() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path();
    export(folder);
    mapping(folder, "maple.json", None);
    mapping(folder, "no-ninth.json", Some("9"));
    let password = maple(folder);
    let set = |words: &[&str]| on(folder, &[&["connection", "set", "maple", "sis"], words].concat());

    let saved = set(&["quiet=60", "--mapping", "maple.json", "--note", "first"]);
    assert!(
        saved.code == Some(0) && saved.out.contains("no delivery") && saved.out.contains("version 1"),
        "{saved:?}"
    );
    let server = Server::start(folder);
    server.upload(&password, &folder.join("export"));
    let ran = on(folder, &["connection", "run", "maple", "sis", "--json"]);
    assert_eq!((ran.code, &ran.json()["entities"]["users"]["created"]), (Some(0), &json!(80)));

    let refused = set(&["--mapping", "no-ninth.json", "--json"]);
    let told = refused.json();
    assert_eq!((refused.code, &told["saved"], &told["connection"]), (Some(3), &json!(false), &Value::Null));
    assert_eq!(told["trial"]["people"], json!([{"role": "student", "grade": "09", "lost": 20, "gained": 0}]));
    assert_eq!((&told["trial"]["complete"], &told["trial"]["brake"]["held"]), (&json!(true), &json!(true)));
    let shown = set(&["--mapping", "no-ninth.json", "--yes"]);
    assert!(shown.code == Some(3) && shown.out.contains("Not saved"), "{shown:?}");
    let versions = |words: &[&str]| on(folder, &[&["map", "list", "maple", "sis"], words].concat());
    assert_eq!(versions(&["--json"]).json().as_array().unwrap().len(), 1);

    let accepted = set(&["--mapping", "no-ninth.json", "--accept-losses", "--json"]).json();
    assert_eq!(accepted["connection"]["settings"]["mapping"], "version 2");
    let told: Vec<(Value, Value)> = versions(&["--json"])
        .json()
        .as_array()
        .unwrap()
        .iter()
        .map(|version| (version["inUse"].clone(), version["note"].clone()))
        .collect();
    assert_eq!(told, [(json!(false), json!("first")), (json!(true), json!(""))]);
    assert!(versions(&[]).out.contains("Maple's export"));
    let first = on(folder, &["map", "show", "maple", "sis", "--version", "1"]);
    assert_eq!(first.out.trim_end(), fs::read_to_string(folder.join("maple.json")).unwrap());

    let again = on(folder, &["connection", "check-again", "maple", "sis"]);
    assert_eq!(again.code, Some(0));
    let held = on(folder, &["connection", "run", "maple", "sis", "--json"]);
    assert_eq!(held.code, Some(3), "{held:?}");
    let run = held.json()["id"].as_str().unwrap().to_owned();
    let plan = on(folder, &["plan", "show", &run]).out;
    assert!(plan.lines().any(|line| line.split_whitespace().eq(["student", "09", "20", "0"])), "{plan}");
    server.stop();

    on(folder, &["tenant", "export", "maple", "--out", "all"]);
    assert!(folder.join("all/sis/mapping-2.json").exists());
    let none = set(&["--mapping", "none", "--json"]).json();
    assert_eq!(none["settings"]["mapping"], "");
    on(folder, &["map", "show", "maple", "sis"]).refused("without a mapping");
}

#[test]
fn a_mapping_that_cannot_be_used_is_refused_before_anything_is_added() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path();
    maple(folder);
    mapping(folder, "maple.json", None);
    let text = fs::read_to_string(folder.join("maple.json")).unwrap();
    fs::write(folder.join("wrong.json"), text.replace("givenName", "givenNaem")).unwrap();
    for words in [
        &["connection", "add", "maple", "staff", "--push", "--mapping", "wrong.json"][..],
        &["connection", "set", "maple", "sis", "--mapping", "wrong.json"],
    ] {
        let refused = on(folder, words);
        assert!(
            refused.code == Some(2) && refused.err.contains("files[0].records[0].fields.givenNaem"),
            "{refused:?}"
        );
    }
    assert_eq!(on(folder, &["connection", "list", "--json"]).json().as_array().unwrap().len(), 1);
    let added =
        on(folder, &["connection", "add", "maple", "staff", "--push", "--mapping", "maple.json", "--json"]);
    assert_eq!(added.json()["settings"]["mapping"], "version 1");
    on(folder, &["connection", "set", "maple", "staff", "format=oneroster-1.1"]).refused("mapping=none");
    on(folder, &["connection", "set", "maple", "staff", "--yes"]).refused("--mapping");
}

#[test]
fn files_are_checked_and_compared_with_a_mapping() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path();
    export(folder);
    mapping(folder, "maple.json", None);
    let checked = rollcall(folder, &["map", "check", "maple.json", "export", "--json"]);
    assert_eq!(
        checked.json(),
        rollcall(folder, &["check", "export", "--mapping", "maple.json", "--json"]).json()
    );
    assert_eq!((checked.code, &checked.json()["entities"]["users"]["accepted"]), (Some(0), &json!(80)));
    let text = rollcall(folder, &["map", "check", "maple.json", "export"]).out;
    assert!(
        text.contains("users: the first 3 of 80") && text.contains("Smith2") && !text.contains("Smith3"),
        "{text}"
    );

    fs::create_dir(folder.join("later")).unwrap();
    let rows = fs::read_to_string(folder.join("export/students.csv")).unwrap();
    let fewer = rows.lines().take(60).collect::<Vec<_>>().join("\n");
    fs::write(folder.join("later/students.csv"), fewer.replacen("Email", "E-Mail,Bus", 1) + "\n").unwrap();
    let text = rollcall(folder, &["map", "check", "maple.json", "later"]).out;
    let (header, rows) = (text.find("R190").unwrap(), text.find("R015").or(text.find("file ")).unwrap());
    assert!(header < rows && text.contains("that the mapping was made for: 1 added (\"Bus\")"), "{text}");
    let differs = rollcall(folder, &["diff", "export", "later", "--mapping", "maple.json", "--json"]);
    assert_eq!((differs.code, &differs.json()["brake"]["held"]), (Some(3), &json!(true)), "{differs:?}");
}
