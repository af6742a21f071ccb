//! A connection that pulls, from another Rollcall that plays the district's server.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::outcome::rollcall;
use crate::server::{Server, maple};

struct District {
    folder: tempfile::TempDir,
    server: Server,
    password: String,
}

impl District {
    fn start() -> District {
        let folder = tempfile::tempdir().expect("a folder");
        let password = maple(folder.path());
        let server = Server::start(folder.path());
        District { folder, server, password }
    }

    fn upload(&self, files: &[(&str, &str)]) {
        let out = self.folder.path().join("out");
        // Of what was uploaded before nothing is uploaded again.
        let _ = fs::remove_dir_all(&out);
        fs::create_dir(&out).expect("a folder");
        for (name, text) in files {
            fs::write(out.join(name), text).expect("a file");
        }
        self.server.upload(&self.password, &out);
    }
}

/// A command that reads a password.
fn with_password(folder: &Path, words: &[&str], password: &str) -> (Option<i32>, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_rollcall"))
        .args(words)
        .args(["--data", "data"])
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("rollcall starts");
    let mut stdin = child.stdin.take().expect("an input");
    stdin.write_all(password.as_bytes()).expect("written");
    drop(stdin);
    let output = child.wait_with_output().expect("an end");
    (output.status.code(), String::from_utf8(output.stderr).expect("text"))
}

#[test]
fn a_district_is_tested_accepted_pulled_and_run() {
    let district = District::start();
    district.upload(&[("users.csv", "sourcedId\n1\n"), ("notes.txt", "no")]);
    let (host, port) = district.server.sftp.rsplit_once(':').unwrap();
    let ours = tempfile::tempdir().unwrap();
    let run = |words: &[&str]| rollcall(ours.path(), &[words, &["--data", "data"]].concat());
    assert_eq!(run(&["tenant", "add", "oak"]).code, Some(0));
    let add = ["connection", "add", "oak", "sis", "--pull", "--host", host, "--port", port];
    let add = [&add[..], &["--user", "maple-sis", "--pattern", "*.csv", "--password-stdin"]].concat();
    assert_eq!(with_password(ours.path(), &add, &district.password), (Some(0), String::new()));
    let secrets = fs::read(ours.path().join("data/secrets/oak/sis/pull")).unwrap();
    assert!(!String::from_utf8_lossy(&secrets).contains(&district.password), "it is encrypted");

    // Nobody has accepted the key: it is shown, and nothing else happens.
    let tested = run(&["connection", "test", "oak", "sis"]);
    assert_eq!(tested.code, Some(2));
    assert!(tested.out.contains("NOT accepted") && tested.out.contains("what to do"), "{}", tested.out);
    let pulled = run(&["connection", "pull", "oak", "sis", "--json"]);
    assert_eq!(pulled.code, Some(2));
    let pulled: Value = serde_json::from_str(&pulled.out).unwrap();
    assert_eq!((&pulled["state"], &pulled["trouble"]["step"]), (&"failed".into(), &"hostKey".into()));

    let key = format!("host-key={}", district.server.host_key);
    assert_eq!(run(&["connection", "set", "oak", "sis", &key]).code, Some(0));
    let tested = run(&["connection", "test", "oak", "sis", "--json"]).json();
    assert_eq!((&tested["schema"], &tested["connected"]), (&1.into(), &true.into()));
    assert_eq!(tested["listing"]["files"][0]["path"], "users.csv");
    assert_eq!(tested["listing"]["others"], 1);
    let shown = run(&["connection", "test", "oak", "sis"]);
    assert!(
        shown.code == Some(0) && shown.out.contains("1 file to fetch, 1 of no interest"),
        "{}",
        shown.out
    );

    let pulled = run(&["connection", "pull", "oak", "sis", "--json"]).json();
    assert_eq!((&pulled["state"], pulled["files"].as_array().unwrap().len()), (&"done".into(), 1));
    let again = run(&["connection", "pull", "oak", "sis"]);
    assert!(again.code == Some(0) && again.out.contains("0 files fetched, 1 as before"), "{}", again.out);
    run(&["connection", "run", "oak", "sis"]);
    let deliveries = run(&["delivery", "list", "--json"]).json();
    assert_eq!(deliveries[0]["files"][0]["path"], "users.csv");

    // The running product is asked through its socket, and keeps the password out of every answer.
    let product = Server::start(ours.path());
    let wrong =
        with_password(ours.path(), &["connection", "secret", "oak", "sis", "--password-stdin"], "wrong-one");
    assert_eq!(wrong, (Some(0), String::new()));
    let refused = run(&["connection", "pull", "oak", "sis"]);
    assert_eq!(refused.code, Some(2));
    assert!(refused.out.contains("does not let maple-sis in") && !refused.out.contains("wrong-one"));
    assert!(product.stop().success());
    assert_eq!(run(&["tenant", "erase", "oak", "--yes"]).code, Some(0));
    assert!(!ours.path().join("data/secrets/oak/sis/pull").exists());
}

#[test]
fn what_cannot_be_pulled_is_refused_in_one_line() {
    let ours = tempfile::tempdir().unwrap();
    let refused = |words: &[&str], said: &str| {
        rollcall(ours.path(), &[words, &["--data", "data"]].concat()).refused(said);
    };
    maple(ours.path());
    refused(&["connection", "test", "maple", "sis"], "without a server to pull from");
    refused(&["connection", "set", "maple", "sis", "host=sftp.example.org"], "--pull");
    refused(&["connection", "add", "maple", "two", "--push", "--host", "h", "--user", "u"], "uploads");
    refused(&["connection", "add", "maple", "two", "--pull", "--host", "h"], "--user");
    refused(
        &["connection", "add", "maple", "two", "--pull", "--host", "h", "--user", "u", "--host-key", "yes"],
        "SHA256:...",
    );
    refused(&["connection", "secret", "maple", "sis"], "--password-stdin");
    let key = ours.path().join("key");
    fs::write(&key, "ssh-ed25519 AAAA").unwrap();
    refused(&["connection", "secret", "maple", "sis", "--key", key.to_str().unwrap()], "private key");
}
