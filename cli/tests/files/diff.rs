//! `rollcall diff`.

use std::fs;

use serde_json::{Value, json};

use crate::outcome::{district, rollcall};

#[test]
fn the_same_files_change_nothing_also_when_every_row_is_stamped_anew() {
    let dir = tempfile::tempdir().unwrap();
    district(dir.path(), "one", &["--stamped=1"]);
    district(dir.path(), "two", &["--stamped=2"]);
    let diff = rollcall(dir.path(), &["diff", "one", "two", "--json", "--changes", "changes.jsonl"]);
    assert_eq!((diff.code, diff.err.as_str()), (Some(0), ""), "{diff:?}");
    let json = diff.json();
    assert_eq!(json["brake"], json!({"held": false, "reasons": []}));
    for (entity, counts) in json["entities"].as_object().unwrap() {
        for (change, count) in counts.as_object().unwrap() {
            assert_eq!(count.as_u64() == Some(0), change != "unchanged", "{entity} {change}: {count}");
        }
    }
    assert_eq!(fs::read_to_string(dir.path().join("changes.jsonl")).unwrap(), "");
}

#[test]
fn every_change_is_a_line_in_key_order() {
    let dir = tempfile::tempdir().unwrap();
    district(dir.path(), "one", &[]);
    district(dir.path(), "two", &["--day", "2"]);
    let diff = rollcall(dir.path(), &["diff", "one", "two", "--json", "--changes", "changes.jsonl"]);
    let text = fs::read_to_string(dir.path().join("changes.jsonl")).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let json = diff.json();
    let sum = |op: &str| {
        json["entities"].as_object().unwrap().values().map(|e| e[op].as_u64().unwrap()).sum::<u64>()
    };
    for op in ["created", "updated", "removed", "revived", "renamed"] {
        let listed = lines.iter().filter(|line| line["op"] == op).count();
        assert_eq!(listed as u64, sum(op), "{op}");
    }
    assert!(!lines.is_empty());
    for line in &lines {
        let sides = (line["before"].is_object(), line["after"].is_object());
        let wanted = match line["op"].as_str().unwrap() {
            "created" => (false, true),
            "removed" => (true, false),
            _ => (true, true),
        };
        assert_eq!(sides, wanted, "{line}");
        assert_eq!(line["key"].as_str().map(str::len), Some(36), "{line}");
    }
    for pair in lines.windows(2).filter(|pair| pair[0]["entity"] == pair[1]["entity"]) {
        assert!(pair[0]["sourcedId"].as_str() < pair[1]["sourcedId"].as_str(), "{pair:?}");
    }
}

#[test]
fn a_delivery_that_was_cut_off_is_held_and_gives_3() {
    let dir = tempfile::tempdir().unwrap();
    district(dir.path(), "one", &[]);
    district(dir.path(), "two", &[]);
    let path = dir.path().join("two/users.csv");
    let bytes = fs::read(&path).unwrap();
    fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    let diff = rollcall(dir.path(), &["diff", "one", "two", "--json"]);
    assert_eq!(diff.code, Some(3), "{diff:?}");
    let json = diff.json();
    assert_eq!((&json["brake"]["held"], &json["complete"]), (&json!(true), &json!(false)));
    assert_eq!(json["entities"]["users"]["removed"], json!(0));
    for reason in json["brake"]["reasons"].as_array().unwrap() {
        let mut names: Vec<&str> = reason.as_object().unwrap().keys().map(String::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, ["actual", "code", "entity", "limit", "message", "school"]);
    }
    let told = rollcall(dir.path(), &["diff", "one", "two"]);
    assert_eq!(told.code, Some(3));
    assert!(told.out.contains("The brake holds"), "{}", told.out);
}

#[test]
fn what_cannot_be_read_or_written_gives_2() {
    let dir = tempfile::tempdir().unwrap();
    district(dir.path(), "one", &[]);
    rollcall(dir.path(), &["diff", "one", "nowhere"]).refused("nowhere");
    rollcall(dir.path(), &["diff", "one", "one", "--changes", "no/such/folder"]).refused("no/such/folder");
    rollcall(dir.path(), &["diff", "one", "one", "--on", "yesterday"]).refused("--on");
}
