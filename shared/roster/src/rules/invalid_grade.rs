//! R096 invalid-grade: a grade that is not in OneRoster's list.

use std::borrow::Cow;

use super::Checked;
use crate::finding::{Rule, Severity};
use crate::formats::Version;

/// A grade that is not in OneRoster's list.
pub static RULE: Rule = Rule {
    code: "R096",
    name: "invalid-grade",
    severity: Severity::Warning,
    strict: Severity::Error,
    also: &[],
    help: "Use KG, 01 to 13, or another code of the list.",
    doc: "## What it finds
The grade is not in OneRoster 1.1's list: IT, PR, PK, TK, KG, 01 to 13, PS, UG, Other.

## Why it matters
Usual other ways are repaired: `1`, `1st`, `K`, `Pre-K`. Any other value is dropped, the record stays.

## Example
`grades` = `Freshman`

## How to fix
Translate your grades in the export, for example `Freshman` to `09`. Write the zero in `09`.
",
};

/// The grades of OneRoster 1.1, which are those of CEDS.
pub const GRADES: &[&str] = &[
    "IT", "PR", "PK", "TK", "KG", "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12",
    "13", "PS", "UG", "Other",
];

const WORDS: &[(&str, &str)] = &[
    ("infant", "IT"),
    ("infanttoddler", "IT"),
    ("preschool", "PR"),
    ("prek", "PK"),
    ("prekindergarten", "PK"),
    ("transitionalkindergarten", "TK"),
    ("k", "KG"),
    ("kindergarten", "KG"),
    ("postsecondary", "PS"),
    ("ungraded", "UG"),
];

/// One grade. OneRoster 1.2 leaves the list to an agreement, so that any grade is good there; in 1.1 the usual other
/// ways to write a grade of the list are repaired.
#[inline]
pub fn check(grade: &str, version: Version) -> Checked<'_> {
    match version {
        Version::V12 if grade.is_empty() => Checked::Bad,
        Version::V12 => Checked::Good,
        Version::V11 if GRADES.contains(&grade) => Checked::Good,
        Version::V11 => repaired(grade),
    }
}

#[cold]
fn repaired(grade: &str) -> Checked<'_> {
    let letters: String = grade.chars().filter(char::is_ascii_alphanumeric).take(32).collect();
    let text = letters.to_ascii_lowercase();
    let listed = GRADES.iter().find(|known| known.eq_ignore_ascii_case(&text)).copied();
    let worded = || WORDS.iter().find(|(word, _)| *word == text).map(|(_, grade)| *grade);
    match listed.or_else(worded).or_else(|| numbered(&text)) {
        Some(known) if grade.is_ascii() && !grade.contains([',', '.', '+']) && !grade.starts_with('-') => {
            Checked::Repaired(Cow::Borrowed(known))
        }
        Some(_) | None => Checked::Bad,
    }
}

fn numbered(text: &str) -> Option<&'static str> {
    let bare = text.strip_prefix("grade").or_else(|| text.strip_prefix("gr")).unwrap_or(text);
    let bare = bare.strip_suffix("grade").unwrap_or(bare);
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| bare.strip_suffix(end)).unwrap_or(bare);
    let number: usize = digits.parse().ok().filter(|n| (1..=13).contains(n))?;
    GRADES.get(GRADES.iter().position(|g| *g == "KG")? + number).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{bad, good, repairs};

    fn old(grade: &str) -> Checked<'_> {
        check(grade, Version::V11)
    }

    #[test]
    fn grades_of_the_list_are_good_and_other_ways_to_write_them_are_repaired() {
        good(old, GRADES);
        repairs(
            old,
            &[
                ("1", "01"),
                ("9", "09"),
                ("010", "10"),
                ("K", "KG"),
                ("kg", "KG"),
                ("Kindergarten", "KG"),
                ("PreK", "PK"),
                ("Pre-K", "PK"),
                ("other", "Other"),
                ("1st", "01"),
                ("2nd Grade", "02"),
                ("Grade 7", "07"),
            ],
        );
    }

    #[test]
    fn what_is_not_certain_is_not_guessed() {
        bad(old, &["", "0", "00", "14", "-1", "Freshman", "1.5", "01,02", "PK3", "99", "1é"]);
    }

    #[test]
    fn version_1_2_has_no_list() {
        good(|g| check(g, Version::V12), &["1", "K", "Freshman", "PK3"]);
        bad(|g| check(g, Version::V12), &[""]);
    }
}
