//! Which column of a file is the key of its rows: the one that other files point at.

use crate::assign::{Fate, Plan};
use crate::concept::{Concept, Subject};
use crate::joins::Joins;
use crate::kind::Kind;
use crate::sample::Sampled;
use crate::target::{Entry, Target};

/// A key that is ahead by less is not clear.
const CLEAR: f32 = 0.9;

/// Makes the best of a file's IDs its `sourcedId`; the one that was becomes its number.
pub(crate) fn choose(file: &Sampled, plan: &mut Plan, joins: &Joins, at: usize) {
    call_short_sections_codes(file, plan);
    name_the_member(plan);
    doubt_numbers(plan, joins, at);
    let Some((entry, number)) = own(plan.kind) else { return };
    let fields = ["sourcedId", number, "userIds", "username", "email"];
    let mut best: Option<(f32, usize)> = None;
    let mut scores = Vec::new();
    for (index, _) in file.columns.iter().enumerate() {
        let Some(feed) = plan.feed(index) else { continue };
        let is_number_of_many = entry == Entry::Classes && !may_be_class(file, index);
        if feed.target.entry != entry || !fields.contains(&feed.target.field) || is_number_of_many {
            continue;
        }
        let score = score(file, feed.concept, joins, (at, index)) + 0.3 * feed.confidence;
        scores.push((score, index));
        if best.is_none_or(|(most, _)| score > most) {
            best = Some((score, index));
        }
    }
    if let Some((score, index)) = best
        && score > 0.0
    {
        let near =
            scores.iter().filter(|(other, at)| score - other < CLEAR && file.columns[*at].profile.is_key());
        let near: Vec<usize> = near.map(|(_, at)| *at).collect();
        if near.len() > 1 {
            near.into_iter().for_each(|at| doubt(plan, at));
        }
        let is_number = plan.feed(index).is_some_and(|feed| is_number(feed.concept));
        if entry == Entry::Classes && is_number && joins.pointing_at(at, index) == 0 {
            doubt(plan, index);
        }
        make_key(plan, entry, number, index);
    }
}

fn is_number(concept: Concept) -> bool {
    matches!(concept, Concept::Number | Concept::Code | Concept::Name)
}

/// A number or name of a class that stands in no file of classes may be only part of what tells classes apart.
fn doubt_numbers(plan: &mut Plan, joins: &Joins, file: usize) {
    if let Some(at) = plan.column(Entry::Enrollments, "classSourcedId")
        && plan.feed(at).is_some_and(|feed| is_number(feed.concept))
        && joins.from(file, at, &[Kind::Classes]).is_empty()
    {
        doubt(plan, at);
    }
}

/// Two IDs as good as each other: which one other systems know is for a person to say.
fn doubt(plan: &mut Plan, at: usize) {
    if let Fate::Feeds(feed) = &mut plan.fates[at] {
        feed.confidence = feed.confidence.min(0.79);
    }
}

/// An ID of nothing in particular on an enrollment is that of the person, if no other column names one.
fn name_the_member(plan: &mut Plan) {
    if plan.kind != Kind::Enrollments {
        return;
    }
    let members = plan.columns(Entry::Enrollments, "userSourcedId");
    let (vague, named): (Vec<usize>, Vec<usize>) =
        members.into_iter().partition(|at| plan.feed(*at).is_some_and(|feed| feed.subject == Subject::Any));
    if !named.is_empty() {
        vague.into_iter().for_each(|at| plan.fates[at] = Fate::Ignored);
    } else if vague.is_empty()
        && let Some(own) = plan.column(Entry::Enrollments, "sourcedId")
        && let Fate::Feeds(feed) = &mut plan.fates[own]
        && feed.subject == Subject::Any
    {
        feed.target = Target::new(Entry::Enrollments, "userSourcedId");
    }
}

