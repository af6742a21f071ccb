//! Every path that a document names must exist, so that prose cannot drift away from the code.

use std::path::Path;

/// Folders of the project: a path that begins with one of them is a path of ours.
const ROOMS: &[&str] =
    &["cli", "shared", "tests", "benches", "docs", "fuzz", "functions", "infra", ".ci", ".cargo", "roster"];

/// Paths that a Markdown document names and that do not exist; `file` and `files` are relative to `root`.
pub fn missing_paths(root: &Path, file: &str, text: &str, files: &[String]) -> Vec<String> {
    let beside = Path::new(file).parent().unwrap_or(Path::new(""));
    let links = links(text).filter(|l| !root.join(beside).join(l).exists());
    let quoted = quoted(text).filter(|q| !known(root, q, files));
    links.chain(quoted).map(|path| format!("{file} names {path}, which does not exist")).collect()
}

fn known(root: &Path, path: &str, files: &[String]) -> bool {
    let anywhere = || files.iter().any(|f| f.rsplit('/').next() == Some(path));
    root.join(path).exists() || anywhere()
}

/// Targets of relative links, without their fragments.
fn links(text: &str) -> impl Iterator<Item = &str> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target);
    let local = targets.filter(|t| !t.contains("://") && !t.starts_with('#') && !t.starts_with("mailto:"));
    local.map(|t| t.split('#').next().unwrap_or(t))
}

/// Text between single backquotes outside of code blocks that looks like a path of ours.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    let prose = text.split("```").step_by(2);
    let spans = prose.flat_map(|p| p.split('`').skip(1).step_by(2));
    spans.map(|s| s.trim_start_matches("./")).filter(|s| is_ours(s)).map(|s| s.trim_end_matches('/'))
}

fn is_ours(span: &str) -> bool {
    let plain = span.bytes().all(|b| b.is_ascii_alphanumeric() || b"/._-".contains(&b));
    let first = span.split('/').next().unwrap_or("");
    let room = ROOMS.contains(&first) || first.starts_with("roster-");
    let file = [".rs", ".md"].iter().any(|e| span.ends_with(e)) && !span.starts_with('.');
    plain && ((span.contains('/') && room) || (file && !span.contains('/')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn missing(file: &str, text: &str) -> usize {
        let dir = tempfile::tempdir().unwrap();
        for path in ["docs/a.md", "cli/src/main.rs"] {
            let path = dir.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "").unwrap();
        }
        let files = ["docs/a.md".to_owned(), "cli/src/main.rs".to_owned()];
        missing_paths(dir.path(), file, text, &files).len()
    }

    #[test]
    fn paths_that_do_not_exist_are_named() {
        for (file, text, want) in [
            ("README.md", "see `cli/src/main.rs`, `cli/`, `docs/a.md`, `main.rs` and [a](docs/a.md#part)", 0),
            (
                "docs/a.md",
                "see [main](../cli/src/main.rs) and [this](a.md), [part](#part), [web](https://a.example/x)",
                0,
            ),
            ("README.md", "see `cli/src/mian.rs`", 1),
            ("README.md", "see `roster-pipeline/src/process.rs`", 1),
            ("README.md", "see `gone.rs` and `GONE.md`", 2),
            ("README.md", "see [gone](docs/gone.md)", 1),
            ("docs/a.md", "see [main](cli/src/main.rs)", 1),
            ("README.md", "files `reports/latest.txt`, `users.csv`, `shared/<crate>`, `/etc/rollcall`", 0),
            ("README.md", "```\ncli/src/mian.rs `cli/src/mian.rs`\n```\n", 0),
        ] {
            assert_eq!(missing(file, text), want, "{text}");
        }
    }
}
