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
    let mut lists: Vec<Option<Subject>> = files.iter().map(whose).collect();
    for at in 0..files.len() {
        if let Some(subject) = lists[at].filter(|_| files[at].header == HeaderRow::Absent) {
            let sites = sites(files, at);
            name_people(&mut files[at], subject, &sites);
        }
    }
    // Courses and classes before the files that point at them.
    for round in [Subject::Course, Subject::Class, Subject::Enrollment] {
        for at in 0..files.len() {
            if lists[at].is_none() && thing(files, at, &lists) == Some(round) {
                let (found, sites) = (references(files, at, &lists), sites(files, at));
                name_things(&mut files[at], round, &found, &sites);
                lists[at] = Some(round);
            }
        }
    }
}

/// Whether a file lists people, and whom.
fn whose(file: &Sampled) -> Option<Subject> {
    let has = |words: &[&str]| is_called(file, words);
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

/// First, last and middle names side by side.
#[derive(Clone, Copy)]
struct Names {
    given: usize,
    family: usize,
    middle: Option<usize>,
}

/// The columns of names: first names are those that many people have; of two columns of them the first one.
fn pair(file: &Sampled) -> Option<Names> {
    let names: Vec<usize> =
        (0..file.columns.len()).filter(|at| is_name(&file.columns[*at].profile)).collect();
    let near = |a: usize, b: usize| b == a + 1 || b == a + 2;
    let start = names.windows(2).position(|two| near(two[0], two[1]))?;
    let (a, b) = (names[start], names[start + 1]);
    let share = |at: usize| file.columns[at].profile.share(Look::Given);
    let third = names.get(start + 2).copied().filter(|c| *c == b + 1 && share(*c) > 0.3);
    Some(match third {
        Some(c) if share(b) < share(a) && share(b) < share(c) => {
            Names { given: a, family: b, middle: Some(c) }
        }
        Some(c) if share(c) < share(a) => Names { given: a, family: c, middle: Some(b) },
        Some(c) => Names { given: b, family: a, middle: Some(c) },
        None if share(a) > share(b) => Names { given: a, family: b, middle: None },
        None => Names { given: b, family: a, middle: None },
    })
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
        let is_number = profile.share(Look::Digits) > 0.9
            && profile.longest > 2
            && (2..=12).contains(&profile.different())
            && 8 * profile.different() <= profile.rows as usize + 8;
        may_be(profile) && (is_number || shared(profile))
    };
    file.columns.iter().enumerate().filter(fits).map(|(index, _)| index).take(1).collect()
}

fn name_people(file: &mut Sampled, subject: Subject, sites: &BTreeSet<usize>) {
    let names = pair(file);
    let whole = file.columns.iter().position(|column| is_whole_name(&column.profile));
    let last = names.map(|n| n.given.max(n.family)).or(whole);
    let mut said = Vec::new();
    let (mut contact, mut has_id) = (None, false);
    for (at, column) in file.columns.iter().enumerate() {
        let profile = &column.profile;
        let is_own = |name: usize| name == at;
        if subject == Subject::Student
            && contact.is_none()
            && last.is_some_and(|last| at > last)
            && is_somebody(profile)
        {
            contact = Some(at);
        }
        let whom = if contact.is_some() { Subject::Contact } else { subject };
        let is_number =
            last.is_some_and(|last| at < last) && profile.share(Look::Digits) > 0.9 && profile.is_key();
        let meaning = match () {
            () if sites.contains(&at) => Some((Subject::School, Concept::Id)),
            () if whole.is_some_and(is_own) => Some((subject, Concept::FullName)),
            () if names.is_some_and(|n| is_own(n.given)) => Some((subject, Concept::GivenName)),
            () if names.is_some_and(|n| is_own(n.family)) => Some((subject, Concept::FamilyName)),
            () if names.and_then(|n| n.middle).is_some_and(is_own) => Some((subject, Concept::MiddleName)),
            () if contact == Some(at) => Some((Subject::Contact, Concept::FullName)),
            () if last.is_some_and(|last| last + 1 == at) && is_middle(profile) => {
                Some((subject, Concept::MiddleName))
            }
            () if is_number && has_id => Some((subject, Concept::StateId)),
            () if is_number => Some((subject, Concept::Id)),
            () => of_person(profile, (subject, whom), has_id),
        };
        has_id |= meaning.is_some_and(|(of, concept)| of == subject && concept == Concept::Id);
        said.push(meaning);
    }
    file.columns.iter_mut().zip(said).for_each(|(column, meaning)| say(column, meaning));
}

/// A whole name, and not that of a school.
fn is_somebody(profile: &Profile) -> bool {
    let is_spelled = profile.share(Look::Name) > 0.9 && profile.share(Look::Words) > 0.9;
    (is_whole_name(profile) || is_spelled) && profile.share(Look::Schoolish) < 0.2 && profile.different() > 4
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

fn of_person(
    profile: &Profile,
    (subject, whom): (Subject, Subject),
    has_id: bool,
) -> Option<(Subject, Concept)> {
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
            let is_login = has_id && share(Look::Digits) < 0.1 && !profile.are_dates();
            (subject, if is_login { Concept::Username } else { Concept::Id })
        }
        () => return None,
    })
}