/// `01` is the number of many classes: with the course, and no ID by itself.
fn call_short_sections_codes(file: &Sampled, plan: &mut Plan) {
    let has_course = plan.column(Entry::Classes, "courseSourcedId").is_some();
    let short = |at: usize| {
        let profile = &file.columns[at].profile;
        profile.longest <= 3 && profile.uniqueness() < 0.98
    };
    let entry = match plan.kind {
        Kind::Classes => (Entry::Classes, "sourcedId"),
        Kind::Enrollments => (Entry::Enrollments, "classSourcedId"),
        _ => return,
    };
    let Some(at) = plan.column(entry.0, entry.1).filter(|at| has_course && short(*at)) else { return };
    let is_free = plan.column(Entry::Classes, "classCode").is_none();
    if let Fate::Feeds(feed) = &mut plan.fates[at]
        && is_free
    {
        feed.target = Target::new(Entry::Classes, "classCode");
        feed.concept = Concept::Number;
    }
}

/// Whose IDs the rows have, and the field of a number that is no key.
fn own(kind: Kind) -> Option<(Entry, &'static str)> {
    Some(match kind {
        Kind::Students => (Entry::Student, "identifier"),
        Kind::Staff => (Entry::Staff, "identifier"),
        Kind::People => (Entry::User, "identifier"),
        Kind::Contacts => (Entry::Contact, "sourcedId"),
        Kind::Schools => (Entry::Orgs, "identifier"),
        Kind::Classes => (Entry::Classes, "classCode"),
        Kind::Courses => (Entry::Courses, "courseCode"),
        Kind::Sessions => (Entry::Sessions, "title"),
        Kind::Enrollments | Kind::Roles | Kind::Demographics | Kind::Links | Kind::Other => return None,
    })
}

/// Whether a column may be the key of classes.
fn may_be_class(file: &Sampled, index: usize) -> bool {
    let profile = &file.columns[index].profile;
    profile.longest > 3 || profile.uniqueness() > 0.98
}

fn score(file: &Sampled, concept: Concept, joins: &Joins, place: (usize, usize)) -> f32 {
    let profile = &file.columns[place.1].profile;
    let word = match concept {
        Concept::Id => 1.5,
        Concept::Number => 1.2,
        Concept::Code => 1.0,
        Concept::Guid => 0.6,
        Concept::StateId => 0.3,
        Concept::Name => 0.1,
        _ => 0.0,
    };
    let pointed = joins.pointing_at(place.0, place.1).min(3) as f32;
    let key = if profile.is_key() { 1.5 } else { 0.0 };
    let holes = if profile.filled() < 0.95 && profile.rows > 0 { -4.0 } else { 0.0 };
    word + 1.5 * pointed + key + holes
}

fn make_key(plan: &mut Plan, entry: Entry, number: &'static str, key: usize) {
    plan.key = Some(key);
    let before = plan.column(entry, "sourcedId");
    let freed = plan.feed(key).map(|feed| feed.target.field);
    if before == Some(key) || matches!(freed, Some("email" | "username")) {
        return;
    }
    if let Some(before) = before
        && let Fate::Feeds(feed) = &mut plan.fates[before]
    {
        // What is called a number stays one; another internal ID says nothing more.
        let is_number = matches!(feed.concept, Concept::Number | Concept::Code) && number != "sourcedId";
        match freed {
            Some(field) if field == number && is_number => feed.target = Target::new(entry, number),
            _ => plan.fates[before] = Fate::Ignored,
        }
    }
    if let Fate::Feeds(feed) = &mut plan.fates[key] {
        feed.target = Target::new(entry, "sourcedId");
    }
    drop_internal(plan, entry, number);
}

/// An internal ID of a database that is neither key nor number says nothing.
fn drop_internal(plan: &mut Plan, entry: Entry, number: &'static str) {
    for fate in &mut plan.fates {
        let Fate::Feeds(feed) = fate else { continue };
        let is_left = feed.target == Target::new(entry, number) && number != "sourcedId";
        if is_left && matches!(feed.concept, Concept::Id | Concept::Guid) {
            *fate = Fate::Ignored;
        }
    }
}
