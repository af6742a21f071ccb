//! Which patterns of file names are good.

/// Whether a pattern is the name of one file.
pub(super) fn is_literal(pattern: &str) -> bool {
    !pattern.contains(['*', '?'])
}

/// What is wrong with a pattern.
pub(super) fn fault(pattern: &str) -> Option<&'static str> {
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
        assert!(fault("students*.csv").is_none());
        for bad in ["", " ", "a/b.csv", "..\\x.csv", "a\n.csv", " a.csv"] {
            assert!(fault(bad).is_some(), "{bad:?}");
        }
    }
}
