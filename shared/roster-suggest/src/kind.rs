//! What the rows of a file are, from its name, the meanings of its columns and what its IDs do.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use roster::mapping::HeaderRow;

use crate::concept::{Concept, Subject};
use crate::joins::Joins;
use crate::profile::Profile;
use crate::sample::{Column, Sampled};
use crate::shape::Look;
use crate::vocabulary::{Vocabulary, lines};
use crate::words::words;

macro_rules! kinds {
    ($($variant:ident $text:literal $plain:literal,)+) => {
        /// What the rows of a file are.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind { $(#[doc = $plain] $variant,)+ }

        impl Kind {
            pub(crate) const ALL: &[Kind] = &[$(Kind::$variant,)+];

            /// The word in `vocabulary/kinds.txt`.
            pub(crate) const fn text(self) -> &'static str {
                match self { $(Kind::$variant => $text,)+ }
            }

            /// For people.
            pub const fn plain(self) -> &'static str {
                match self { $(Kind::$variant => $plain,)+ }
            }
        }
    };
}

kinds! {
    Students "students" "students",
    Staff "staff" "staff",
    People "people" "people of several roles",
    Contacts "contacts" "contacts of students",
    Schools "schools" "schools",
    Classes "classes" "classes",
    Enrollments "enrollments" "enrollments in classes",
    Sessions "sessions" "terms",
    Courses "courses" "courses",
    Roles "roles" "roles of people at schools",
    Demographics "demographics" "demographics of people",
    Links "links" "who is related to whom",
    Other "other" "nothing that a roster needs",
}

struct Table {
    weights: BTreeMap<&'static str, Vec<(&'static str, f32)>>,
    needs: BTreeMap<&'static str, Vec<&'static str>>,
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = Table { weights: BTreeMap::new(), needs: BTreeMap::new() };
        for line in lines(include_str!("../vocabulary/kinds.txt")) {
            if let Some((kind, signals)) = line.split_once(" needs ") {
                table.needs.entry(kind).or_default().push(signals);
            } else if let Some((kind, rest)) = line.split_once(": ")
                && let Some((signal, weight)) = rest.rsplit_once(' ')
                && let Ok(weight) = weight.parse()
            {
                table.weights.entry(kind).or_default().push((signal, weight));
            }
        }
        table
    })
}

/// A kind, and how far it is ahead of the next one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Judged {
    pub(crate) kind: Kind,
    pub(crate) margin: f32,
    /// Whether the file says what its columns are.
    pub(crate) header: HeaderRow,
}

/// The kind that most speaks for.
pub(crate) fn judge(file: &Sampled, joins: Option<&Joins>, at: usize) -> Judged {
    let signals = signals(file, joins, at);
    let table = table();
    let mut scores: Vec<(f32, Kind)> = Kind::ALL
        .iter()
        .filter(|kind| needs_are_met(table.needs.get(kind.text()), &signals))
        .map(|kind| (score(table.weights.get(kind.text()), &signals), *kind))
        .collect();
    scores.sort_by(|a, b| b.0.total_cmp(&a.0));
    let best = scores.first().copied().unwrap_or((0.0, Kind::Other));
    let next = scores.get(1).map_or(0.0, |next| next.0);
    let margin = if is_named(best.1, &signals) { best.0 - next } else { 0.5_f32.min(best.0 - next) };
    Judged { kind: best.1, margin, header: file.header }
}

/// Whether anything says that people are students, or staff: names and addresses alone do not.
fn is_named(kind: Kind, signals: &BTreeSet<String>) -> bool {
    let words: &[&str] = match kind {
        Kind::Students => &["student.", "file:student", "file:pupil", "*.grade", "*.birthDate"],
        Kind::Staff => &[
            "staff.",
            "file:staff",
            "file:teacher",
            "file:hr",
            "*.title",
            "*.department",
            "*.employment",
            "*.role",
        ],
        _ => return true,
    };
    signals.iter().any(|signal| words.iter().any(|word| signal.starts_with(word)))
}

