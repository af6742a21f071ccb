//! What each column of a file feeds: the likeliest meaning, each field fed once, the doubtful left open.

use std::collections::BTreeMap;

use crate::concept::{Concept, Subject};
use crate::evidence;
use crate::header::{Reading, Slot};
use crate::joins::Joins;
use crate::kind::{Judged, Kind};
use crate::profile::Profile;
use crate::sample::{Column, Sampled};
use crate::shape::Look;
use crate::target::{Entry, Target, target};

/// From here on a column is mapped.
const MAPPED: f32 = 0.5;
/// From here on it is asked about.
const ASKED: f32 = 0.2;

/// What became of a column.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Fate {
    Feeds(Feed),
    /// A person must say.
    Open {
        perhaps: Vec<Target>,
        why: String,
    },
    Ignored,
    Sensitive,
}

/// What a column feeds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Feed {
    pub(crate) target: Target,
    pub(crate) subject: Subject,
    pub(crate) concept: Concept,
    pub(crate) confidence: f32,
    pub(crate) why: String,
}

/// The columns of a file and what they feed.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) kind: Kind,
    pub(crate) fates: Vec<Fate>,
}

impl Plan {
    /// What a column feeds, if anything.
    pub(crate) fn feed(&self, column: usize) -> Option<&Feed> {
        match self.fates.get(column) {
            Some(Fate::Feeds(feed)) => Some(feed),
            _ => None,
        }
    }

    /// All columns that feed a field.
    pub(crate) fn columns(&self, entry: Entry, field: &str) -> Vec<usize> {
        let feeds =
            |at: &usize| self.feed(*at).is_some_and(|f| f.target.entry == entry && f.target.field == field);
        (0..self.fates.len()).filter(feeds).collect()
    }

    /// The first column that feeds a field.
    pub(crate) fn column(&self, entry: Entry, field: &str) -> Option<usize> {
        self.columns(entry, field).first().copied()
    }

    /// Whether any column feeds a field of an entry.
    pub(crate) fn has(&self, entry: Entry) -> bool {
        (0..self.fates.len()).any(|at| self.feed(at).is_some_and(|feed| feed.target.entry == entry))
    }
}

struct Candidate {
    column: usize,
    odds: f32,
    subject: Subject,
    concept: Concept,
    target: Option<Target>,
    why: String,
}

/// Decides for all columns of a file.
pub(crate) fn assign(file: &Sampled, judged: Judged, joins: Option<&Joins>, at: usize) -> Plan {
    let slots = slots(file);
    let mut fates = vec![Fate::Ignored; file.columns.len()];
    let mut all = Vec::new();
    for (index, column) in file.columns.iter().enumerate() {
        if column.heading.sensitive || column.profile.share(Look::Ssn) > 0.8 {
            fates[index] = Fate::Sensitive;
            continue;
        }
        let join = joins.and_then(|joins| joins.subject_of(at, index));
        all.push(candidates(column, index, judged, join, &slots));
    }
    settle(file, all, &mut fates);
    Plan { kind: judged.kind, fates }
}

/// The contacts inside a row, by their first column.
fn slots(file: &Sampled) -> BTreeMap<Slot, u8> {
    let mut slots = BTreeMap::new();
    for column in &file.columns {
        let is_contact = column.heading.readings.first().is_some_and(|r| r.subject == Subject::Contact);
        let next = u8::try_from(slots.len() + 1).unwrap_or(u8::MAX);
        if is_contact && next <= 12 {
            slots.entry(slot(column)).or_insert(next);
        }
    }
    slots
}

fn slot(column: &Column) -> Slot {
    let own = &column.heading.slot;
    Slot { word: own.word.clone(), number: own.number.or(column.heading.number) }
}

fn candidates(
    column: &Column,
    index: usize,
    judged: Judged,
    join: Option<Subject>,
    slots: &BTreeMap<Slot, u8>,
) -> Vec<Candidate> {
    let contact = slots.get(&slot(column)).copied().unwrap_or(1);
    let mut readings = column.heading.readings.clone();
    let weak = readings.first().is_none_or(|reading| reading.strength < 0.6);
    if weak {
        readings.extend(evidence::guesses(&column.profile));
    }
    if let Some(subject) = join {
        add_join(&mut readings, subject, judged.kind);
    }
    let candidate = |reading: Reading| {
        let target = target(judged.kind, reading.subject, reading.concept, contact);
        let values = evidence::of_values(reading.concept, reading.subject, &column.profile);
        let name = evidence::of_name(reading.strength);
        let joined = if join == Some(reading.subject) && is_id(reading.concept) { 1.5 } else { 0.0 };
        let unsure = if judged.margin < 0.5 { -1.0 } else { 0.0 };
        let foreign = if target.is_none() { -0.3 } else { unsure };
        Candidate {
            column: index,
            odds: name + values + joined + foreign,
            subject: reading.subject,
            concept: reading.concept,
            target,
            why: why(name, values, joined),
        }
    };
    let mut found: Vec<Candidate> = readings.into_iter().map(candidate).collect();
    found.sort_by(|a, b| b.odds.total_cmp(&a.odds));
    found
}

