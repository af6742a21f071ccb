//! Names that a profile may give, and names folded so that people's ways of writing them are the same.

/// The longest name.
pub(super) const LONGEST: usize = 64;

/// Letters and digits alone, small: what is left when case, spaces and punctuation do not matter.
pub(super) fn folded(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether a text may name a field: a letter or digit first, then letters, digits, `_`, `-` and `.`, all ASCII.
pub(super) fn fits_field(name: &str) -> bool {
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    name.starts_with(|c: char| c.is_ascii_alphanumeric()) && name.chars().all(good) && name.len() <= LONGEST
}

/// Whether a text may name a kind, and so a file: a letter first, then letters, digits, `_` and `-`, all ASCII.
pub(super) fn fits_kind(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && !name.contains('.') && fits_field(name)
}
