//! The project's files and packages, as they are on disk and as cargo sees them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// Folders that hold nothing of ours.
const FOREIGN: &[&str] = &["target", "corpus", "artifacts", "node_modules", "fixtures"];

/// The project's root folder.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("/"))
}

/// All files below a folder in path order, relative to it; without hidden folders (but with `.ci`), build results and
/// sample data.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    walk(folder, Path::new(""), &mut found);
    found.sort();
    found
}

fn walk(folder: &Path, inside: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder.join(inside)) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = inside.join(&name);
        let is_folder = entry.file_type().is_ok_and(|t| t.is_dir());
        if !is_folder {
            found.push(path);
        } else if name == ".ci" || !(name.starts_with('.') || FOREIGN.contains(&name.as_str())) {
            walk(folder, &path, found);
        }
    }
}

/// Paths (with `/`) and contents of the text files of the project that have one of these extensions.
pub fn texts(folder: &Path, extensions: &[&str]) -> Vec<(String, String)> {
    let wanted = |p: &PathBuf| p.extension().is_some_and(|e| extensions.iter().any(|x| e == *x));
    let read =
        |p: PathBuf| Some((p.to_string_lossy().into_owned(), fs::read_to_string(folder.join(&p)).ok()?));
    files(folder).into_iter().filter(wanted).filter_map(read).collect()
}

/// What `cargo metadata` says of the workspace's own packages.
///
/// # Panics
/// If cargo cannot run or read the workspace.
pub fn metadata() -> Value {
    let text = cargo(&["metadata", "--no-deps", "--format-version", "1"]);
    serde_json::from_str(&text).expect("cargo prints JSON")
}

/// Standard output of a cargo command run in the root folder.
///
/// # Panics
/// If it fails.
pub fn cargo(arguments: &[&str]) -> String {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = Command::new(cargo).args(arguments).current_dir(root()).output().expect("cargo runs");
    assert!(output.status.success(), "cargo {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_but_not_build_results() {
        let dir = tempfile::tempdir().unwrap();
        for path in ["a.rs", "x/b.md", "target/c.rs", ".git/d.rs", ".ci/run", "fuzz/corpus/e.rs"] {
            let path = dir.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "text").unwrap();
        }
        let found: Vec<_> = files(dir.path()).iter().map(|p| p.display().to_string()).collect();
        assert_eq!(found, [".ci/run", "a.rs", "x/b.md"]);
        assert_eq!(texts(dir.path(), &["md"]), [("x/b.md".to_owned(), "text".to_owned())]);
    }
}
