//! What somebody may have meant by a word that we do not know.

/// The known word that takes the fewest edits; `None` only if nothing is known.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    known.into_iter().min_by_key(|candidate| edits(&word, &candidate.to_lowercase()))
}

/// Insertions, deletions and replacements that make one word of the other.
fn edits(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in to.iter().enumerate() {
            let replaced = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_takes_the_fewest_edits() {
        for (word, known, meant) in [
            ("dta", &["data", "sftp", "threads"][..], Some("data")),
            ("R14", &["R014", "R140", "R999"], Some("R014")),
            ("UNKNOWN-CLAS", &["unknown-course", "unknown-class"], Some("unknown-class")),
            ("anything", &[], None),
        ] {
            assert_eq!(nearest(word, known.iter().copied()), meant, "{word}");
        }
    }

    #[test]
    fn edits_are_counted() {
        for (from, to, count) in [("", "abc", 3), ("abc", "abc", 0), ("kitten", "sitting", 3), ("é", "e", 1)]
        {
            assert_eq!(edits(from, to), count, "{from} {to}");
        }
    }
}
