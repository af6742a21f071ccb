//! R084 invalid-enum: a word that is not in the field's list.

use std::borrow::Cow;

use super::Checked;
use crate::finding::{Rule, Severity};

/// A word that is not in the field's list.
pub static RULE: Rule = Rule {
    code: "R084",
    name: "invalid-enum",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &["row.invalid_enum"],
    help: "Use one of the words that the message names.",
    doc: "## What it finds
The field takes one of a few words, and the value is none of them.

## Why it matters
The value is dropped, the record stays. What was meant is not guessed. Another letter case is repaired.

## Example
`classType` = `lecture`, where OneRoster has `homeroom` and `scheduled`.

## How to fix
Use a word that the message names, or translate your code in the export.
",
};

/// Whether a list of words may be extended by words that begin with `ext:`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Words {
    /// Only the words of the list.
    Closed,
    /// Also words that begin with `ext:`.
    Open,
}

/// One of the words. Another letter case, spaces, hyphens and underscores are repaired, and so are `M` and `F`.
#[inline]
pub fn check<'a>(value: &'a str, words: &'static [&'static str], kind: Words) -> Checked<'a> {
    if words.contains(&value) { Checked::Good } else { other(value, words, kind) }
}

fn other<'a>(value: &'a str, words: &'static [&'static str], kind: Words) -> Checked<'a> {
    let extension = value.get(..4).filter(|start| start.eq_ignore_ascii_case("ext:")).map(|_| &value[4..]);
    if let (Words::Open, Some(name)) = (kind, extension) {
        return match (name.is_empty(), value.starts_with("ext:")) {
            (true, _) => Checked::Bad,
            (false, true) => Checked::Good,
            (false, false) => Checked::Repaired(Cow::Owned(format!("ext:{name}"))),
        };
    }
    let word = words.iter().find(|word| is_same(word, value)).or_else(|| by_letter(value, words));
    word.map_or(Checked::Bad, |word| Checked::Repaired(Cow::Borrowed(word)))
}

fn is_same(a: &str, b: &str) -> bool {
    fn letters(text: &str) -> impl Iterator<Item = u8> {
        text.bytes().filter(|b| !matches!(b, b' ' | b'_' | b'-')).map(|b| b.to_ascii_lowercase())
    }
    letters(a).eq(letters(b))
}

fn by_letter(value: &str, words: &'static [&'static str]) -> Option<&'static &'static str> {
    let word = match value {
        "M" | "m" => "male",
        "F" | "f" => "female",
        _ => return None,
    };
    words.iter().find(|known| **known == word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{bad, good, repairs};

    const SESSIONS: &[&str] = &["gradingPeriod", "semester", "schoolYear", "term"];
    const SEXES: &[&str] = &["male", "female", "unspecified", "other"];
    const STATUS: &[&str] = &["fully graded", "not submitted"];

    fn session(value: &str) -> Checked<'_> {
        check(value, SESSIONS, Words::Open)
    }

    #[test]
    fn a_word_of_the_list_is_taken_in_any_letter_case() {
        good(session, &["term", "schoolYear"]);
        repairs(
            session,
            &[("TERM", "term"), ("schoolyear", "schoolYear"), ("Grading Period", "gradingPeriod")],
        );
        bad(session, &["", "quarter", "terms", "école"]);
        repairs(|v| check(v, STATUS, Words::Open), &[("Fully_Graded", "fully graded")]);
    }

    #[test]
    fn extensions_are_taken_where_the_list_is_open() {
        good(session, &["ext:quarter"]);
        repairs(session, &[("EXT:quarter", "ext:quarter")]);
        bad(session, &["ext:", "ext"]);
        bad(|v| check(v, SESSIONS, Words::Closed), &["ext:quarter"]);
    }

    #[test]
    fn the_letters_for_male_and_female_are_certain_only_for_a_sex() {
        repairs(|v| check(v, SEXES, Words::Open), &[("M", "male"), ("f", "female")]);
        bad(|v| check(v, SEXES, Words::Open), &["U", "X", "N"]);
        bad(session, &["M", "F"]);
    }
}
