//! The words of the document that stand for one choice of several.

use super::document::{Columns, HeaderRow, Need, Other, Step, Write};
use crate::table::Encoding;

/// Word and what it stands for.
pub(super) type Words<T> = &'static [(&'static str, T)];

pub(super) const NEEDS: Words<Need> = &[("required", Need::Required), ("optional", Need::Optional)];

pub(super) const ENCODINGS: Words<Encoding> = &[
    ("utf-8", Encoding::Utf8),
    ("utf-8-bom", Encoding::Utf8Bom),
    ("utf-16le", Encoding::Utf16Le),
    ("utf-16be", Encoding::Utf16Be),
    ("windows-1252", Encoding::Windows1252),
];

pub(super) const DELIMITERS: Words<u8> =
    &[("comma", b','), ("tab", b'\t'), ("semicolon", b';'), ("pipe", b'|')];

pub(super) const HEADERS: Words<HeaderRow> =
    &[("present", HeaderRow::Present), ("absent", HeaderRow::Absent)];

pub(super) const COLUMNS: Words<Columns> =
    &[("by-name", Columns::ByName), ("by-position", Columns::ByPosition)];

pub(super) const WRITES: Words<Write> =
    &[("always", Write::Always), ("ifEmpty", Write::IfEmpty), ("once", Write::Once)];

pub(super) const OTHERS: Words<Other> =
    &[("warn", Other::Warn), ("error", Other::Error), ("keep", Other::Keep), ("blank", Other::Blank)];

/// Steps that need no settings.
pub(super) const PLAIN_STEPS: Words<Step> = &[
    ("upper", Step::Upper),
    ("lower", Step::Lower),
    ("title", Step::Title),
    ("digits", Step::Digits),
    ("squeeze", Step::Squeeze),
    ("grade", Step::Grade),
];

/// Steps with settings, each with an example of them.
pub(super) const SET_STEPS: Words<&str> = &[
    ("pad", r#"{"pad": {"to": 6, "with": "0"}}"#),
    ("unpad", r#"{"unpad": "0"}"#),
    ("prefix", r#"{"prefix": "S-"}"#),
    ("suffix", r#"{"suffix": "@example.org"}"#),
    ("replace", r#"{"replace": {"from": "_", "to": " "}}"#),
    ("split", r#"{"split": {"by": ",", "take": 1}}"#),
    ("before", r#"{"before": ","}"#),
    ("after", r#"{"after": ","}"#),
    ("cut", r#"{"cut": {"from": 1, "length": 4}}"#),
    ("date", r#"{"date": ["M/d/yyyy"]}"#),
    ("codes", r#"{"codes": {"table": {"M": "male"}, "other": "warn"}}"#),
    ("through", r#"{"through": {"file": "schools.csv", "match": "School_Number", "take": "School_ID"}}"#),
];

/// The word for a choice.
pub(super) fn word_of<T: PartialEq>(words: Words<T>, choice: &T) -> &'static str {
    words.iter().find(|(_, known)| known == choice).map_or("", |(word, _)| word)
}

/// The words of a table, in its order.
pub(super) fn names<T>(words: Words<T>) -> impl Iterator<Item = &'static str> {
    words.iter().map(|(word, _)| *word)
}
