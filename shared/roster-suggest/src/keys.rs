//! Which column of a file is the key of its rows: the one that other files point at.

use crate::assign::{Fate, Plan};
use crate::concept::Concept;
use crate::joins::Joins;
use crate::kind::Kind;
use crate::sample::Sampled;
use crate::target::{Entry, Target};

/// Makes the best of a file's IDs its `sourcedId`; the one that was becomes its number.
pub(crate) fn choose(file: &Sampled, plan: &mut Plan, joins: &Joins, at: usize) {
    let Some((entry, number)) = own(plan.kind) else { return };
    let fields = ["sourcedId", number, "stateId", "username", "email"];
    let mut best: Option<(f32, usize)> = None;
    for (index, _) in file.columns.iter().enumerate() {
        let Some(feed) = plan.feed(index) else { continue };
        if feed.target.entry != entry || !fields.contains(&feed.target.field) {
            continue;
        }
        let score = score(file, feed.concept, joins, (at, index));
        if best.is_none_or(|(most, _)| score > most) {
            best = Some((score, index));
        }
    }
    if let Some((score, index)) = best
        && score > 0.0
    {
        make_key(plan, entry, number, index);
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
    let before = plan.column(entry, "sourcedId");
    if before == Some(key) {
        return;
    }
    let freed = plan.feed(key).map(|feed| feed.target.field);
    if let Some(before) = before
        && let Fate::Feeds(feed) = &mut plan.fates[before]
    {
        match freed {
            Some(field) if field == number && number != "sourcedId" => {
                feed.target = Target::new(entry, number)
            }
            _ => plan.fates[before] = Fate::Ignored,
        }
    }
    if let Fate::Feeds(feed) = &mut plan.fates[key] {
        feed.target = Target::new(entry, "sourcedId");
    }
}
