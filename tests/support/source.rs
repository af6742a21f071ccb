//! What every source file and every text of the project must and must not contain.

/// Names that say nothing about what lives in a room.
const EMPTY_NAMES: &[&str] =
    &["utils", "util", "common", "helpers", "helper", "manager", "managers", "misc", "stuff"];

/// Lines in one file at most.
const MOST_LINES: usize = 500;

/// What is wrong with a Rust file: its path with `/`, and its text.
pub fn untidy(path: &str, text: &str) -> Vec<String> {
    let mut complaints = Vec::new();
    if !text.starts_with("//! ") {
        complaints.push(format!("{path} does not start with a //! sentence"));
    }
    let lines = text.lines().count();
    if lines > MOST_LINES {
        complaints.push(format!("{path} has {lines} lines, over {MOST_LINES}"));
    }
    for word in
        [concat!("todo", "!("), concat!("unimplemented", "!("), concat!("FIX", "ME"), concat!("XX", "X ")]
    {
        complaints.extend(lines_with(path, text, word));
    }
    if let Some(name) = path.trim_end_matches(".rs").split('/').find(|part| EMPTY_NAMES.contains(part)) {
        complaints.push(format!("{path}: `{name}` says nothing about what is inside"));
    }
    complaints
}

/// Paths of somebody's machine and hosts of somebody's network that a text names.
pub fn machine_traces(path: &str, text: &str) -> Vec<String> {
    let folders = [concat!("/wo", "rk/"), concat!("/tm", "p/"), concat!("/ro", "ot/"), concat!("/ho", "me/")];
    let mut complaints: Vec<String> = folders.iter().flat_map(|f| lines_with(path, text, f)).collect();
    for (number, line) in text.lines().enumerate() {
        for host in hosts(line).filter(|h| is_private(h)) {
            complaints.push(format!("{path}:{} names the host {host}", number + 1));
        }
    }
    complaints
}

fn lines_with(path: &str, text: &str, word: &str) -> Vec<String> {
    let hit = |(number, line): (usize, &str)| {
        line.contains(word).then(|| format!("{path}:{} contains {}", number + 1, word.trim()))
    };
    text.lines().enumerate().filter_map(hit).collect()
}

/// Hosts of the web addresses of a line, with their ports.
fn hosts(line: &str) -> impl Iterator<Item = &str> {
    let end = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '@' | '_'));
    line.split("://").skip(1).map(move |rest| rest.split(end).next().unwrap_or(rest))
}

fn is_private(host: &str) -> bool {
    let name = host.rsplit('@').next().unwrap_or(host).split(':').next().unwrap_or(host);
    let here = ["127.0.0.1", "localhost", ""].contains(&name);
    let inside = [".internal", ".local", ".corp", ".lan", ".intranet"].iter().any(|e| name.ends_with(e));
    let registry = ["registry", "artifactory", "nexus", "mirror", "proxy"];
    let first = name.split('.').next().unwrap_or("");
    !here && (inside || registry.iter().any(|r| first.contains(r)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn untidy_files_are_named() {
        let long = format!("//! Long.\n{}", "\n".repeat(500));
        for (path, text, want) in [
            ("a/b.rs", "//! Good.\nfn f() {}\n", 0),
            ("a/b.rs", "fn f() {}\n", 1),
            ("a/b.rs", "// ! Almost.\n", 1),
            ("a/b.rs", long.as_str(), 1),
            ("a/b.rs", concat!("//! Bad.\nfn f() { todo", "!() }\n// FIX", "ME\n"), 2),
            ("a/utils.rs", "//! Bad.\n", 1),
            ("a/helpers/b.rs", "//! Bad.\n", 1),
            ("a/helpful.rs", "//! Good.\n", 0),
        ] {
            assert_eq!(untidy(path, text).len(), want, "{path}: {:?}", untidy(path, text));
        }
    }

    #[test]
    fn traces_of_a_machine_are_named() {
        for (text, want) in [
            ("https://github.com/x/y and http://127.0.0.1:8080/ and sftp://localhost:2222", 0),
            ("registry+https://github.com/rust-lang/crates.io-index", 0),
            (concat!("cd /wo", "rk/x"), 1),
            (concat!("a file in /tm", "p/x"), 1),
            (concat!("https:/", "/registry.example.org/simple"), 1),
            (concat!("http:/", "/user@mirror7.example.org:3142/debian"), 1),
            (concat!("http:/", "/mirror7.example.org:3142/debian"), 1),
            (concat!("http:/", "/build.internal:80/"), 1),
        ] {
            assert_eq!(machine_traces("a.md", text).len(), want, "{text}");
        }
    }
}
