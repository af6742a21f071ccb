//! The commands that need no files: lists, explanations, settings, completions, pages.

use std::fs;
use std::process::{Command, Stdio};

use serde_json::json;

use crate::outcome::{rollcall, rollcall_in};

#[test]
fn lists_come_as_text_and_as_json() {
    let dir = tempfile::tempdir().unwrap();
    for (command, word) in [("formats", "oneroster-1.2"), ("rules", "unknown-class"), ("config", "threads")] {
        let text = rollcall(dir.path(), &[command]);
        assert_eq!((text.code, text.err.as_str()), (Some(0), ""), "{text:?}");
        assert!(text.out.contains(word), "{text:?}");
        let json = rollcall(dir.path(), &[command, "--json"]).json();
        assert_eq!(json.as_array().unwrap().len(), text.out.lines().count() - 1, "{command}");
    }
}

#[test]
fn codes_and_names_are_explained_and_others_get_the_nearest() {
    let dir = tempfile::tempdir().unwrap();
    for code in ["R014", "r014", "unknown-class"] {
        let told = rollcall(dir.path(), &["explain", code]);
        assert_eq!(told.code, Some(0));
        assert!(
            told.out.starts_with("# R014 unknown-class\n") && told.out.contains("## How to fix"),
            "{told:?}"
        );
    }
    for (code, said) in [("B001", "approve the run"), ("B011", "bulk delivery")] {
        assert!(rollcall(dir.path(), &["explain", code]).out.contains(said), "{code}");
    }
    rollcall(dir.path(), &["explain", "unknown-clas"]).refused("unknown-class");
}

#[test]
fn settings_come_from_file_environment_and_flags_in_this_order() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("rollcall.toml"), "data = \"of-file\"\nthreads = 2\n").unwrap();
    let shown = |words: &[&str], environment: &[(&str, &str)]| {
        let json = rollcall_in(dir.path(), &[&["config", "--json"], words].concat(), environment).json();
        let all = json.as_array().unwrap().clone();
        let data = all.into_iter().find(|setting| setting["name"] == "data").unwrap();
        [data["value"].as_str().unwrap().to_owned(), data["origin"].as_str().unwrap().to_owned()]
    };
    assert_eq!(shown(&[], &[]), ["of-file", "rollcall.toml"]);
    assert_eq!(shown(&[], &[("ROLLCALL_DATA", "of-env")]), ["of-env", "ROLLCALL_DATA"]);
    let both = shown(&["--data", "of-flag"], &[("ROLLCALL_DATA", "of-env")]);
    assert_eq!(both, ["of-flag", "--data"]);
    rollcall_in(dir.path(), &["config"], &[("ROLLCALL_DAAT", "x")]).refused("ROLLCALL_DATA");
    fs::write(dir.path().join("rollcall.toml"), "datta = \"x\"\n").unwrap();
    rollcall(dir.path(), &["config"]).refused("did you mean \"data\"?");
    rollcall(dir.path(), &["config", "--config", "nowhere.toml"]).refused("nowhere.toml");
}

#[test]
fn every_shell_and_every_page_is_written() {
    let dir = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = rollcall(dir.path(), &["completions", shell]);
        assert_eq!(script.code, Some(0));
        assert!(script.out.contains("rollcall"), "{shell}");
    }
    assert!(rollcall(dir.path(), &["man"]).out.contains(".TH rollcall 1"));
    assert_eq!(rollcall(dir.path(), &["man", "pages"]).code, Some(0));
    assert!(dir.path().join("pages/rollcall-check.1").exists());
}

#[test]
fn the_version_names_commit_and_stored_formats() {
    let dir = tempfile::tempdir().unwrap();
    let version = rollcall(dir.path(), &["--version"]);
    assert_eq!(version.code, Some(0));
    for word in ["rollcall 0.", "commit ", "snapshot 1", "change set 1"] {
        assert!(version.out.contains(word), "{version:?}");
    }
}

#[test]
fn the_same_seed_gives_the_same_files() {
    let dir = tempfile::tempdir().unwrap();
    for (name, seed) in [("a", "7"), ("b", "7"), ("c", "8")] {
        rollcall(dir.path(), &["generate", name, "--students", "30", "--seed", seed]);
    }
    let users = |name: &str| fs::read(dir.path().join(name).join("users.csv")).unwrap();
    assert!(users("a") == users("b") && users("a") != users("c"));
    rollcall(dir.path(), &["generate", "d", "--students", "0"]).refused("--students");
}

