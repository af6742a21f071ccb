//! The mapping document that says what was decided.

mod classes;
mod contacts;
mod enrollments;
mod ids;
mod people;
mod plain;
mod record;
mod schools;
mod used;
mod values;

use roster::mapping::{
    ColumnRef, FileMapping, HeaderRow, Mapping, Need, OpenLine, Reading, RecordMapping, matches_pattern,
};

use crate::assign::{Fate, Plan};
use crate::joins::Joins;
use crate::kind::Kind;
use crate::sample::Sampled;
use crate::suggest::SENSITIVE;
use crate::target::{Entry, Target};
use ids::Prefixes;

pub(crate) use used::columns as used_columns;

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

/// The draft for all files; those of no use to a roster are named with nothing in them.
pub(crate) fn draft(context: &Context<'_>) -> Mapping {
    let files = (0..context.files.len()).map(|at| file(context, at)).collect();
    Mapping { name: "Suggested".to_owned(), files }
}

fn file(context: &Context<'_>, at: usize) -> FileMapping {
    let (sampled, plan) = (&context.files[at], &context.plans[at]);
    let mut file = FileMapping::new(context.pattern(at));
    file.records = records(context, at);
    let district = schools::district(&file.records);
    file.records.extend(district);
    if file.records.is_empty() {
        file.need = Need::Optional;
        let why =
            "nothing in this file is surely part of a roster; if it is, say what its rows are".to_owned();
        file.open.push(OpenLine { column: String::new(), perhaps: Vec::new(), why });
    }
    file.reading = Reading { header: sampled.header, columns: sampled.by, ..Reading::default() };
    if sampled.header == HeaderRow::Present {
        file.header = fingerprint(sampled);
    }
    let used = used::columns(&file);
    for (column, fate) in sampled.columns.iter().zip(&plan.fates) {
        match fate {
            Fate::Feeds(_) if used.contains(&column.reference) => {}
            Fate::Feeds(_) => file.ignore.push(column.reference.clone()),
            Fate::Ignored => file.ignore.push(column.reference.clone()),
            Fate::Open { perhaps, why } => file.open.push(OpenLine {
                column: cut(&column.name),
                perhaps: places(perhaps),
                why: why.clone(),
            }),
            Fate::Sensitive => file.open.push(OpenLine {
                column: cut(&column.name),
                perhaps: Vec::new(),
                why: SENSITIVE.to_owned(),
            }),
        }
    }
    file.open.extend(unknown_roles(context, at));
    file
}

/// Codes of roles that no table knows keep their people out until somebody says what they are.
fn unknown_roles(context: &Context<'_>, at: usize) -> Option<OpenLine> {
    let column = context.plans[at].column(Entry::User, "role")?;
    let column = &context.files[at].columns[column];
    let known = values::codes(&column.profile, "role").len();
    let unknown = column.profile.kept.len() - known;
    (known > 0 && unknown > 0).then(|| OpenLine {
        column: cut(&column.name),
        perhaps: vec!["users.role".to_owned()],
        why: format!("{unknown} of its codes have no word yet, so that their people are left out: add them to the table"),
    })
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

fn places(targets: &[Target]) -> Vec<String> {
    let mut places: Vec<String> = targets.iter().map(|target| target.place()).collect();
    places.dedup();
    places
}

/// Names that are too long to be noted are not.
fn fingerprint(file: &Sampled) -> Vec<String> {
    let length: usize = file.names.iter().map(String::len).sum();
    let is_long = length > 12_000 || file.names.iter().any(|name| name.chars().count() > 200);
    if is_long { Vec::new() } else { file.names.clone() }
}

fn cut(name: &str) -> String {
    name.chars().take(200).collect()
}

/// Whether a mapping can name a file so: the names of exports can.
pub(crate) fn can_be_named(name: &str) -> bool {
    let odd = |c: char| c.is_control() || matches!(c, '*' | '?' | '/' | '\\');
    !name.is_empty() && name.trim() == name && name.chars().count() <= 200 && !name.contains(odd)
}

/// A name in which a date or number is any text, if no other file fits then.
fn pattern(name: &str, all: &[&str]) -> String {
    let mut free = String::new();
    let mut digits = String::new();
    for letter in name.chars().chain(['\0']) {
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
    let fitting = all.iter().filter(|other| matches_pattern(&free, other)).count();
    if fitting == 1 { free } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_in_a_name_is_any_text() {
        let all = ["students_20261122.csv", "staff_1.csv", "staff_2.csv"];
        assert_eq!(pattern(all[0], &all), "students_*.csv");
        assert_eq!(pattern(all[1], &all), "staff_1.csv");
        assert!(matches_pattern("students_*.csv", "Students_20271122.CSV"));
        assert!(!matches_pattern("students_*.csv", "staff_1.csv"));
    }
}
