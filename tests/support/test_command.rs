//! The one test command must leave no workspace member out.

/// Members that a shell script's `cargo test` lines do not reach.
pub fn untested(script: &str, members: &[String]) -> Vec<String> {
    let commands = test_lines(script);
    let reached = |member: &String| commands.iter().any(|c| reaches(c, member));
    members.iter().filter(|m| !reached(m)).map(|m| format!("the test command does not test {m}")).collect()
}

/// The script's `cargo test` commands, with continued lines joined and comments and printed text left out.
fn test_lines(script: &str) -> Vec<String> {
    let joined = script.replace("\\\n", " ");
    let is_test = |l: &&str| {
        let l = l.trim_start();
        !l.starts_with('#')
            && !l.starts_with("echo")
            && (l.contains("cargo test") || l.contains("nextest run"))
    };
    joined.lines().filter(is_test).map(str::to_owned).collect()
}

fn reaches(command: &str, member: &str) -> bool {
    let words: Vec<&str> = command.split_whitespace().collect();
    let named = |flags: &[&str]| words.windows(2).any(|w| flags.contains(&w[0]) && w[1] == member);
    let narrowed = ["--lib", "--bins", "--doc", "--test", "--bin"].iter().any(|f| words.contains(f));
    let whole = words.contains(&"--workspace") && !named(&["--exclude"]);
    !narrowed && (whole || named(&["-p", "--package"]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_left_out_are_named() {
        for (script, want) in [
            ("cargo test --workspace --locked", &[][..]),
            ("cargo test \\\n  --workspace", &[]),
            ("cargo test -p a\ncargo test -p b", &[]),
            ("cargo test", &["a", "b"]),
            ("cargo test -p a", &["b"]),
            ("cargo test --workspace --exclude b", &["b"]),
            ("cargo test --workspace --lib", &["a", "b"]),
            ("# cargo test --workspace", &["a", "b"]),
            ("echo cargo test --workspace", &["a", "b"]),
            ("cargo build --workspace", &["a", "b"]),
        ] {
            let members = ["a".to_owned(), "b".to_owned()];
            let want: Vec<String> =
                want.iter().map(|m| format!("the test command does not test {m}")).collect();
            assert_eq!(untested(script, &members), want, "{script}");
        }
    }
}
