//! The one test command says what happened: totals, skips, and an exit code that CI can trust.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up must stop")]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

use rollcall_tests::tree;

/// Stands for cargo: `cargo test` prints what the test says, the other commands succeed unless `BROKEN` names them.
const CARGO: &str = r#"#!/bin/sh
[ "$1" = "${BROKEN:-}" ] && exit 1
[ "$1" = test ] || exit 0
printf '%s\n' "$PRINTED"
case "$PRINTED" in *FAILED*) exit 101 ;; esac
"#;

const GOOD: &str = "test a ... ok\ntest result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\n\
    test result: ok. 4 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out";

fn install(path: &Path, text: &str) {
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// Runs a copy of the command with programs that only pretend; `extra` are lines of the test run.
fn run(extra: &str, variables: &[(&str, &str)]) -> Output {
    let dir = tempfile::tempdir().unwrap();
    let script = fs::read_to_string(tree::root().join("test")).unwrap();
    install(&dir.path().join("test"), &script);
    let programs = dir.path().join("programs");
    fs::create_dir(&programs).unwrap();
    install(&programs.join("cargo"), CARGO);
    for name in ["apt-get", "sudo", "cargo-deny"] {
        install(&programs.join(name), "#!/bin/sh\nexit 0\n");
    }
    let path = format!("{}:/usr/bin:/bin", programs.display());
    let mut command = Command::new(dir.path().join("test"));
    command.env("PATH", path).env_remove("CI").env("PRINTED", format!("{GOOD}\n{extra}"));
    command.envs(variables.iter().copied()).output().unwrap()
}

/// Whether it succeeded, and its last two lines.
fn end(output: &Output) -> (bool, Vec<String>) {
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    (output.status.success(), lines[lines.len().saturating_sub(2)..].to_vec())
}

#[test]
fn totals_are_sums_over_all_runners() {
    let (fine, lines) = end(&run("", &[]));
    assert_eq!(lines, ["skipped: 0 (none)", "7 passed, 0 failed"]);
    assert!(fine);
}

#[test]
fn a_failed_test_fails_the_command() {
    let failed =
        "test b ... FAILED\ntest result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out";
    let (fine, lines) = end(&run(failed, &[]));
    assert_eq!(lines, ["skipped: 0 (none)", "8 passed, 2 failed"]);
    assert!(!fine);
}

#[test]
fn every_other_step_counts_too() {
    for step in ["fmt", "clippy", "build", "doc", "test", "deny"] {
        let (fine, lines) = end(&run("", &[("BROKEN", step)]));
        assert!(!fine && !lines[1].ends_with(", 0 failed"), "{step}: {lines:?}");
    }
}

#[test]
fn skips_are_named_and_in_ci_only_some_are_allowed() {
    let real = "test upload ... ignored, needs a real AWS account";
    let peer = "test lftp ... ignored, lftp is not installed";
    for (extra, ci, allowed, want) in [
        (real, "", true, "skipped: 1 (upload: needs a real AWS account)"),
        (real, "true", true, "skipped: 1 (upload: needs a real AWS account)"),
        (peer, "", true, "skipped: 1 (lftp: lftp is not installed)"),
        (peer, "true", false, "skipped: 1 (lftp: lftp is not installed)"),
        ("test src/lib.rs - (line 6) ... ignored", "true", true, "skipped: 0 (none)"),
    ] {
        let (fine, lines) = end(&run(extra, &[("CI", ci)]));
        assert_eq!((fine, lines[0].as_str()), (allowed, want), "{extra}, CI={ci}");
    }
}
