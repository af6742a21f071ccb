//! One own field: what its values are like, and the judgement of one.

use std::borrow::Cow;

use super::document::Storing;
use super::{language, names, phone, url};
use crate::formats::Version;
use crate::rules::{
    Checked, invalid_boolean, invalid_date, invalid_email, invalid_float, invalid_grade, invalid_integer,
};

/// The longest value of an own field, in bytes.
pub(super) const LONGEST_VALUE: usize = 4_000;

/// A field that the operator named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnField {
    /// Its name without `metadata.`.
    pub name: String,
    /// What its values are like.
    pub kind: ValueKind,
    /// Whether the value says something about a person.
    pub personal: bool,
    /// Whether its values are kept.
    pub storing: Storing,
    /// What it is, in one line; may be empty.
    pub doc: String,
    /// A good value; empty where nobody gave one.
    pub example: String,
}

/// What the values of an own field are like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ValueKind {
    /// Any text.
    Text,
    /// `YYYY-MM-DD`.
    Date,
    /// `true` or `false`.
    Boolean,
    /// A whole number.
    Integer,
    /// A decimal number.
    Number,
    /// An e-mail address.
    Email,
    /// A phone number, written as people write it.
    Phone,
    /// A web address with `http://` or `https://`.
    Url,
    /// A language as ISO 639-1, `es`.
    Language,
    /// A grade of the CEDS list.
    Grade,
    /// One of these words.
    Words(Vec<String>),
}

impl ValueKind {
    /// The kinds without words of their own, with their word in a profile.
    pub(super) const PLAIN: [(&'static str, ValueKind); 10] = [
        ("text", ValueKind::Text),
        ("date", ValueKind::Date),
        ("boolean", ValueKind::Boolean),
        ("integer", ValueKind::Integer),
        ("number", ValueKind::Number),
        ("email", ValueKind::Email),
        ("phone", ValueKind::Phone),
        ("url", ValueKind::Url),
        ("language", ValueKind::Language),
        ("grade", ValueKind::Grade),
    ];

    /// What a good value is, for people: `a date as YYYY-MM-DD`.
    pub fn expected(&self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            ValueKind::Text => "text of at most 4,000 bytes",
            ValueKind::Date => "a date as YYYY-MM-DD",
            ValueKind::Boolean => "true or false",
            ValueKind::Integer => "a whole number",
            ValueKind::Number => "a number such as 87.5",
            ValueKind::Email => "an e-mail address",
            ValueKind::Phone => "a phone number",
            ValueKind::Url => "a web address that begins with https:// or http://",
            ValueKind::Language => "a language as two letters of ISO 639-1, such as es",
            ValueKind::Grade => "a grade such as KG or 07",
            ValueKind::Words(words) => return Cow::Owned(format!("one of {}", words.join(", "))),
        })
    }
}

impl OwnField {
    /// A field of which nobody said anything: any text, personal, stored.
    pub(crate) fn text(name: &str) -> OwnField {
        OwnField {
            name: name.to_owned(),
            kind: ValueKind::Text,
            personal: true,
            storing: Storing::Stored,
            doc: String::new(),
            example: String::new(),
        }
    }

    /// Judges a trimmed value. A blank is good: whether it may be blank is for [`super::Profile::required`] to say.
    pub fn judge<'v>(&self, value: &'v str) -> Checked<'v> {
        if value.is_empty() {
            return Checked::Good;
        }
        if value.len() > LONGEST_VALUE {
            return Checked::Bad;
        }
        match &self.kind {
            ValueKind::Text => Checked::Good,
            ValueKind::Date => invalid_date::check(value),
            ValueKind::Boolean => invalid_boolean::check(value),
            ValueKind::Integer => invalid_integer::check(value),
            ValueKind::Number => invalid_float::check(value),
            ValueKind::Email => invalid_email::check(value),
            ValueKind::Phone => phone::check(value),
            ValueKind::Url => url::check(value),
            ValueKind::Language => language::check(value),
            ValueKind::Grade => invalid_grade::check(value, Version::V11),
            ValueKind::Words(words) => word(value, words),
        }
    }
}

/// One of the words; another letter case, spaces and punctuation are repaired.
fn word<'v>(value: &'v str, words: &[String]) -> Checked<'v> {
    if words.iter().any(|word| word == value) {
        return Checked::Good;
    }
    let sent = names::folded(value);
    let same = words.iter().find(|word| names::folded(word) == sent).filter(|_| !sent.is_empty());
    same.map_or(Checked::Bad, |word| Checked::Repaired(Cow::Owned(word.clone())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(kind: ValueKind, value: &str) -> String {
        let field = OwnField {
            name: "x".into(),
            kind,
            personal: false,
            storing: Storing::Stored,
            doc: String::new(),
            example: String::new(),
        };
        match field.judge(value) {
            Checked::Good => "good".to_owned(),
            Checked::Bad => "bad".to_owned(),
            Checked::Repaired(to) => to.into_owned(),
        }
    }

    #[test]
    fn each_kind_has_its_good_repaired_and_bad_values() {
        let words = || ValueKind::Words(vec!["yes".into(), "no".into(), "Two way".into()]);
        for (kind, value, want) in [
            (ValueKind::Text, "anything, \"at\" all", "good"),
            (ValueKind::Date, "2026-08-15", "good"),
            (ValueKind::Date, "2026/8/15", "2026-08-15"),
            (ValueKind::Date, "08/09/2026", "bad"),
            (ValueKind::Boolean, "Y", "true"),
            (ValueKind::Boolean, "perhaps", "bad"),
            (ValueKind::Integer, "5.0", "5"),
            (ValueKind::Integer, "five", "bad"),
            (ValueKind::Number, "87,5", "87.5"),
            (ValueKind::Number, "B+", "bad"),
            (ValueKind::Email, "ada@school.example", "good"),
            (ValueKind::Email, "none", "bad"),
            (ValueKind::Phone, "(555) 010-0199", "good"),
            (ValueKind::Phone, "ask the office", "bad"),
            (ValueKind::Url, "https://school.example/1.jpg", "good"),
            (ValueKind::Url, "1.jpg", "bad"),
            (ValueKind::Language, "Spanish", "es"),
            (ValueKind::Language, "xx", "bad"),
            (ValueKind::Grade, "7th", "07"),
            (ValueKind::Grade, "Freshman", "bad"),
            (words(), "no", "good"),
            (words(), "TWO-WAY", "Two way"),
            (words(), "-", "bad"),
            (words(), "maybe", "bad"),
        ] {
            assert_eq!(judged(kind.clone(), value), want, "{kind:?} {value}");
            assert_eq!(judged(kind, ""), "good");
        }
    }

    #[test]
    fn an_endless_value_is_bad_whatever_its_kind() {
        for (_, kind) in ValueKind::PLAIN {
            assert_eq!(judged(kind, &"1".repeat(LONGEST_VALUE + 1)), "bad");
        }
    }
}
