//! What the columns of files without a header line may be: by their values, by each other, and by the order that is usual.

use std::collections::BTreeSet;

use roster::mapping::HeaderRow;

use crate::concept::{Concept, Subject};
use crate::header::{Reading, Slot};
use crate::profile::Profile;
use crate::sample::{Column, Sampled};
use crate::shape::Look;

/// How sure such a guess is: enough to be written down, never enough to be taken without a look.
const GUESS: f32 = 0.62;

/// Gives the columns of files without a header line meanings, as if their names said so.
pub(crate) fn name_columns(files: &mut [Sampled]) {
    let people: Vec<Option<Subject>> = files.iter().map(whose).collect();
    let mut ids: Vec<(Subject, Vec<usize>)> = Vec::new();
    for at in 0..files.len() {
        if let Some(subject) = people[at].filter(|_| files[at].header == HeaderRow::Absent) {
            let sites = sites(files, at);
            name_people(&mut files[at], subject, &sites);
        }
        if let Some(subject) = people[at] {
            ids.push((subject, vec![at]));
        }
    }
    for at in 0..files.len() {
        if files[at].header == HeaderRow::Absent && people[at].is_none() {
            let found = references(files, at, &ids);
            name_things(&mut files[at], &found);
        }
    }
}

/// Whether a file lists people, and whom.
fn whose(file: &Sampled) -> Option<Subject> {
    let name = file.name.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    let any = |test: fn(&Profile) -> bool| file.columns.iter().any(|column| test(&column.profile));
    let is_keyed = any(|p| p.is_key() && p.may_be_id() && p.share(Look::Name) < 0.5);
    if file.rows < 3 || !is_keyed || !(any(is_whole_name) || pair(file).is_some()) {
        return None;
    }
    let is_student = any(is_birth) || any(is_grade);
    match (has(&["teach", "tch", "staff", "fac", "emp"]), has(&["stu", "pupil"])) {
        (true, false) => Some(Subject::Staff),
        (false, true) => Some(Subject::Student),
        _ if is_student => Some(Subject::Student),
        _ => Some(Subject::Staff),
    }
}

fn is_whole_name(profile: &Profile) -> bool {
    profile.share(Look::LastFirst) > 0.9
}

fn is_birth(profile: &Profile) -> bool {
    profile.dates.share() > 0.95 && profile.different() > 5
}

fn is_grade(profile: &Profile) -> bool {
    profile.share(Look::Grade) > 0.95 && (3..=18).contains(&profile.different())
}

fn is_name(profile: &Profile) -> bool {
    profile.share(Look::Name) > 0.9
        && profile.share(Look::Words) < 0.5
        && profile.longest > 4
        && profile.different() > 4
        && profile.share(Look::Schoolish) < 0.3
}

/// First and last names side by side, the column of first names first.
fn pair(file: &Sampled) -> Option<(usize, usize)> {
    let names: Vec<usize> =
        (0..file.columns.len()).filter(|at| is_name(&file.columns[*at].profile)).collect();
    let near = |a: usize, b: usize| b == a + 1 || b == a + 2;
    let (a, b) = names.windows(2).map(|two| (two[0], two[1])).find(|(a, b)| near(*a, *b))?;
    let given = |at: usize| file.columns[at].profile.share(Look::Given);
    Some(if given(a) > given(b) { (a, b) } else { (b, a) })
}

/// Columns of codes that many rows share, and that stand in other files as well or look like numbers of schools.
fn sites(files: &[Sampled], at: usize) -> BTreeSet<usize> {
    let file = &files[at];
    let may_be = |profile: &Profile| {
        let few = profile.different() * 4 <= profile.rows as usize || profile.different() <= 3;
        let is_other =
            [Look::Sex, Look::Role, Look::Active, Look::Race].iter().any(|l| profile.share(*l) > 0.9);
        profile.may_be_id()
            && few
            && profile.filled() > 0.95
            && profile.longest > 1
            && !is_other
            && !is_grade(profile)
    };
    let shared = |profile: &Profile| {
        let same = |other: &Profile| {
            let met = profile.ids.intersection(&other.ids).count();
            may_be(other) && 2 * met > profile.ids.len().max(other.ids.len())
        };
        let others = files.iter().enumerate().filter(|(other, _)| *other != at);
        others.flat_map(|(_, file)| &file.columns).any(|column| same(&column.profile))
    };
    let fits = |(_, column): &(usize, &Column)| {
        let profile = &column.profile;
        let is_number = profile.share(Look::Digits) > 0.9 && profile.longest > 2 && profile.different() > 1;
        may_be(profile) && (is_number || shared(profile))
    };
    file.columns.iter().enumerate().filter(fits).map(|(index, _)| index).take(1).collect()
}

fn name_people(file: &mut Sampled, subject: Subject, sites: &BTreeSet<usize>) {
    let pair = pair(file);
    let whole = file.columns.iter().position(|column| is_whole_name(&column.profile));
    let mut contact = None;
    for at in 0..file.columns.len() {
        let profile = &file.columns[at].profile;
        let after_name =
            pair.is_some_and(|(a, b)| at > a.min(b) && at < a.max(b) + 2) || whole == at.checked_sub(1);
        let is_contact = subject == Subject::Student
            && contact.is_none()
            && (pair.is_some() || whole.is_some())
            && whole != Some(at)
            && (is_whole_name(profile)
                || (profile.share(Look::Name) > 0.9 && profile.share(Look::Words) > 0.9))
            && profile.share(Look::Schoolish) < 0.2;
        if is_contact {
            contact = Some(at);
        }
        let whom = if contact.is_some() { Subject::Contact } else { subject };
        let meaning = match () {
            () if sites.contains(&at) => Some((Subject::School, Concept::Id)),
            () if whole == Some(at) => Some((subject, Concept::FullName)),
            () if pair.is_some_and(|(given, _)| given == at) => Some((subject, Concept::GivenName)),
            () if pair.is_some_and(|(_, family)| family == at) => Some((subject, Concept::FamilyName)),
            () if is_contact => Some((Subject::Contact, Concept::FullName)),
            () if after_name && is_middle(profile) => Some((subject, Concept::MiddleName)),
            () => of_person(profile, subject, whom),
        };
        say(&mut file.columns[at], meaning);
    }
}

