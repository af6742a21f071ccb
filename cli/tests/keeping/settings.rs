//! Tenants, connections and logins.

use serde_json::json;

use crate::outcome::{Outcome, rollcall};
use crate::server::maple;

#[test]
fn what_is_added_is_listed_and_shown() {
    let dir = tempfile::tempdir().unwrap();
    let password = maple(dir.path());
    assert!(password.len() == 24 && password.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    let json = |words: &[&str]| rollcall(dir.path(), &[words, &["--json", "--data", "data"]].concat()).json();
    assert_eq!(json(&["tenant", "list"])[0]["name"], "Maple");
    assert_eq!(json(&["tenant", "show", "maple"])["id"], "maple");
    let connections = json(&["connection", "list", "maple"]);
    assert_eq!(connections.as_array().unwrap().len(), 1);
    let settings = json(&["connection", "show", "maple", "sis"])["settings"].clone();
    assert_eq!((&settings["active"], &settings["quiet"]), (&json!("yes"), &json!("300")));
    assert_eq!(json(&["delivery", "list"]), json!([]));
    assert_eq!(json(&["run", "list"]), json!([]));
}

#[test]
fn settings_are_changed_by_name() {
    let dir = tempfile::tempdir().unwrap();
    maple(dir.path());
    let set = |words: &[&str]| {
        rollcall(dir.path(), &[&["connection"], words, &["--json", "--data", "data"]].concat()).json()
    };
    let changed =
        set(&["set", "maple", "sis", "quiet=60", "schedule=on-arrival every 30m", "removals-percent=25"]);
    let settings = &changed["settings"];
    assert_eq!((&settings["quiet"], &settings["removals-percent"]), (&json!("60"), &json!("25")));
    let shown = || rollcall(dir.path(), &["connection", "show", "maple", "sis", "--data", "data"]).out;
    assert!(shown().contains("next run: when a set is complete"), "{}", shown());
    set(&["set", "maple", "sis", "schedule=daily 05:30 America/New_York"]);
    assert!(shown().contains(" 05:30 E") && shown().contains("(America/New_York)"), "{}", shown());
    assert_eq!(set(&["pause", "maple", "sis"])["settings"]["paused"], "yes");
    assert!(shown().contains("next run: never while it is paused"), "{}", shown());
    assert_eq!(set(&["resume", "maple", "sis"])["settings"]["paused"], "no");
}

#[test]
fn what_cannot_be_is_refused_in_one_line() {
    let dir = tempfile::tempdir().unwrap();
    let refused = |words: &[&str], said: &str| {
        let outcome: Outcome = rollcall(dir.path(), &[words, &["--data", "data"]].concat());
        outcome.refused(said);
    };
    refused(&["tenant", "list"], "rollcall tenant add");
    assert!(!dir.path().join("data").exists());
    maple(dir.path());
    refused(&["tenant", "add", "maple"], "there already");
    refused(&["tenant", "add", "Maple"], "3 to 32");
    refused(&["tenant", "show", "maples"], "maples");
    refused(&["connection", "add", "maple", "sis", "--push"], "there already");
    refused(&["connection", "add", "elm", "sis", "--push"], "elm");
    refused(&["connection", "add", "maple", "two"], "--push");
    refused(&["connection", "set", "maple", "sis", "activ=yes"], "\"active\"");
    refused(&["connection", "set", "maple", "sis", "quiet=soon"], "quiet");
    refused(&["login", "add", "maple", "nothing"], "nothing");
    refused(&["login", "add", "maple", "sis", "--key", "no-such-file"], "no-such-file");
    refused(&["run", "approve", "r-1"], "rollcall run list");
    refused(&["tenant", "erase", "maple"], "--yes");
    rollcall(dir.path(), &["tenant", "list"]).refused("ROLLCALL_DATA");
}

#[test]
fn an_erased_tenant_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    maple(dir.path());
    let erased = rollcall(dir.path(), &["tenant", "erase", "maple", "--yes", "--data", "data"]);
    assert_eq!((erased.code, erased.err.as_str()), (Some(0), ""));
    for words in [["tenant", "list"], ["connection", "list"]] {
        let left = rollcall(dir.path(), &[&words[..], &["--json", "--data", "data"]].concat()).json();
        assert_eq!(left, json!([]));
    }
}

