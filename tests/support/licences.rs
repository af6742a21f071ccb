//! Licences of all dependencies against the list in `deny.toml`, also where cargo-deny is not installed.

use std::collections::BTreeSet;

/// The licences that `deny.toml` allows: the strings of its list `allow`.
pub fn allowed(deny: &str) -> BTreeSet<String> {
    let list = deny.split_once("\nallow = [").map_or("", |(_, rest)| rest.split(']').next().unwrap_or(""));
    list.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Packages of a `cargo tree --prefix none --format '{p}|{l}'` whose licence none of the allowed satisfies.
pub fn unlicensed(tree: &str, allowed: &BTreeSet<String>) -> Vec<String> {
    let lines: BTreeSet<&str> = tree.lines().filter(|l| !l.is_empty()).collect();
    let pairs = lines.iter().filter_map(|l| l.split_once('|'));
    let pairs = pairs.map(|(package, licence)| (package, licence.trim_end_matches(" (*)")));
    let bad = pairs.filter(|(_, licence)| !satisfied(licence, allowed));
    bad.map(|(package, licence)| {
        format!("{package} has the licence \"{licence}\", which deny.toml does not allow")
    })
    .collect()
}

/// Whether a licence expression can be satisfied; `OR` binds weaker than `AND`, `/` is an old way to write `OR`.
fn satisfied(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    let fine = any(&mut rest, allowed);
    fine && rest.is_empty()
}

fn any(words: &mut &[&str], allowed: &BTreeSet<String>) -> bool {
    let mut fine = all(words, allowed);
    while let Some(rest) = words.strip_prefix(&["OR"]) {
        *words = rest;
        fine |= all(words, allowed);
    }
    fine
}

fn all(words: &mut &[&str], allowed: &BTreeSet<String>) -> bool {
    let mut fine = one(words, allowed);
    while let Some(rest) = words.strip_prefix(&["AND"]) {
        *words = rest;
        fine &= one(words, allowed);
    }
    fine
}

fn one(words: &mut &[&str], allowed: &BTreeSet<String>) -> bool {
    match **words {
        ["(", ref rest @ ..] => {
            *words = rest;
            let fine = any(words, allowed);
            let closed = words.strip_prefix(&[")"]);
            *words = closed.unwrap_or(&[]);
            fine && closed.is_some()
        }
        [name, "WITH", exception, ref rest @ ..] => {
            *words = rest;
            allowed.contains(&format!("{name} WITH {exception}"))
        }
        [name, ref rest @ ..] => {
            *words = rest;
            allowed.contains(name)
        }
        [] => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DENY: &str =
        "[licenses]\n# Comment.\nallow = [\n    \"MIT\",\n    \"BSD-3-Clause\",\n    \"X WITH Y\",\n]\n";

    #[test]
    fn expressions_are_judged() {
        for (licence, want) in [
            ("MIT", true),
            ("MIT OR GPL-3.0", true),
            ("GPL-3.0/MIT", true),
            ("(GPL-3.0 OR MIT) AND BSD-3-Clause", true),
            ("X WITH Y OR GPL-3.0", true),
            ("GPL-3.0", false),
            ("MIT AND GPL-3.0", false),
            ("GPL-3.0 OR MIT AND GPL-2.0", false),
            ("(MIT", false),
            ("X", false),
            ("", false),
        ] {
            assert_eq!(satisfied(licence, &allowed(DENY)), want, "{licence}");
        }
    }

    #[test]
    fn packages_are_named() {
        let tree = "a v1.0.0|MIT\n\nb v2.0.0|GPL-3.0\nb v2.0.0|GPL-3.0 (*)\nc v1.0.0|\n";
        let found = unlicensed(tree, &allowed(DENY));
        assert!(
            found.iter().any(|c| c.starts_with("b v2.0.0"))
                && found.iter().any(|c| c.starts_with("c v1.0.0"))
        );
        assert!(!found.iter().any(|c| c.starts_with('a')), "{found:?}");
    }
}