#[test]
fn a_reader_that_goes_away_is_no_trouble() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_rollcall"));
    let mut child =
        child.args(["rules", "--json"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}

#[test]
fn empty_files_lack_rows_and_nothing_else_and_are_never_overwritten() {
    let dir = tempfile::tempdir().unwrap();
    for format in ["oneroster-1.1", "oneroster-1.2"] {
        let made = rollcall(dir.path(), &["templates", format, "--format", format]);
        assert_eq!((made.code, made.err.as_str()), (Some(0), ""), "{made:?}");
        let checked = rollcall(dir.path(), &["check", format, "--strict", "--json"]);
        let files = checked.json()["files"].as_object().unwrap().len();
        assert_eq!(checked.json()["format"], json!(format));
        assert_eq!(checked.json()["counts"], json!({"R002": files}), "only rows are missing");
    }
    rollcall(dir.path(), &["templates", "oneroster-1.1"]).refused("cannot write");
    rollcall(dir.path(), &["templates", "oneroster-1.1", "--format", "oneroster-1.1"])
        .refused("manifest.csv");
}

#[test]
fn templates_are_recognised_and_have_no_mistakes() {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(rollcall(dir.path(), &["templates", "ours"]).code, Some(0));
    let checked = rollcall(dir.path(), &["check", "ours", "--json"]);
    assert_eq!((checked.code, &checked.json()["format"]), (Some(0), &json!("rollcall-templates")));
    let findings = checked.json()["findings"].as_array().unwrap().clone();
    assert!(findings.iter().all(|finding| finding["severity"] == "notice"), "{findings:?}");

    let profile = r#"{"profile": 1, "entities": {"bus": {"fields": {"route": {"example": "07"}}}}}"#;
    fs::write(dir.path().join("own.json"), profile).unwrap();
    assert_eq!(rollcall(dir.path(), &["templates", "own", "--profile", "own.json"]).code, Some(0));
    let check = ["check", "own", "--mapping", "own/mapping.json", "--profile", "own.json", "--json"];
    let checked = rollcall(dir.path(), &check);
    assert_eq!((checked.code, &checked.json()["entities"]["ownRecords"]["accepted"]), (Some(0), &json!(3)));
}

#[test]
fn the_guide_is_markdown_or_html_and_shows_the_profile() {
    let dir = tempfile::tempdir().unwrap();
    let guide = rollcall(dir.path(), &["guide"]);
    assert_eq!((guide.code, guide.err.as_str()), (Some(0), ""));
    assert!(guide.out.starts_with("# Sending a roster\n") && guide.out.contains("### students.csv"));
    let profile = r#"{"profile": 1, "fields": {"users": {"locker": {"doc": "Locker."}}}}"#;
    fs::write(dir.path().join("own.json"), profile).unwrap();
    for _ in 0..2 {
        let made = rollcall(dir.path(), &["guide", "-o", "guide.html", "--profile", "own.json"]);
        assert_eq!((made.code, made.out.as_str()), (Some(0), "wrote guide.html\n"));
    }
    let html = fs::read_to_string(dir.path().join("guide.html")).unwrap();
    assert!(html.starts_with("<!doctype html>") && html.contains("<strong>Locker</strong>"));
    assert!(
        rollcall(dir.path(), &["guide", "--format", "oneroster-1.1"]).out.contains("### users.csv (needed)")
    );
    rollcall(dir.path(), &["guide", "--format", "oneroster-11"]).refused("oneroster-1.1");
    rollcall(dir.path(), &["guide", "-o", "nowhere/guide.html"]).refused("nowhere");
}

const MAPPING: &str = r#"{"mapping": 1, "name": "Maple USD", "files": [{"file": "students.csv",
    "records": [{"entity": "users", "fields": {"sourcedId": "ID", "email": {"column": "Mail", "steps": ["lower"]}}}],
    "open": [{"column": "Code 1", "perhaps": ["users.username"]}]}]}"#;

#[test]
fn a_mapping_is_explained_with_what_is_open_first() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("maple.json"), MAPPING).unwrap();
    let told = rollcall(dir.path(), &["map", "explain", "maple.json"]);
    assert_eq!((told.code, told.err.as_str()), (Some(0), ""), "{told:?}");
    let (open, field) =
        (told.out.find("1 LINE IS OPEN"), told.out.find("`email` comes from the column Mail, in lower case"));
    assert!(open.is_some() && open < field, "{told:?}");
}

#[test]
fn a_wrong_mapping_is_refused_with_every_mistake_on_its_line() {
    let dir = tempfile::tempdir().unwrap();
    let wrong = MAPPING.replace("\"lower\"", "\"lowr\"").replace("\"name\"", "\"nmae\"");
    fs::write(dir.path().join("maple.json"), wrong).unwrap();
    let told = rollcall(dir.path(), &["map", "explain", "maple.json"]);
    assert_eq!((told.code, told.out.as_str()), (Some(2), ""), "{told:?}");
    let lines: Vec<_> = told.err.lines().collect();
    assert!(lines[0].contains("maple.json is no mapping"), "{told:?}");
    assert!(lines[1].starts_with("  nmae: ") && lines[1].contains("\"name\"?"), "{told:?}");
    assert!(lines[2].starts_with("  files[0].records[0].fields.email.steps[0]: "), "{told:?}");
    rollcall(dir.path(), &["map", "explain", "nowhere.json"]).refused("nowhere.json");
}

#[test]
fn the_schema_of_mappings_is_json() {
    let dir = tempfile::tempdir().unwrap();
    let schema = rollcall(dir.path(), &["map", "schema"]).json();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
}
