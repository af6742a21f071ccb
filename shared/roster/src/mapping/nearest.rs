//! What somebody may have meant by a word that a mapping does not know.

/// Words of more characters have no near ones.
const LONGEST: usize = 64;

/// The known word that takes the fewest edits, if it is near enough to be meant.
pub(super) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.is_empty() || word.chars().nth(LONGEST).is_some() {
        return None;
    }
    let word = folded(word);
    let best = known.into_iter().map(|k| (edits(&word, &folded(k)), k)).min_by_key(|(edits, _)| *edits)?;
    (best.0 <= word.len().div_ceil(3)).then_some(best.1)
}

fn folded(word: &str) -> Vec<char> {
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Insertions, deletions and replacements that make one word of the other.
fn edits(from: &[char], to: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in to.iter().enumerate() {
            let replaced = diagonal + usize::from(a != b);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[to.len()]
}

/// ` (did you mean "..."?)`, or nothing.
pub(super) fn hint<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(word, known).map(|meant| format!(" (did you mean \"{meant}\"?)")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_near_is_meant() {
        for (word, meant) in [
            ("sourcedID", Some("sourcedId")),
            ("given_name", Some("givenName")),
            ("emial", Some("email")),
            ("locker", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, ["sourcedId", "givenName", "email"]), meant, "{word}");
        }
        assert_eq!(nearest(&"x".repeat(10_000), ["x"]), None);
    }
}
