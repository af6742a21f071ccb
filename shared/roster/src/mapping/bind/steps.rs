//! What is done to a value, one step after the other.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use super::super::{Codes, Other, Step};
use super::dates::{self, Pattern};
use super::lookup::{Lookups, Table};
use super::value::LONGEST;
use super::{Grave, Trouble};
use crate::formats::Version;
use crate::rules::{self, Checked};

/// A step with everything that it needs.
#[derive(Debug)]
pub(super) enum BoundStep {
    /// One that needs nothing else.
    Plain(Step),
    Date(Vec<Pattern>),
    Codes(HashMap<String, Box<str>>, Other),
    Through(Arc<Table>, Other),
}

impl BoundStep {
    /// `None` if it goes through a file that did not come.
    pub(super) fn new(step: &Step, lookups: &Lookups) -> Option<BoundStep> {
        Some(match step {
            Step::Date(patterns) => {
                BoundStep::Date(patterns.iter().filter_map(|pattern| Pattern::new(pattern)).collect())
            }
            Step::Codes(codes) => BoundStep::Codes(table(codes), codes.other),
            Step::Through(lookup) => BoundStep::Through(lookups.of(lookup)?, lookup.other),
            other => BoundStep::Plain(other.clone()),
        })
    }

    /// The value after the step. It is not blank before.
    pub(super) fn apply<'a>(&'a self, text: Cow<'a, str>) -> Result<Cow<'a, str>, Trouble> {
        match self {
            BoundStep::Plain(step) => Ok(plain(step, text)),
            BoundStep::Date(patterns) => dates::first(patterns, &text).ok_or(Trouble::NoDate),
            BoundStep::Codes(table, other) => match table.get(&code(&text)) {
                Some(word) => Ok(Cow::Borrowed(word)),
                None => unanswered(*other, text, Trouble::UnknownCode),
            },
            BoundStep::Through(table, other) => match table.get(&*text) {
                Some(found) => Ok(Cow::Borrowed(found)),
                None => unanswered(*other, text, Trouble::NoRow),
            },
        }
    }
}

fn unanswered<'a>(
    other: Other,
    text: Cow<'a, str>,
    trouble: fn(Grave) -> Trouble,
) -> Result<Cow<'a, str>, Trouble> {
    match other {
        Other::Warn => Err(trouble(Grave::Warning)),
        Other::Error => Err(trouble(Grave::Error)),
        Other::Keep => Ok(text),
        Other::Blank => Ok(Cow::Borrowed("")),
    }
}

fn table(codes: &Codes) -> HashMap<String, Box<str>> {
    codes.table.iter().map(|(known, word)| (code(known), word.as_str().into())).collect()
}

/// A code as it is compared.
fn code(text: &str) -> String {
    text.trim().to_lowercase()
}

fn plain<'a>(step: &Step, text: Cow<'a, str>) -> Cow<'a, str> {
    match step {
        Step::Upper => Cow::Owned(text.to_uppercase()),
        Step::Lower => Cow::Owned(text.to_lowercase()),
        Step::Title => Cow::Owned(title(&text)),
        Step::Digits => Cow::Owned(text.chars().filter(char::is_ascii_digit).collect()),
        Step::Squeeze => Cow::Owned(text.split_whitespace().collect::<Vec<_>>().join(" ")),
        Step::Grade => grade(text),
        Step::Pad { to, with } => pad(text, *to, *with),
        Step::Unpad(with) => unpad(text, *with),
        Step::Prefix(prefix) => Cow::Owned(format!("{prefix}{text}")),
        Step::Suffix(suffix) => Cow::Owned(format!("{text}{suffix}")),
        Step::Replace { from, to } if !from.is_empty() && text.contains(from.as_str()) => {
            Cow::Owned(replaced(&text, from, to))
        }
        Step::Replace { .. } => text,
        Step::Split { by, take } => part(text, by, *take),
        Step::Before(mark) => beside(text.split_once(mark.as_str()).map(|(before, _)| before)),
        Step::After(mark) => beside(text.split_once(mark.as_str()).map(|(_, after)| after)),
        Step::Cut { from, length } => {
            let from = from.saturating_sub(1);
            Cow::Owned(text.chars().skip(from).take(length.unwrap_or(usize::MAX)).collect())
        }
        Step::Date(_) | Step::Codes(_) | Step::Through(_) => text,
    }
}

/// What is longer than a value may be is not made in the first place: of it only the beginning counts.
fn replaced(text: &str, from: &str, to: &str) -> String {
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find(from).filter(|_| out.len() <= LONGEST) {
        out.push_str(&rest[..at]);
        out.push_str(to);
        rest = &rest[at + from.len()..];
    }
    out.push_str(rest);
    out
}

fn title(text: &str) -> String {
    let mut begins = true;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match begins {
            true => out.extend(c.to_uppercase()),
            false => out.extend(c.to_lowercase()),
        }
        begins = !c.is_alphanumeric();
    }
    out
}

