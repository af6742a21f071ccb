//! Runs the binary and looks at everything that came out of it.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// What a run of `rollcall` gave.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Outcome {
    /// Standard output as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error} in {self:?}"))
    }

    /// Fails unless the command could not run and said so in one line on standard error.
    pub(crate) fn refused(&self, said: &str) {
        assert_eq!((self.code, self.out.as_str()), (Some(2), ""), "{self:?}");
        assert_eq!(self.err.lines().count(), 1, "{self:?}");
        assert!(self.err.starts_with("rollcall: ") && self.err.contains(said), "{self:?}");
    }
}

/// Runs `rollcall` in a folder, with nothing of ours in the environment but what is given.
pub(crate) fn rollcall_in(folder: &Path, words: &[&str], environment: &[(&str, &str)]) -> Outcome {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rollcall"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("ROLLCALL_") {
            command.env_remove(name);
        }
    }
    let output = command
        .args(words)
        .envs(environment.iter().copied())
        .current_dir(folder)
        .output()
        .expect("the binary can be run");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("all we write is UTF-8");
    Outcome { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// Runs `rollcall` in a folder.
pub(crate) fn rollcall(folder: &Path, words: &[&str]) -> Outcome {
    rollcall_in(folder, words, &[])
}

/// Writes a made-up district into a folder of a folder.
pub(crate) fn district(folder: &Path, name: &str, words: &[&str]) {
    let made = rollcall(folder, &[&["generate", name, "--students", "120"], words].concat());
    assert_eq!((made.code, made.err.as_str()), (Some(0), ""));
}
