//! Column names: cleaned, and judged.

use super::dialect::Width;
use super::problem::{Problem, ProblemKind, Problems};

/// A column name without surrounding white space and invisible characters.
pub(super) fn clean(name: &str) -> String {
    name.trim_matches(is_invisible).to_owned()
}

fn is_invisible(character: char) -> bool {
    character.is_whitespace()
        || character.is_control()
        || matches!(character, '\u{FEFF}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{00AD}')
}

/// Reports empty and repeated names.
pub(super) fn judge(names: &[String], line: u64, problems: &mut Problems) {
    let mut seen = std::collections::HashSet::new();
    for (column, name) in names.iter().enumerate() {
        if name.is_empty() {
            problems.push(Problem::in_column(ProblemKind::EmptyHeader, line, column));
        } else if !seen.insert(name.to_lowercase()) {
            problems.push(Problem::in_column(ProblemKind::DuplicateHeader, line, column));
        }
    }
}

/// How many fields rows under these names should have.
pub(super) fn width(names: &[String]) -> Width {
    let least = names.iter().rposition(|name| !name.is_empty()).map_or(1, |at| at + 1);
    let narrow = |count| u32::try_from(count).unwrap_or(u32::MAX);
    Width { full: narrow(names.len()), least: narrow(least) }
}

/// The delimiter that a first line `sep=;`, written by and for Excel, names; and the length of that line's text.
pub(super) fn separator_line(text: &[u8]) -> Option<(u8, usize)> {
    let line = text.strip_prefix(b"\"").unwrap_or(text);
    let quotes = text.len() - line.len();
    let (&delimiter, rest) = line.strip_prefix(b"sep=")?.split_first()?;
    let ends = rest.get(quotes).is_none_or(|byte| matches!(byte, b'\n' | b'\r'));
    (delimiter.is_ascii() && !matches!(delimiter, b'"' | b'\n' | b'\r') && ends)
        .then_some((delimiter, quotes * 2 + 5))
}