fn grade(text: Cow<'_, str>) -> Cow<'_, str> {
    const WORDS: &[(&str, &str)] = &[
        ("0", "KG"),
        ("00", "KG"),
        ("-1", "PK"),
        ("-2", "PR"),
        ("kn", "KG"),
        ("kf", "KG"),
        ("ps", "PR"),
        ("p3", "PR"),
        ("p4", "PK"),
        ("first", "01"),
        ("second", "02"),
        ("third", "03"),
        ("fourth", "04"),
        ("fifth", "05"),
        ("sixth", "06"),
        ("seventh", "07"),
        ("eighth", "08"),
        ("ninth", "09"),
        ("tenth", "10"),
        ("eleventh", "11"),
        ("twelfth", "12"),
        ("freshman", "09"),
        ("sophomore", "10"),
        ("junior", "11"),
        ("senior", "12"),
    ];
    let known = |text: &str| match rules::invalid_grade::check(text, Version::V11) {
        Checked::Good => Some(text.to_owned()),
        Checked::Repaired(grade) => Some(grade.into_owned()),
        Checked::Bad => None,
    };
    let short = text.to_lowercase();
    let short = short.strip_suffix(" grade").unwrap_or(&short).trim();
    match WORDS.iter().find(|(word, _)| *word == short) {
        Some((_, grade)) => Cow::Borrowed(grade),
        None => known(&text).map_or(text, Cow::Owned),
    }
}

fn pad(text: Cow<'_, str>, to: usize, with: char) -> Cow<'_, str> {
    let lacks = to.saturating_sub(text.chars().count());
    if lacks == 0 {
        return text;
    }
    let mut out: String = std::iter::repeat_n(with, lacks).collect();
    out.push_str(&text);
    Cow::Owned(out)
}

fn unpad(text: Cow<'_, str>, with: char) -> Cow<'_, str> {
    let bare = text.trim_start_matches(with);
    match (bare.len() == text.len(), bare.is_empty()) {
        (true, _) => text,
        (false, true) => Cow::Owned(with.to_string()),
        (false, false) => Cow::Owned(bare.to_owned()),
    }
}

fn beside<'a>(text: Option<&str>) -> Cow<'a, str> {
    Cow::Owned(text.unwrap_or("").trim().to_owned())
}

fn part<'a>(text: Cow<'a, str>, by: &str, take: i32) -> Cow<'a, str> {
    let at = |number: i32| usize::try_from(number - 1).ok();
    let found = match take > 0 {
        true => at(take).and_then(|at| text.split(by).nth(at)),
        false => at(take.saturating_neg()).and_then(|at| text.rsplit(by).nth(at)),
    };
    Cow::Owned(found.unwrap_or("").trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(step: Step, text: &str) -> Result<String, Trouble> {
        let step = BoundStep::new(&step, &Lookups::default()).expect("it needs no file");
        step.apply(Cow::Borrowed(text)).map(Cow::into_owned)
    }

    #[test]
    fn each_step_does_one_thing() {
        let replace = |from: &str, to: &str| Step::Replace { from: from.into(), to: to.into() };
        let split = |by: &str, take| Step::Split { by: by.into(), take };
        for (step, text, want) in [
            (Step::Upper, "straße", "STRASSE"),
            (Step::Lower, "ANA@X.ORG", "ana@x.org"),
            (Step::Title, "mary-ANN o'neil", "Mary-Ann O'Neil"),
            (Step::Digits, "(441) 555-0100", "4415550100"),
            (Step::Squeeze, "a   b", "a b"),
            (Step::Grade, "3rd Grade", "03"),
            (Step::Grade, "Third", "03"),
            (Step::Grade, "0", "KG"),
            (Step::Grade, "Alumni", "Alumni"),
            (Step::Pad { to: 6, with: '0' }, "1042", "001042"),
            (Step::Pad { to: 2, with: '0' }, "1042", "1042"),
            (Step::Unpad('0'), "0042", "42"),
            (Step::Unpad('0'), "000", "0"),
            (Step::Prefix("s".into()), "1", "s1"),
            (Step::Suffix("@x".into()), "1", "1@x"),
            (replace("-", ""), "1-2-3", "123"),
            (replace("a", "aa"), "banana", "baanaanaa"),
            (replace("", "x"), "a", "a"),
            (split(",", 1), "Doe, Jane", "Doe"),
            (split(",", 2), "Doe, Jane", "Jane"),
            (split(" ", -1), "Jane van Doe", "Doe"),
            (split(",", 3), "Doe, Jane", ""),
            (Step::Before(",".into()), "van Doe, Jane, May", "van Doe"),
            (Step::After(",".into()), "van Doe, Jane, May", "Jane, May"),
            (Step::After(",".into()), "Jane van Doe", ""),
            (Step::Cut { from: 2, length: Some(2) }, "abcd", "bc"),
            (Step::Cut { from: 3, length: None }, "abcd", "cd"),
        ] {
            assert_eq!(after(step.clone(), text).as_deref(), Ok(want), "{step:?} {text}");
        }
    }

    #[test]
    fn a_code_without_an_answer_is_never_guessed() {
        let codes = |other| {
            let table = [("M".to_owned(), "male".to_owned())].into();
            Step::Codes(Codes { table, other })
        };
        assert_eq!(after(codes(Other::Warn), " m ").as_deref(), Ok("male"));
        assert_eq!(after(codes(Other::Warn), "X"), Err(Trouble::UnknownCode(Grave::Warning)));
        assert_eq!(after(codes(Other::Error), "X"), Err(Trouble::UnknownCode(Grave::Error)));
        assert_eq!(after(codes(Other::Keep), "X").as_deref(), Ok("X"));
        assert_eq!(after(codes(Other::Blank), "X").as_deref(), Ok(""));
    }

    #[test]
    fn the_first_pattern_that_fits_reads_a_date() {
        let date = |patterns: &[&str]| Step::Date(patterns.iter().map(|p| (*p).to_owned()).collect());
        assert_eq!(after(date(&["M/d/yyyy", "yyyy-MM-dd"]), "2012-08-05").as_deref(), Ok("2012-08-05"));
        assert_eq!(after(date(&["M/d/yyyy"]), "soon"), Err(Trouble::NoDate));
    }
}
