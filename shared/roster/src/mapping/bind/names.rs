//! Names of columns and files, as they are compared.

use std::collections::HashMap;

use super::super::ColumnRef;
use crate::rules::{self, Checked};

/// A name without case, spaces and punctuation.
pub fn fold(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The columns of a file by name and by place.
#[derive(Debug, Default)]
pub(crate) struct Names {
    exact: HashMap<String, usize>,
    folded: HashMap<String, usize>,
    width: usize,
}

impl Names {
    /// Columns of these names; `width` is how many a row has, where it may be more.
    pub(crate) fn new(names: &[String], width: usize) -> Names {
        let mut all = Names { width: width.max(names.len()), ..Names::default() };
        for (at, name) in names.iter().enumerate() {
            all.exact.entry(name.trim().to_owned()).or_insert(at);
            all.folded.entry(fold(name)).or_insert(at);
        }
        // A name without its table, where nothing else is called that.
        for (at, name) in names.iter().enumerate() {
            if let Checked::Repaired(cut) = rules::prefixed_header::check(name) {
                all.folded.entry(fold(&cut)).or_insert(at);
            }
        }
        all
    }

    /// Where a column is, from 0.
    pub(crate) fn find(&self, column: &ColumnRef) -> Option<usize> {
        match column {
            ColumnRef::Position(place) => place.checked_sub(1).filter(|at| *at < self.width),
            ColumnRef::Name(name) => {
                let exact = self.exact.get(name.trim());
                let cut = || match rules::prefixed_header::check(name) {
                    Checked::Repaired(cut) => self.folded.get(&fold(&cut)),
                    Checked::Good | Checked::Bad => None,
                };
                exact.or_else(|| self.folded.get(&fold(name))).or_else(cut).copied()
            }
        }
    }
}

/// A column as people know it.
pub(crate) fn show(column: &ColumnRef) -> String {
    match column {
        ColumnRef::Name(name) => name.clone(),
        ColumnRef::Position(place) => format!("column {place}"),
    }
}

/// Without spaces and invisible characters at its ends.
#[inline]
pub(super) fn trimmed(text: &str) -> &str {
    let edge = |b: Option<&u8>| b.is_some_and(|b| *b <= b' ' || *b >= 0x80);
    if !edge(text.as_bytes().first()) && !edge(text.as_bytes().last()) {
        return text;
    }
    match rules::padded_value::check(text) {
        Checked::Repaired(std::borrow::Cow::Borrowed(inner)) => inner,
        Checked::Good | Checked::Bad | Checked::Repaired(std::borrow::Cow::Owned(_)) => text,
    }
}

/// Whether a file's name without folders fits a pattern, in any case: `*` stands for any text, `?` for one character, and
/// `|` stands between patterns of which one is enough. Time grows with the product of the two lengths.
pub fn matches_pattern(pattern: &str, name: &str) -> bool {
    pattern.split('|').any(|one| matches_one(one, name))
}

fn matches_one(pattern: &str, name: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().flat_map(char::to_lowercase).collect();
    let name: Vec<char> = name.chars().flat_map(char::to_lowercase).collect();
    let (mut p, mut n, mut star) = (0, 0, None);
    while n < name.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, n));
                p += 1;
            }
            Some(c) if *c == '?' || *c == name[n] => (p, n) = (p + 1, n + 1),
            Some(_) | None => {
                let Some((at, from)) = star else { return false };
                star = Some((at, from + 1));
                (p, n) = (at + 1, from + 1);
            }
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_however_they_are_written() {
        let header: Vec<String> =
            ["Student_ID", " First Name", "CC.ID", "ID "].iter().map(|name| (*name).to_owned()).collect();
        let names = Names::new(&header, 4);
        let find = |name: &str| names.find(&ColumnRef::Name(name.into()));
        for (name, at) in [
            ("Student_ID", Some(0)),
            ("student id", Some(0)),
            ("first-name", Some(1)),
            ("CC.ID", Some(2)),
            ("ID", Some(3)),
            ("STUDENTS.First_Name", Some(1)),
            ("name", None),
            ("", None),
        ] {
            assert_eq!(find(name), at, "{name}");
        }
        let at = |place| names.find(&ColumnRef::Position(place));
        assert_eq!((at(0), at(1), at(4), at(5)), (None, Some(0), Some(3), None));
    }

    #[test]
    fn a_pattern_stands_for_names() {
        for (pattern, name, fits) in [
            ("students.csv", "Students.CSV", true),
            ("students*.csv", "students_2026-08-15.csv", true),
            ("*", "", true),
            ("?.csv", "a.csv", true),
            ("?.csv", "ab.csv", false),
            ("a*b*c", "axxbyyc", true),
            ("a*b*c", "axxbyy", false),
            ("", "x", false),
            ("**", "x", true),
            ("a.csv|a.txt", "A.TXT", true),
            ("a.csv|b?.csv", "bc.csv", true),
            ("a.csv|a.txt", "a.tsv", false),
        ] {
            assert_eq!(matches_pattern(pattern, name), fits, "{pattern} {name}");
        }
    }
}
