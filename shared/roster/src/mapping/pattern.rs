//! Which patterns of file names are good.

use super::bind::matches_pattern;

/// Whether a file may fit both patterns, as far as that can be said: two patterns with `*` are taken to mean others.
pub(super) fn overlap(one: &str, other: &str) -> bool {
    let both = |a: &str, b: &str| {
        a.to_lowercase() == b.to_lowercase()
            || (is_literal(a) && matches_pattern(b, a))
            || (is_literal(b) && matches_pattern(a, b))
    };
    one.split('|').any(|a| other.split('|').any(|b| both(a, b)))
}

/// Whether a pattern is the name of one file.
fn is_literal(pattern: &str) -> bool {
    !pattern.contains(['*', '?'])
}

/// What is wrong with a pattern, or with one of those that `|` stands between.
pub(super) fn fault(pattern: &str) -> Option<&'static str> {
    pattern.split('|').find_map(fault_of_one)
}

fn fault_of_one(pattern: &str) -> Option<&'static str> {
    if pattern.trim().is_empty() {
        return Some("a file needs a name or a pattern such as \"students*.csv\"");
    }
    if pattern.trim() != pattern {
        return Some("a file's pattern neither begins nor ends with a space");
    }
    if pattern.contains(['/', '\\']) {
        return Some(
            "a pattern is a file's name without folders; leave out what stands before the last / or \\",
        );
    }
    if pattern.chars().any(char::is_control) {
        return Some("a file's name has no tabs, line ends or other control characters");
    }
    if pattern.chars().count() > 255 {
        return Some("a file's name has at most 255 characters");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_a_name_without_folders() {
        assert!(fault("students*.csv").is_none() && fault("a.csv|a.txt").is_none());
        for bad in ["", " ", "a/b.csv", "..\\x.csv", "a\n.csv", " a.csv", "a.csv|", "a.csv | b.csv"] {
            assert!(fault(bad).is_some(), "{bad:?}");
        }
    }

    #[test]
    fn two_patterns_may_mean_the_same_file() {
        for (one, other, both) in [
            ("a.csv", "A.csv", true),
            ("a.csv", "a*.csv", true),
            ("a.csv|b.csv", "c.csv|B.CSV", true),
            ("a.csv|b.csv", "c.csv|d*", false),
            ("a*", "ab*", false),
        ] {
            assert_eq!((overlap(one, other), overlap(other, one)), (both, both), "{one} {other}");
        }
    }
}
