//! What one value looks like.

use crate::vocabulary::{Vocabulary, has_word_of};

macro_rules! looks {
    ($($variant:ident $list:literal,)+) => {
        /// What a value looks like; a value may look like several things.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Look { $($variant,)+ }

        impl Look {
            pub(crate) const ALL: &[Look] = &[$(Look::$variant,)+];

            /// The list of codes that a value must be in, if that is what makes it look so.
            const fn list(self) -> &'static str {
                match self { $(Look::$variant => $list,)+ }
            }
        }
    };
}

looks! {
    Digits "",
    Decimal "",
    Email "",
    Phone "",
    Url "",
    Guid "",
    Year "",
    SchoolYear "",
    Grade "",
    Name "",
    LastFirst "",
    Words "",
    Code "",
    Ssn "",
    Schoolish "",
    Capitals "",
    Sex "sex",
    Bool "bool",
    Active "active",
    Role "role",
    Contact "contact",
    Enrolled "enrolled",
    Org "org",
    Session "session",
    ClassType "classtype",
    PickUp "pickup",
    Race "race",
    Language "language",
    Given "given",
    Salutation "salutation",
}

/// Which looks a value has, in the order of [`Look::ALL`]; `value` is trimmed and not blank.
pub(crate) fn looks(value: &str) -> impl Iterator<Item = Look> {
    Look::ALL.iter().copied().filter(move |look| has(*look, value))
}

fn has(look: Look, value: &str) -> bool {
    let bytes = value.as_bytes();
    match look {
        Look::Digits => bytes.iter().all(u8::is_ascii_digit),
        Look::Decimal => value.contains('.') && value.parse::<f64>().is_ok(),
        Look::Email => is_email(value),
        Look::Phone => is_phone(value),
        Look::Url => is_url(value),
        Look::Guid => bytes.len() >= 32 && bytes.iter().all(|b| b.is_ascii_hexdigit() || b"-{}".contains(b)),
        Look::Year => bytes.len() == 4 && value.parse().is_ok_and(|year: u16| (1980..=2060).contains(&year)),
        Look::SchoolYear => is_school_year(value),
        Look::Grade => is_grade(value),
        Look::Name => is_name(value),
        Look::LastFirst => is_last_first(value),
        Look::Words => value.contains(' ') && value.chars().any(char::is_alphabetic),
        Look::Code => !value.contains(' ') && bytes.iter().any(u8::is_ascii_digit) && bytes.len() <= 64,
        Look::Ssn => is_ssn(bytes),
        Look::Schoolish => value.len() < 80 && has_word_of("schoolish", value),
        Look::Capitals => {
            bytes.len() <= 8 && bytes.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        }
        Look::Sex | Look::Bool | Look::Active | Look::Role | Look::Contact | Look::Enrolled | Look::Org => {
            Vocabulary::get().value(look.list(), value).is_some()
        }
        Look::Session
        | Look::ClassType
        | Look::PickUp
        | Look::Race
        | Look::Language
        | Look::Given
        | Look::Salutation => Vocabulary::get().value(look.list(), value).is_some(),
    }
}

fn is_email(value: &str) -> bool {
    let Some((name, host)) = value.split_once('@') else { return false };
    !name.is_empty() && host.contains('.') && !host.contains('@') && !value.contains(' ')
}

/// A web address, or the name of a file with a picture.
fn is_url(value: &str) -> bool {
    let end = value.rsplit_once('.').map_or(String::new(), |(_, end)| end.to_ascii_lowercase());
    let is_picture = matches!(end.as_str(), "jpg" | "jpeg" | "png" | "gif" | "bmp");
    value.starts_with("http://") || value.starts_with("https://") || is_picture
}

fn is_phone(value: &str) -> bool {
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let allowed =
        |c: char| c.is_ascii_digit() || matches!(c, ' ' | '(' | ')' | '-' | '.' | '+' | '/' | 'x' | 'X');
    let marks = value.bytes().filter(|b| !b.is_ascii_digit()).count();
    let grouped = (1..=6).contains(&marks) && !value.contains('/');
    let is_day = value.len() == 10 && value.as_bytes()[4] == b'-' && value.as_bytes()[7] == b'-';
    !is_day
        && (7..=15).contains(&digits)
        && value.chars().all(allowed)
        && (grouped || digits == 10 || digits == 11)
}

fn is_school_year(value: &str) -> bool {
    let years: Vec<&str> = value.split(['-', '/', '–']).collect();
    let [first, second] = years.as_slice() else { return false };
    first.len() == 4
        && matches!(second.len(), 2 | 4)
        && first.parse().is_ok_and(|year: u16| (1980..=2060).contains(&year))
        && second.bytes().all(|b| b.is_ascii_digit())
}

fn is_grade(value: &str) -> bool {
    let text = value.to_ascii_lowercase();
    let text = text.strip_prefix("year ").or_else(|| text.strip_prefix("grade ")).unwrap_or(&text);
    if text.len() <= 2 && text.parse().is_ok_and(|grade: u8| grade <= 14) {
        return true;
    }
    let ordinal = ["st", "nd", "rd", "th"].iter().find_map(|end| text.strip_suffix(end));
    if ordinal.is_some_and(|number| number.parse().is_ok_and(|grade: u8| (1..=13).contains(&grade))) {
        return true;
    }
    const WORDS: &[&str] = &[
        "k",
        "kg",
        "pk",
        "kf",
        "kindergarten",
        "pre-k",
        "prek",
        "pre-kindergarten",
        "prekindergarten",
        "tk",
        "pr",
        "it",
        "ps",
        "ug",
        "r",
        "reception",
        "nursery",
        "kk",
        "k4",
        "k5",
        "pk3",
        "pk4",
        "kp",
        "pre-k 3",
        "pre-k 4",
        "freshman",
        "sophomore",
        "junior",
        "senior",
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "-1",
        "-2",
        "0k",
        "preschool",
        "other",
        "ungraded",
    ];
    WORDS.contains(&text)
}

fn is_name(value: &str) -> bool {
    let letters = value.chars().filter(|c| c.is_alphabetic()).count();
    let allowed = |c: char| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | '.' | '’' | '`');
    let starts = value.chars().next().is_some_and(char::is_uppercase);
    letters >= 1 && value.len() <= 40 && starts && value.chars().all(allowed) && value.split(' ').count() <= 4
}

fn is_last_first(value: &str) -> bool {
    let Some((last, first)) = value.split_once(',') else { return false };
    is_name(last.trim()) && is_name(first.trim())
}

fn is_ssn(bytes: &[u8]) -> bool {
    bytes.len() == 11
        && bytes.iter().enumerate().all(|(at, b)| match at {
            3 | 6 => *b == b'-',
            _ => b.is_ascii_digit(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_look_like_what_they_are() {
        for (value, look, want) in [
            ("ada@example.org", Look::Email, true),
            ("ada@", Look::Email, false),
            ("(555) 010-2030", Look::Phone, true),
            ("5550102030", Look::Phone, true),
            ("123456", Look::Phone, false),
            ("4/30/2012", Look::Phone, false),
            ("07", Look::Grade, true),
            ("3rd", Look::Grade, true),
            ("104", Look::Grade, false),
            ("O'Neil-Smith", Look::Name, true),
            ("Lovelace, Ada", Look::LastFirst, true),
            ("123-45-6789", Look::Ssn, true),
            ("2026-27", Look::SchoolYear, true),
            ("Maple Elementary School", Look::Schoolish, true),
            ("Mother", Look::Contact, true),
            ("é", Look::Guid, false),
        ] {
            assert_eq!(has(look, value), want, "{value} {look:?}");
        }
    }
}
