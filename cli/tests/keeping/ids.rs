//! IDs that a SIS has changed: proposed, looked at, accepted, and renamed.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::json;

use crate::outcome::{Outcome, district, rollcall};
use crate::server::{Server, maple};

fn on(folder: &Path, words: &[&str]) -> Outcome {
    rollcall(folder, &[words, &["--data", "data"]].concat())
}

/// The delivery `from` as `to`, with other IDs of all people. Gives one of them back.
fn reissued(folder: &Path, from: &str, to: &str) -> String {
    let users = fs::read_to_string(folder.join(from).join("users.csv")).expect("a district's file");
    let ids: BTreeSet<&str> = users.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    let ids: BTreeSet<&str> = ids.into_iter().map(|id| id.trim_matches('"')).collect();
    fs::create_dir(folder.join(to)).expect("a district's file");
    for entry in fs::read_dir(folder.join(from)).expect("a district's file") {
        let entry = entry.expect("a district's file");
        let text = fs::read_to_string(entry.path()).expect("a district's file");
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | ':' | '.' | '@');
        let mut changed = String::new();
        for piece in text.split_inclusive(|c| !is_part(c)) {
            let word = piece.trim_end_matches(|c| !is_part(c));
            if ids.contains(word) {
                changed.push_str("new-");
            }
            changed.push_str(piece);
        }
        fs::write(folder.join(to).join(entry.file_name()), changed).expect("a district's file");
    }
    (*ids.first().expect("a district's file")).to_owned()
}

#[test]
fn new_ids_are_proposed_accepted_and_renamed() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path();
    district(folder, "day1", &["--day", "1"]);
    let somebody = reissued(folder, "day1", "migrated");
    let password = maple(folder);
    let server = Server::start(folder);
    server.upload(&password, &folder.join("day1"));
    assert_eq!(on(folder, &["connection", "run", "maple", "sis"]).code, Some(0));
    assert_eq!(on(folder, &["ids", "list", "maple", "sis"]).out, "maple/sis: no ID changes were accepted\n");
    server.upload(&password, &folder.join("migrated"));
    let held = on(folder, &["connection", "run", "maple", "sis", "--json"]);
    assert_eq!(held.code, Some(3), "{held:?}");
    let run = held.json()["id"].as_str().unwrap().to_owned();

    let proposed = on(folder, &["ids", "propose", &run, "--out", "ids.csv"]);
    assert_eq!((proposed.code, proposed.err.as_str()), (Some(0), ""));
    let file = fs::read_to_string(folder.join("ids.csv")).unwrap();
    assert!(file.contains(&format!("users,{somebody},new-{somebody},sure,")), "{file}");
    let compared = rollcall(folder, &["ids", "propose", "day1", "migrated"]);
    assert!(compared.out.starts_with("entity,oldId,newId,confidence,why\n"), "{compared:?}");

    fs::write(folder.join("wrong.csv"), "entity,oldId,newId\nusers,nobody,x\nusers,a,a\n").unwrap();
    let refused = on(folder, &["ids", "apply", "maple", "sis", "wrong.csv"]);
    assert_eq!((refused.code, refused.err.lines().count()), (Some(2), 2), "{refused:?}");
    assert!(refused.err.contains("line 3: oldId and newId are both"), "{refused:?}");

    let accepted = on(folder, &["ids", "apply", "maple", "sis", "ids.csv", "--only", "all"]);
    assert_eq!(accepted.code, Some(0), "{accepted:?}");
    let applied = on(folder, &["connection", "run", "maple", "sis", "--json"]).json();
    let users = &applied["entities"]["users"];
    assert_eq!(
        (&applied["state"], &users["removed"], &users["created"]),
        (&json!("applied"), &json!(0), &json!(0))
    );
    assert!(users["renamed"].as_u64() > Some(100), "{applied}");
    let listed = on(folder, &["ids", "list", "maple", "sis", "--json"]).json();
    assert_eq!((&listed[0]["number"], &listed[0]["waiting"]), (&json!(1), &json!(0)));
    assert_eq!(on(folder, &["verify"]).code, Some(0));
    assert_eq!(server.stop().code(), Some(0));
}