fn is_id(concept: Concept) -> bool {
    matches!(concept, Concept::Id | Concept::Number | Concept::Code | Concept::StateId | Concept::Guid)
}

/// Values that stand in another file's key are such IDs, whatever the name says.
fn add_join(readings: &mut Vec<Reading>, subject: Subject, kind: Kind) {
    let known =
        readings.iter_mut().find(|r| is_id(r.concept) && (r.subject == subject || r.subject == Subject::Any));
    let own = crate::joins::subject(kind) == Some(subject);
    match known {
        Some(reading) if !own => reading.subject = subject,
        Some(_) => {}
        None if own => {}
        None => readings.push(Reading { subject, concept: Concept::Id, strength: 0.5 }),
    }
}

fn why(name: f32, values: f32, joined: f32) -> String {
    let mut reasons = Vec::new();
    match name {
        n if n >= 2.0 => reasons.push("its name says so"),
        n if n > 0.3 => reasons.push("its name may say so"),
        _ => {}
    }
    match values {
        v if v >= 0.6 => reasons.push("its values look so"),
        v if v <= -0.6 => reasons.push("its values do not look so"),
        _ => {}
    }
    if joined > 0.0 {
        reasons.push("its values stand in the other file");
    }
    if reasons.is_empty() { "little speaks for it".to_owned() } else { reasons.join("; ") }
}

/// Gives each field to the column that is surest of it.
fn settle(file: &Sampled, all: Vec<Vec<Candidate>>, fates: &mut [Fate]) {
    let mut order: Vec<Vec<Candidate>> = all.into_iter().filter(|found| !found.is_empty()).collect();
    order.sort_by(|a, b| b[0].odds.total_cmp(&a[0].odds).then(a[0].column.cmp(&b[0].column)));
    let mut taken: BTreeMap<(Target, Subject, u8), (usize, f32)> = BTreeMap::new();
    for found in order {
        let column = found[0].column;
        fates[column] = fate(file, &found, &mut taken);
    }
}

fn fate(
    file: &Sampled,
    found: &[Candidate],
    taken: &mut BTreeMap<(Target, Subject, u8), (usize, f32)>,
) -> Fate {
    let profile = &file.columns[found[0].column].profile;
    for candidate in found {
        let Some(first) = candidate.target else {
            // Surely something that a roster has no use for.
            if evidence::confidence(candidate.odds) >= MAPPED {
                return Fate::Ignored;
            }
            continue;
        };
        let confidence = evidence::confidence(candidate.odds);
        if confidence < MAPPED {
            break;
        }
        for target in std::iter::once(first).chain(others(first)) {
            let number = file.columns[candidate.column].heading.number.unwrap_or(0);
            let key = claim(target, candidate.subject, number);
            if let std::collections::btree_map::Entry::Vacant(free) = taken.entry(key) {
                free.insert((candidate.column, candidate.odds));
                return Fate::Feeds(Feed {
                    target,
                    subject: candidate.subject,
                    concept: candidate.concept,
                    confidence: if target == first { confidence } else { confidence.min(0.79) },
                    why: candidate.why.clone(),
                });
            }
        }
    }
    asked(found, profile)
}

/// Several columns may name people of one class, but each person once.
fn claim(target: Target, subject: Subject, number: u8) -> (Target, Subject, u8) {
    match target.field {
        "userSourcedId" => (target, subject, number),
        _ => (target, Subject::Any, 0),
    }
}

/// Where a second column of a kind may go.
fn others(first: Target) -> impl Iterator<Item = Target> {
    let fields: &[&'static str] = match first.field {
        "email" => &["metadata.email2", "metadata.email3", "metadata.email4"],
        "phone" | "sms" | "metadata.phone2" => {
            &["metadata.phone2", "metadata.phone3", "metadata.phone4", "metadata.phone5"]
        }
        "sourcedId" => match first.entry {
            Entry::Student | Entry::Staff | Entry::User | Entry::Orgs => &["identifier"],
            Entry::Classes => &["classCode"],
            Entry::Courses => &["courseCode"],
            _ => &[],
        },
        "identifier" => &["sourcedId"],
        "classCode" | "courseCode" => &["sourcedId"],
        _ => &[],
    };
    fields.iter().map(move |field| Target::new(first.entry, field))
}

fn asked(found: &[Candidate], profile: &Profile) -> Fate {
    let likely = |candidate: &&Candidate| evidence::confidence(candidate.odds) >= ASKED;
    let mut perhaps: Vec<Target> = found.iter().filter(likely).filter_map(|c| c.target).collect();
    perhaps.dedup();
    perhaps.truncate(4);
    let surely_taken =
        found.first().is_some_and(|c| c.target.is_some() && evidence::confidence(c.odds) >= MAPPED);
    if perhaps.is_empty() || profile.looks.seen() == 0 {
        return Fate::Ignored;
    }
    let why = match surely_taken {
        true => "another column feeds that already".to_owned(),
        false => "too little speaks for one meaning".to_owned(),
    };
    Fate::Open { perhaps, why }
}
