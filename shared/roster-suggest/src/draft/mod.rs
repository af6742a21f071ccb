//! The mapping document that says what was decided.

mod classes;
mod contacts;
mod enrollments;
mod ids;
mod people;
mod plain;
mod record;
mod schools;
mod values;

use roster::mapping::{ColumnRef, Columns, FileMapping, HeaderRow, Mapping, Need, OpenLine, Reading, RecordMapping};

use crate::assign::{Fate, Plan};
use crate::joins::Joins;
use crate::kind::Kind;
use crate::sample::Sampled;
use crate::suggest::SENSITIVE;
use ids::Prefixes;

/// All that is known when the document is written.
pub(crate) struct Context<'a> {
    pub(super) files: &'a [Sampled],
    pub(super) plans: &'a [Plan],
    pub(super) joins: &'a Joins,
    patterns: Vec<String>,
    prefixes: Prefixes,
}

impl<'a> Context<'a> {
    pub(crate) fn new(files: &'a [Sampled], plans: &'a [Plan], joins: &'a Joins) -> Context<'a> {
        let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
        let patterns = names.iter().map(|name| pattern(name, &names)).collect();
        Context { files, plans, joins, patterns, prefixes: Prefixes::of(files, plans) }
    }

    /// The files of a kind.
    pub(super) fn of_kind(&self, kind: Kind) -> impl Iterator<Item = usize> + '_ {
        (0..self.plans.len()).filter(move |at| self.plans[*at].kind == kind)
    }

    pub(super) fn has_kind(&self, kind: Kind) -> bool {
        self.of_kind(kind).next().is_some()
    }

    /// A column as the document names it.
    pub(super) fn column(&self, file: usize, column: usize) -> ColumnRef {
        self.files[file].columns[column].reference.clone()
    }

    pub(super) fn pattern(&self, file: usize) -> &str {
        &self.patterns[file]
    }
}

/// The draft for all files that feed something.
pub(crate) fn draft(context: &Context<'_>) -> Mapping {
    let files = (0..context.files.len()).filter_map(|at| file(context, at)).collect();
    Mapping { name: "Suggested".to_owned(), files }
}

fn file(context: &Context<'_>, at: usize) -> Option<FileMapping> {
    let (sampled, plan) = (&context.files[at], &context.plans[at]);
    let records = records(context, at);
    if records.is_empty() {
        return None;
    }
    let mut file = FileMapping::new(context.pattern(at));
    file.need = Need::Required;
    file.records = records;
    file.reading = Reading { header: sampled.header, ..Reading::default() };
    match sampled.header {
        HeaderRow::Absent => file.reading.columns = Columns::ByPosition,
        HeaderRow::Present => file.header = fingerprint(sampled),
    }
    for (column, fate) in sampled.columns.iter().zip(&plan.fates) {
        match fate {
            Fate::Feeds(_) => {}
            Fate::Ignored => file.ignore.push(column.reference.clone()),
            Fate::Open { perhaps, why } => file.open.push(OpenLine {
                column: cut(&column.name),
                perhaps: perhaps.clone(),
                why: why.clone(),
            }),
            Fate::Sensitive => file.open.push(OpenLine {
                column: cut(&column.name),
                perhaps: Vec::new(),
                why: SENSITIVE.to_owned(),
            }),
        }
    }
    Some(file)
}

fn records(context: &Context<'_>, at: usize) -> Vec<RecordMapping> {
    match context.plans[at].kind {
        Kind::Students | Kind::Staff | Kind::People => people::records(context, at),
        Kind::Contacts => contacts::records(context, at),
        Kind::Schools => schools::records(context, at),
        Kind::Classes => classes::records(context, at),
        Kind::Enrollments => enrollments::records(context, at),
        Kind::Sessions | Kind::Courses | Kind::Roles | Kind::Demographics | Kind::Links => {
            plain::records(context, at)
        }
        Kind::Other => Vec::new(),
    }
}

/// Names that are too long to be noted are not.
fn fingerprint(file: &Sampled) -> Vec<String> {
    let names: Vec<String> = file.columns.iter().map(|column| column.name.clone()).collect();
    let length: usize = names.iter().map(String::len).sum();
    if length > 12_000 || names.iter().any(|name| name.chars().count() > 200) { Vec::new() } else { names }
}

fn cut(name: &str) -> String {
    name.chars().take(200).collect()
}

/// A name in which a date or number is any text, if no other file fits then.
fn pattern(name: &str, all: &[&str]) -> String {
    let quoted: String = name.chars().map(|c| if c == '*' { '?' } else { c }).take(200).collect();
    let mut free = String::new();
    let mut digits = String::new();
    for letter in quoted.chars().chain(['\0']) {
        if letter.is_ascii_digit() {
            digits.push(letter);
            continue;
        }
        free.push_str(if digits.len() >= 6 { "*" } else { &digits });
        digits.clear();
        if letter != '\0' {
            free.push(letter);
        }
    }
    let fitting = all.iter().filter(|other| is_of(&free, other)).count();
    if fitting == 1 { free } else { quoted }
}

/// Whether a name fits a pattern, in any letter case.
pub(crate) fn is_of(pattern: &str, name: &str) -> bool {
    let lower = |text: &str| text.chars().flat_map(char::to_lowercase).collect::<Vec<char>>();
    fits(&lower(pattern), &lower(name))
}

fn fits(pattern: &[char], name: &[char]) -> bool {
    let (mut p, mut n) = (0, 0);
    let mut back: Option<(usize, usize)> = None;
    while n < name.len() {
        if pattern.get(p) == Some(&'*') {
            back = Some((p, n));
            p += 1;
        } else if pattern.get(p).is_some_and(|c| *c == '?' || *c == name[n]) {
            p += 1;
            n += 1;
        } else if let Some((star, from)) = back {
            back = Some((star, from + 1));
            p = star + 1;
            n = from + 1;
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_in_a_name_is_any_text() {
        let all = ["students_20261122.csv", "staff_1.csv", "staff_2.csv"];
        assert_eq!(pattern(all[0], &all), "students_*.csv");
        assert_eq!(pattern(all[1], &all), "staff_1.csv");
        assert!(is_of("students_*.csv", "Students_20271122.CSV"));
        assert!(!is_of("students_*.csv", "staff_1.csv"));
    }
}