/// One letter after a name, or a name that not everybody has.
fn is_middle(profile: &Profile) -> bool {
    let is_letter = profile.longest == 1 && profile.share(Look::Name) > 0.9;
    is_letter && (profile.share(Look::Sex) < 0.9 || profile.different() > 4)
        || profile.share(Look::Name) > 0.9
            && profile.filled() < 0.9
            && profile.share(Look::Words) < 0.3
            && profile.different() > 4
}

fn of_person(profile: &Profile, subject: Subject, whom: Subject) -> Option<(Subject, Concept)> {
    let share = |look| profile.share(look);
    let few = (2..=12).contains(&profile.different());
    Some(match () {
        () if share(Look::Email) > 0.9 => (whom, Concept::Email),
        () if share(Look::Phone) > 0.9 && (!profile.is_key() || profile.longest >= 10) => {
            (whom, Concept::Phone)
        }
        () if is_birth(profile) && subject == Subject::Student => (subject, Concept::BirthDate),
        () if is_grade(profile) && subject == Subject::Student => (subject, Concept::Grade),
        () if share(Look::Sex) > 0.95 && few && share(Look::Digits) < 0.1 => (subject, Concept::Sex),
        () if share(Look::Contact) > 0.9 && few && profile.longest > 2 => {
            (Subject::Contact, Concept::Relationship)
        }
        () if share(Look::Schoolish) > 0.9 && share(Look::Words) > 0.9 => (Subject::School, Concept::Name),
        () if share(Look::Role) > 0.7 && few && subject == Subject::Staff => (subject, Concept::Role),
        () if profile.is_key() && profile.may_be_id() && whom != Subject::Contact => {
            let is_digits = share(Look::Digits) > 0.9 || share(Look::Code) > 0.9;
            (subject, if is_digits { Concept::Id } else { Concept::Username })
        }
        () => return None,
    })
}

/// Columns whose values stand in the key of a file of people, whatever that file is called.
fn references(files: &[Sampled], at: usize, people: &[(Subject, Vec<usize>)]) -> Vec<(usize, Subject)> {
    let mut found = Vec::new();
    for (index, column) in files[at].columns.iter().enumerate() {
        let profile = &column.profile;
        let in_file = |other: &usize| {
            let keys =
                files[*other].columns.iter().map(|c| &c.profile).filter(|p| p.is_key() && p.may_be_id());
            keys.into_iter().any(|key| {
                let met = profile.ids.intersection(&key.ids).count();
                profile.ids.len() >= 3 && 10 * met >= 9 * profile.ids.len()
            })
        };
        let subject =
            people.iter().find(|(_, others)| others.iter().any(in_file)).map(|(subject, _)| *subject);
        found.extend(subject.filter(|_| profile.may_be_id()).map(|subject| (index, subject)));
    }
    found
}

/// Classes have a key of their own; enrollments point at people and classes.
fn name_things(file: &mut Sampled, references: &[(usize, Subject)]) {
    let of = |at: usize| references.iter().find(|(index, _)| *index == at).map(|(_, subject)| *subject);
    let has_students = references.iter().any(|(_, subject)| *subject == Subject::Student);
    let key = |column: &Column| column.profile.is_key() && column.profile.may_be_id();
    if references.is_empty() || file.rows < 3 {
        return;
    }
    let mut class = None;
    let mut titles = 0;
    for at in 0..file.columns.len() {
        let column = &file.columns[at];
        let profile = &column.profile;
        let is_title =
            profile.share(Look::Digits) < 0.2 && profile.longest > 5 && profile.share(Look::Email) < 0.1;
        let is_class = class.is_none()
            && profile.may_be_id()
            && profile.longest > 2
            && profile.different() > 2
            && !is_short(profile);
        let meaning = match of(at) {
            Some(subject) => Some((subject, Concept::Id)),
            None if is_class && (has_students || key(column)) => {
                class = Some(at);
                Some((Subject::Class, Concept::Id))
            }
            None if is_title && titles == 0 && !profile.are_dates() => {
                titles += 1;
                Some((if has_students { Subject::Course } else { Subject::Class }, Concept::Name))
            }
            None if is_short(profile) && profile.different() > 2 && profile.different() <= 12 => {
                Some((Subject::Class, Concept::Period))
            }
            None => None,
        };
        say(&mut file.columns[at], meaning);
    }
}

fn is_short(profile: &Profile) -> bool {
    profile.share(Look::Digits) > 0.9 && profile.longest <= 2
}

fn say(column: &mut Column, meaning: Option<(Subject, Concept)>) {
    let Some((subject, concept)) = meaning else { return };
    column.heading.readings = vec![Reading { subject, concept, strength: GUESS }];
    if subject == Subject::Contact {
        column.heading.slot = Slot { word: "guardian".to_owned(), number: None };
    }
}
