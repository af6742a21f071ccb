//! Nights of a district: what is uploaded to a running `serve`, and what comes of it.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use roster_pipeline::ErrorKind;
use roster_sftp::SftpClient;
use serde_json::{Value, json};

use crate::outcome::{Outcome, district, rollcall};
use crate::server::{Server, maple};

fn on(folder: &Path, words: &[&str]) -> Outcome {
    rollcall(folder, &[words, &["--data", "data"]].concat())
}

fn run_now(folder: &Path) -> (Option<i32>, Value) {
    let ran = on(folder, &["connection", "run", "maple", "sis", "--json"]);
    (ran.code, ran.json())
}

#[test]
fn a_night_is_applied_a_cut_one_held_and_a_whole_one_supersedes_it() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path();
    for (name, day) in [("day1", "1"), ("day2", "2"), ("cut", "2")] {
        district(folder, name, &["--day", day]);
    }
    let users = folder.join("cut/users.csv");
    let bytes = fs::read(&users).unwrap();
    fs::write(&users, &bytes[..bytes.len() * 2 / 3]).unwrap();
    let password = maple(folder);
    let server = Server::start(folder);
    rollcall(folder, &["serve", "--data", "data", "--sftp", "127.0.0.1:0"])
        .refused("in use by rollcall serve");

    server.upload(&password, &folder.join("day1"));
    let (code, run) = run_now(folder);
    assert_eq!((code, &run["state"], &run["brake"]["held"]), (Some(0), &json!("applied"), &json!(false)));
    assert!(run["entities"]["users"]["created"].as_u64() > Some(100));

    server.upload(&password, &folder.join("cut"));
    let (code, held) = run_now(folder);
    assert_eq!((code, &held["state"], &held["brake"]["held"]), (Some(3), &json!("held"), &json!(true)));
    assert_eq!(held["entities"]["users"]["removed"], json!(0));
    let shown = on(folder, &["run", "show", held["id"].as_str().unwrap()]);
    assert!(shown.out.contains("rollcall run approve"), "{shown:?}");

    server.upload(&password, &folder.join("day2"));
    let (code, run) = run_now(folder);
    assert_eq!((code, &run["state"]), (Some(0), &json!("applied")));

    let runs = on(folder, &["run", "list", "--json"]).json();
    let states: Vec<&str> =
        runs.as_array().unwrap().iter().map(|run| run["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["applied", "superseded", "applied"]);
    let deliveries = on(folder, &["delivery", "list", "--json"]).json();
    let complete: Vec<_> = deliveries.as_array().unwrap().iter().map(|d| d["complete"].as_bool()).collect();
    assert_eq!(complete, [Some(true), Some(false), Some(true)]);
    let left = on(folder, &["run", "discard", held["id"].as_str().unwrap()]);
    left.refused("superseded");
    assert_eq!(server.stop().code(), Some(0));
    on(folder, &["connection", "pause", "maple", "sis"]);
    exported(folder);
}

/// What is in the store is what was delivered last.
fn exported(folder: &Path) {
    let export = on(folder, &["roster", "export", "--tenant", "maple", "--to", "oneroster", "--out", "out"]);
    assert_eq!((export.code, export.err.as_str()), (Some(0), ""));
    let checked = |name: &str| rollcall(folder, &["check", name, "--json"]).json();
    let (out, sent) = (checked("out"), checked("day2"));
    assert_eq!(rollcall(folder, &["check", "out", "--strict"]).code, Some(0));
    for entity in ["orgs", "users", "enrollments", "classes", "demographics"] {
        assert_eq!(out["entities"][entity]["accepted"], sent["entities"][entity]["accepted"], "{entity}");
    }
    let users = on(folder, &["roster", "export", "--tenant", "maple", "--to", "json", "--entity", "users"]);
    let words =
        ["roster", "export", "--tenant", "maple", "--to", "json", "--entity", "users", "--out", "u.jsonl"];
    assert_eq!(on(folder, &words).code, Some(0));
    assert_eq!(fs::read_to_string(folder.join("u.jsonl")).expect("a file"), users.out);
    let first = users.out.lines().next().expect("there are users");
    let first: Value = serde_json::from_str(first).expect("each line is JSON");
    let id = first["sourcedId"].as_str().expect("every record has one");
    let shown = on(folder, &["roster", "show", "--tenant", "maple", "users", id, "--json"]).json();
    assert_eq!(shown["record"]["sourcedId"], first["sourcedId"]);
    let history = on(folder, &["roster", "history", "--tenant", "maple", "users", id, "--json"]).json();
    assert!(history[0]["op"].is_string(), "{history}");
    assert_eq!(on(folder, &["tenant", "export", "maple", "--out", "all"]).code, Some(0));
    assert_eq!(fs::read_to_string(folder.join("all/sis/users.jsonl")).expect("a file"), users.out);
    let kept = fs::read_to_string(folder.join("all/tenant.json")).expect("a file");
    assert_eq!(serde_json::from_str::<Value>(&kept).expect("JSON")["name"], "Maple");
    let verified = on(folder, &["verify", "--json"]).json();
    assert_eq!(
        (&verified["agrees"], &verified["connections"][0]["log"]),
        (&Value::from(true), &Value::from(Vec::<Value>::new()))
    );
    let users_of = &verified["connections"][0]["entities"]["users"];
    assert_eq!(
        (&users_of["snapshot"], &users_of["store"]),
        (&sent["entities"]["users"]["accepted"], &users_of["snapshot"])
    );
    let repaired = on(folder, &["verify", "--tenant", "maple", "--repair"]);
    assert!(repaired.code == Some(0) && repaired.err.contains("maple/sis: wrote 0 records"), "{repaired:?}");
    assert_eq!(on(folder, &["verify", "--tenant", "birch"]).code, Some(2));
    assert_eq!(on(folder, &["backup", "copy"]).code, Some(0));
    let copied = rollcall(folder, &["run", "list", "--json", "--data", "copy"]).json();
    assert_eq!(copied, on(folder, &["run", "list", "--json"]).json());
}

#[test]
fn our_client_trusts_one_host_key_and_tells_a_wrong_password_from_a_dead_server() {
    let dir = tempfile::tempdir().unwrap();
    let password = maple(dir.path());
    let server = Server::start(dir.path());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let connect = |password: &str, key: &str| {
        let connected = SftpClient::connect(&server.sftp, ("maple-sis", password), key);
        runtime.block_on(connected).err().map(|error| error.kind)
    };
    assert_eq!(connect(&password, &server.host_key), None);
    assert_eq!(connect("wrong", &server.host_key), Some(ErrorKind::Refused));
    assert_eq!(connect(&password, "SHA256:another"), Some(ErrorKind::Refused));
    let nobody = SftpClient::connect("127.0.0.1:1", ("maple-sis", &password), &server.host_key);
    assert_eq!(runtime.block_on(nobody).err().map(|error| error.kind), Some(ErrorKind::Unavailable));
}

#[test]
fn a_login_opens_with_the_password_it_was_given_and_with_no_other() {
    let dir = tempfile::tempdir().unwrap();
    let made = maple(dir.path());
    let mut add = Command::new(env!("CARGO_BIN_EXE_rollcall"))
        .args(["login", "add", "maple", "sis", "--password-stdin", "--data", "data"])
        .current_dir(dir.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    add.stdin.take().unwrap().write_all(b"chosen by the district\n").unwrap();
    let told = add.wait_with_output().unwrap();
    assert!(told.status.success());
    assert!(!String::from_utf8_lossy(&told.stdout).contains("chosen"));
    let server = Server::start(dir.path());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let opens = |password: &str| {
        let connected = SftpClient::connect(&server.sftp, ("maple-sis", password), &server.host_key);
        runtime.block_on(connected).is_ok()
    };
    assert!(opens("chosen by the district") && !opens(&made));
}

#[test]
fn a_running_serve_applies_what_arrives_by_itself() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path();
    district(folder, "day1", &[]);
    let password = maple(folder);
    let server = Server::start(folder);
    let settings = ["connection", "set", "maple", "sis", "quiet=1", "schedule=on-arrival every 1m"];
    assert_eq!(on(folder, &settings).code, Some(0));
    server.upload(&password, &folder.join("day1"));
    wait_until(|| newest_state(folder).as_deref() == Some("applied"));
    assert_eq!(server.stop().code(), Some(0));
}

fn newest_state(folder: &Path) -> Option<String> {
    let runs = on(folder, &["run", "list", "--json"]).json();
    runs[0]["state"].as_str().map(str::to_owned)
}

/// Fails if it takes a minute.
fn wait_until(mut is_so: impl FnMut() -> bool) {
    let started = Instant::now();
    while !is_so() {
        assert!(started.elapsed() < Duration::from_secs(60), "it does not happen");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_hold_can_be_approved_and_its_losses_listed() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path();
    for name in ["day1", "fewer"] {
        district(folder, name, &[]);
    }
    let path = folder.join("fewer/enrollments.csv");
    let text = fs::read_to_string(&path).unwrap();
    let rows: Vec<&str> = text.lines().collect();
    fs::write(&path, rows[..rows.len() / 2].join("\r\n") + "\r\n").unwrap();
    let password = maple(folder);
    let server = Server::start(folder);
    server.upload(&password, &folder.join("day1"));
    assert_eq!(run_now(folder).0, Some(0));
    server.upload(&password, &folder.join("fewer"));
    let (code, held) = run_now(folder);
    assert_eq!((code, &held["brake"]["reasons"][0]["code"]), (Some(3), &json!("B001")));
    let (id, removed) = (held["id"].as_str().unwrap(), held["entities"]["enrollments"]["removed"].as_u64());
    assert_eq!(on(folder, &["plan", "show", id, "--csv", "losses.csv"]).code, Some(0));
    let losses = fs::read_to_string(folder.join("losses.csv")).unwrap();
    assert_eq!(
        losses.lines().filter(|line| line.starts_with("removed,enrollments,")).count() as u64,
        removed.unwrap()
    );
    let answered = on(folder, &["run", "approve", id, "--json"]);
    assert_eq!((answered.code, &answered.json()["state"]), (Some(0), &json!("applied")));
}

#[test]
fn a_kill_in_the_middle_of_the_work_loses_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path();
    let made = rollcall(folder, &["generate", "day1", "--students", "2000"]);
    assert_eq!(made.code, Some(0));
    let password = maple(folder);
    let server = Server::start(folder);
    server.upload(&password, &folder.join("day1"));
    let mut asking = Command::new(env!("CARGO_BIN_EXE_rollcall"))
        .args(["connection", "run", "maple", "sis", "--data", "data"])
        .current_dir(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    wait_until(|| matches!(newest_state(folder).as_deref(), Some("applying" | "applied")));
    server.kill();
    // The kill may also have come between the end of the work and the answer.
    assert!(matches!(asking.wait().unwrap().code(), Some(0 | 2)));

    let server = Server::start(folder);
    wait_until(|| newest_state(folder).as_deref() == Some("applied"));
    let (code, run) = run_now(folder);
    assert_eq!((code, &run["state"]), (Some(0), &json!("applied")));
    let sent = rollcall(folder, &["check", "day1", "--json"]).json();
    on(folder, &["roster", "export", "--tenant", "maple", "--to", "oneroster", "--out", "out"]);
    let out = rollcall(folder, &["check", "out", "--json"]).json();
    for entity in ["users", "enrollments", "classes"] {
        assert_eq!(out["entities"][entity]["accepted"], sent["entities"][entity]["accepted"], "{entity}");
    }
    assert_eq!(server.stop().code(), Some(0));
}