#[test]
fn a_field_profile_is_set_shown_and_taken_on_by_new_connections() {
    let dir = tempfile::tempdir().unwrap();
    maple(dir.path());
    let run = |words: &[&str]| rollcall(dir.path(), &[words, &["--data", "data"]].concat());
    let bus = r#"{"profile": 1, "fields": {"users": {"bus": {"kind": "integer"}}}}"#;
    std::fs::write(dir.path().join("bus.json"), bus).unwrap();
    assert!(run(&["profile", "set", "bus.json"]).out.contains("new to 1 connection,"));
    assert_eq!(run(&["profile", "show"]).json()["fields"]["users"]["bus"]["kind"], "integer");
    assert_eq!(run(&["profile", "show"]).json()["fields"]["users"]["title"]["kind"], "text");
    assert_eq!(run(&["connection", "add", "maple", "two", "--push"]).code, Some(0));
    assert!(run(&["profile", "set", "bus.json"]).out.contains("new to 0 connections,"));
    assert!(run(&["profile", "set", "--standard"]).out.contains("new to 2 connections,"));
    assert!(run(&["profile", "show"]).json()["fields"]["users"]["bus"].is_null());
    assert_eq!(run(&["profile", "show", "bus.json"]).json()["fields"]["users"]["bus"]["kind"], "integer");
    std::fs::write(dir.path().join("bad.json"), r#"{"profile": 1, "fields": {"user": {}}}"#).unwrap();
    for words in [["profile", "set", "bad.json"], ["profile", "show", "bad.json"]] {
        let outcome = run(&words);
        assert!(
            outcome.code == Some(2) && outcome.err.contains("fields.user: own fields can be added to"),
            "{outcome:?}"
        );
    }
    run(&["profile", "set"]).refused("FILE");
    run(&["profile", "show", "nowhere.json"]).refused("nowhere.json");
}

#[test]
fn a_supplement_names_whose_people_it_adds_to() {
    let dir = tempfile::tempdir().unwrap();
    maple(dir.path());
    let run = |words: &[&str]| rollcall(dir.path(), &[&["connection"], words, &["--data", "data"]].concat());
    let add = ["add", "maple", "staff-hr", "--push", "--supplements", "sis", "--join"];
    run(&[&add[..], &["shoe-size"]].concat()).refused("userMasterIdentifier");
    let added = run(&[&add[..], &["Identifier", "--json"]].concat()).json();
    let settings = &added["settings"];
    let shown = ["kind", "supplements", "join"].map(|name| settings[name].as_str().unwrap_or_default());
    assert_eq!(shown, ["supplement", "sis", "identifier"]);
    let primary = run(&["show", "maple", "sis", "--json"]).json();
    assert_eq!(primary["settings"]["supplemented-by"], "staff-hr");
    run(&["set", "maple", "sis", "join=email"]).refused("supplements=CONNECTION");
    run(&["set", "maple", "sis", "supplements=staff-hr"]).refused("supplement itself");
    run(&["add", "maple", "bus", "--push", "--supplements", "nobody"]).refused("add that first");
    run(&["add", "maple", "bus", "--push", "--join", "email"]).refused("--supplements");
}

#[test]
fn a_second_active_connection_must_say_what_it_owns() {
    let dir = tempfile::tempdir().unwrap();
    maple(dir.path());
    let run = |words: &[&str]| rollcall(dir.path(), &[&["connection"], words, &["--data", "data"]].concat());
    run(&["add", "maple", "staff-hr", "--push", "--activate"]).refused("maple/sis owns");
    run(&["add", "maple", "staff-hr", "--push"]);
    run(&["set", "maple", "staff-hr", "owns=users:teachers"]).refused("users:staff");
    run(&[
        "set",
        "maple",
        "sis",
        "owns=orgs,academicSessions,courses,classes,enrollments,users:student,users:contact",
    ]);
    let set = run(&["set", "maple", "staff-hr", "owns=users:staff", "active=yes", "--json"]).json();
    assert_eq!(set["settings"]["owns"], "users:staff");
}