fn needs_are_met(needs: Option<&Vec<&'static str>>, signals: &BTreeSet<String>) -> bool {
    let met = |need: &&str| need.split('|').any(|signal| signals.contains(signal));
    needs.is_none_or(|needs| needs.iter().all(met))
}

fn score(weights: Option<&Vec<(&'static str, f32)>>, signals: &BTreeSet<String>) -> f32 {
    let counts = |signal: &str| signal == "always" || signals.contains(signal);
    weights.map_or(0.0, |weights| weights.iter().filter(|(s, _)| counts(s)).map(|(_, w)| w).sum())
}

fn signals(file: &Sampled, joins: Option<&Joins>, at: usize) -> BTreeSet<String> {
    let vocabulary = Vocabulary::get();
    let stem = file.name.rsplit_once('.').map_or(file.name.as_str(), |(stem, _)| stem);
    let mut out: BTreeSet<String> = BTreeSet::new();
    for word in words(stem, vocabulary) {
        if let Some(one) = word.strip_suffix('s') {
            out.insert(format!("file:{one}"));
        }
        if let Some(one) = word.strip_suffix("ies") {
            out.insert(format!("file:{one}y"));
        }
        out.insert(format!("file:{word}"));
    }
    for (index, column) in file.columns.iter().enumerate() {
        if column.heading.sensitive {
            out.insert("*.sensitive".to_owned());
        }
        let best = column.heading.readings.first().map_or(0.0, |reading| reading.strength);
        for reading in
            column.heading.readings.iter().filter(|r| r.strength >= 0.5 && r.strength > best - 0.08)
        {
            let (subject, concept) = (reading.subject, reading.concept);
            out.insert(format!("{}.{}", subject.text(), concept.text()));
            out.insert(format!("*.{}", concept.text()));
            if subject == Subject::Student && matches!(concept, Concept::Email | Concept::Username) {
                let word = if column.profile.uniqueness() > 0.9 { "unique" } else { "repeats" };
                out.insert(format!("{word}:student"));
            }
            if matches!(concept, Concept::Id | Concept::Number | Concept::Code) {
                let unique = file.rows > 1 && column.profile.is_key();
                let word = if unique { "unique" } else { "repeats" };
                out.insert(format!("{word}:{}", subject.text()));
            }
            if concept == Concept::Name && names_people(&column.profile) {
                let whose = if subject == Subject::School { Subject::Other } else { subject };
                out.insert(format!("{}.fullName", whose.text()));
            }
            if concept == Concept::Role && is_mixed(column) {
                out.insert("mixed".to_owned());
            }
            if concept == Concept::Role && is_of_staff(column) {
                out.insert("roles of staff".to_owned());
            }
        }
        if let Some(subject) = joins.and_then(|joins| joins.subject_of(at, index)) {
            out.insert(format!("joins:{}", subject.text()));
        }
    }
    if names_id(Subject::Student, &out) && names_id(Subject::Class, &out) {
        out.insert("student in class".to_owned());
        if out.contains("repeats:student") {
            out.insert("students in classes".to_owned());
        }
    }
    if slots(file) > 1 {
        out.insert("several contacts".to_owned());
    }
    add_looks(file, &mut out);
    add_names(&mut out);
    out
}

/// How many contacts the rows name side by side.
fn slots(file: &Sampled) -> usize {
    let is_contact = |c: &&Column| c.heading.readings.first().is_some_and(|r| r.subject == Subject::Contact);
    let contacts = file.columns.iter().filter(is_contact).map(|c| &c.heading.slot);
    let told_apart =
        contacts.filter(|slot| slot.number.is_some() || matches!(slot.word.as_str(), "mother" | "father"));
    told_apart.collect::<BTreeSet<_>>().len()
}

fn names_id(subject: Subject, signals: &BTreeSet<String>) -> bool {
    let named = |concept: &str| signals.contains(&format!("{}.{concept}", subject.text()));
    ["id", "number", "code", "name", "email"].into_iter().any(named)
        || signals.contains(&format!("joins:{}", subject.text()))
}

/// `Lovelace, Ada` or `Ada Lovelace`, and not the name of a school.
fn names_people(profile: &Profile) -> bool {
    let whole = profile.share(Look::Name) > 0.8 && profile.share(Look::Words) > 0.8;
    profile.share(Look::LastFirst) > 0.7 || (whole && profile.share(Look::Schoolish) < 0.2)
}

/// Roles, and none of them that of a student.
fn is_of_staff(column: &Column) -> bool {
    let mut roles = column.profile.kept.keys().map(|code| Vocabulary::get().value("role", code));
    let is_known = column.profile.share(Look::Role) > 0.7;
    is_known && roles.all(|role| !matches!(role, Some("student" | "guardian" | "parent")))
}

fn is_mixed(column: &Column) -> bool {
    let means = |code: &String| Vocabulary::get().value("role", code) == Some("student");
    let students = column.profile.kept.keys().filter(|code| means(code)).count();
    let known = |code: &String| Vocabulary::get().value("role", code).is_some();
    let all = column.profile.kept.keys().filter(|code| known(code)).count();
    students > 0 && students < all && 4 * all >= 3 * column.profile.kept.len()
}

/// What the values of columns without known names say.
fn add_looks(file: &Sampled, out: &mut BTreeSet<String>) {
    if file.columns.iter().any(|column| column.profile.longest > 3 && is_mixed(column)) {
        out.extend(["mixed", "*.role"].map(str::to_owned));
    }
    let capitals = |column: &&Column| {
        let profile = &column.profile;
        column.heading.readings.is_empty() && profile.share(Look::Name) > 0.9 && profile.longest > 4
    };
    if file.columns.iter().filter(capitals).filter(|column| column.profile.different() > 4).count() > 1 {
        out.insert("looks:name".to_owned());
    }
    for column in file.columns.iter().filter(|column| column.heading.readings.is_empty()) {
        let profile = &column.profile;
        for (look, signal) in [
            (Look::LastFirst, "any.fullName"),
            (Look::Sex, "*.sex"),
            (Look::Contact, "*.relationship"),
            (Look::Email, "any.email"),
            (Look::Grade, "*.grade"),
        ] {
            let few = matches!(look, Look::Sex | Look::Contact | Look::Grade);
            let is_told = look != Look::Grade || file.header == HeaderRow::Absent;
            if is_told
                && profile.share(look) > 0.9
                && (!few || profile.different() <= 16)
                && profile.different() > 1
            {
                out.insert(signal.to_owned());
            }
        }
        if file.header == HeaderRow::Absent && profile.is_key() && profile.may_be_id() && file.rows > 2 {
            out.insert("unique:any".to_owned());
        }
        let plausible = profile.share(Look::Capitals) < 0.3 || profile.share(Look::Given) > 0.3;
        if profile.share(Look::Name) > 0.9 && plausible && profile.different() > 4 {
            out.insert("looks:name".to_owned());
        }
    }
}

/// Whether columns name people, and of whom they may be the names.
fn add_names(out: &mut BTreeSet<String>) {
    use Subject::{Any, Contact, Person, Staff, Student};
    let is_named = |subjects: &[Subject], out: &BTreeSet<String>| {
        let has = |concept: &str| subjects.iter().any(|s| out.contains(&format!("{}.{concept}", s.text())));
        let both = has("givenName") && has("familyName");
        both || has("fullName")
            || (has("name") && !subjects.contains(&Contact)) && !only_things(subjects, out)
    };
    let looks = out.contains("looks:name");
    let (student, staff) = (is_named(&[Any, Person, Student], out), is_named(&[Any, Person, Staff], out));
    let anybody = student || staff || looks || is_named(&[Any, Student, Staff, Person, Contact], out);
    for (signal, holds) in
        [("name", anybody), ("name:student", student || looks), ("name:staff", staff || looks)]
    {
        if holds {
            out.insert(signal.to_owned());
        }
    }
}

/// A column called `Name` alone says nothing of people.
fn only_things(subjects: &[Subject], out: &BTreeSet<String>) -> bool {
    !subjects.iter().any(|s| *s != Subject::Any && out.contains(&format!("{}.name", s.text())))
}