/// Columns whose values stand in the key of another file, and what that file lists.
fn references(files: &[Sampled], at: usize, lists: &[Option<Subject>]) -> Vec<(usize, Subject)> {
    let mut found = Vec::new();
    for (index, column) in files[at].columns.iter().enumerate() {
        let profile = &column.profile;
        let stands_in = |file: &Sampled| {
            let keys = file.columns.iter().map(|c| &c.profile).filter(|p| p.is_key() && p.may_be_id());
            keys.into_iter().any(|key| {
                let met = profile.ids.intersection(&key.ids).count();
                profile.ids.len() >= 3 && 10 * met >= 9 * profile.ids.len()
            })
        };
        let listed = files.iter().zip(lists).enumerate().filter(|(other, _)| *other != at);
        let subject = listed.filter_map(|(_, (file, lists))| (*lists).filter(|_| stands_in(file))).next();
        found.extend(
            subject.filter(|_| profile.may_be_id() && profile.longest > 2).map(|subject| (index, subject)),
        );
    }
    found
}

/// What a file without names of people lists: enrollments point at students, classes at their teachers, and courses
/// are what classes point at.
fn thing(files: &[Sampled], at: usize, lists: &[Option<Subject>]) -> Option<Subject> {
    let file = &files[at];
    let references = references(files, at, lists);
    let points_at = |subject| references.iter().any(|(_, to)| *to == subject);
    let is_keyed = file.columns.first().is_some_and(|c| c.profile.is_key() && c.profile.may_be_id());
    match () {
        () if file.header == HeaderRow::Present || file.rows < 3 => None,
        () if points_at(Subject::Student) => Some(Subject::Enrollment),
        () if points_at(Subject::Staff) => Some(Subject::Class),
        () if is_called(file, &["enrol", "roster", "sched", "cc."]) => Some(Subject::Enrollment),
        () if is_called(file, &["section", "class", "master"]) && file.columns.iter().any(is_title) => {
            Some(Subject::Class)
        }
        () if references.is_empty()
            && is_keyed
            && file.columns.len() <= 6
            && file.columns.iter().any(is_title) =>
        {
            Some(Subject::Course)
        }
        () => None,
    }
}

fn is_called(file: &Sampled, words: &[&str]) -> bool {
    let name = file.name.to_lowercase();
    words.iter().any(|word| name.contains(word))
}

fn is_title(column: &Column) -> bool {
    let profile = &column.profile;
    let is_text = profile.share(Look::Digits) < 0.2 && profile.share(Look::Email) < 0.1;
    is_text && profile.longest > 5 && !profile.are_dates() && profile.share(Look::Code) < 0.5
}

/// The columns of a file that lists things.
fn name_things(file: &mut Sampled, thing: Subject, references: &[(usize, Subject)], sites: &BTreeSet<usize>) {
    let mut left: Vec<Concept> = vec![Concept::EndDate, Concept::StartDate];
    let (mut has_id, mut has_title) = (references.iter().any(|(_, to)| *to == Subject::Class), false);
    let titled = if thing == Subject::Class { Subject::Class } else { Subject::Course };
    let own = if thing == Subject::Course { Subject::Course } else { Subject::Class };
    // Students come first where nothing else says who they are.
    let mut has_member = thing != Subject::Enrollment || references.iter().any(|(_, to)| is_person(*to));
    let mut said = Vec::new();
    for (at, column) in file.columns.iter().enumerate() {
        let profile = &column.profile;
        let may_be = !has_id && profile.may_be_id() && profile.longest > 2 && profile.different() > 2;
        let to = references.iter().find(|(index, _)| *index == at).map(|(_, to)| *to);
        let meaning = match to {
            Some(subject) => Some((subject, Concept::Id)),
            None if sites.contains(&at) => Some((Subject::School, Concept::Id)),
            None if may_be && !has_member => {
                has_member = true;
                Some((Subject::Student, Concept::Id))
            }
            None if may_be && (thing == Subject::Enrollment || profile.is_key()) => {
                has_id = true;
                Some((own, Concept::Id))
            }
            None if !has_title && is_title(column) => {
                has_title = true;
                Some((titled, Concept::Name))
            }
            None if profile.are_dates() && thing == Subject::Enrollment => {
                left.pop().map(|date| (thing, date))
            }
            None if is_short(profile) && (3..=12).contains(&profile.different()) => {
                Some((own, Concept::Period))
            }
            None => None,
        };
        said.push(meaning);
    }
    file.columns.iter_mut().zip(said).for_each(|(column, meaning)| say(column, meaning));
}

fn is_person(subject: Subject) -> bool {
    matches!(subject, Subject::Student | Subject::Staff | Subject::Person)
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
