//! What each column of a file feeds: the likeliest meaning, each field fed once, the doubtful left open.

use std::collections::BTreeMap;

use roster::mapping::HeaderRow;

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

/// The log-odds of what is not sure enough to be taken without a look: below a confidence of 0.8.
const UNSURE: f32 = 1.1;

/// Where the likeliest kind of a file is less ahead of the next, no column of it is sure.
const CLEAR_KIND: f32 = 1.2;

/// Two columns whose log-odds differ by less are as likely as each other.
const CLOSE: f32 = 0.25;

/// Fields that a column feeds, by whose they are and their number; with the column and its log-odds.
type Taken = BTreeMap<(Target, Subject, u8), (usize, f32)>;

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
    /// The column that is the key of the rows.
    pub(crate) key: Option<usize>,
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

/// Two columns of names without a header, side by side: the first names are those that many people have.
fn given_names(file: &Sampled) -> Option<(usize, usize)> {
    let is_name = |column: &Column| {
        let profile = &column.profile;
        column.heading.readings.is_empty()
            && profile.share(Look::Name) > 0.9
            && profile.share(Look::LastFirst) < 0.1
            && profile.share(Look::Words) < 0.5
            && profile.longest > 4
            && profile.different() > 4
    };
    let names: Vec<usize> = (0..file.columns.len()).filter(|at| is_name(&file.columns[*at])).collect();
    let (first, second) = names.windows(2).map(|pair| (pair[0], pair[1])).find(|(a, b)| a + 1 == *b)?;
    let given = |at: usize| file.columns[at].profile.share(Look::Given);
    Some(if given(first) > given(second) { (first, second) } else { (second, first) })
}

fn name_of(column: usize, concept: Concept, kind: Kind) -> Candidate {
    let target = target(kind, Subject::Any, concept, 1);
    Candidate {
        column,
        odds: 1.0,
        most: UNSURE,
        subject: Subject::Any,
        concept,
        target,
        why: "its values look so".to_owned(),
    }
}

struct Candidate {
    column: usize,
    odds: f32,
    /// However much speaks for it, it is not surer than these log-odds.
    most: f32,
    subject: Subject,
    concept: Concept,
    target: Option<Target>,
    why: String,
}

/// Decides for all columns of a file.
pub(crate) fn assign(file: &Sampled, judged: Judged, joins: Option<&Joins>, at: usize) -> Plan {
    let slots = slots(file);
    let given = given_names(file);
    let mut fates = vec![Fate::Ignored; file.columns.len()];
    let mut all = Vec::new();
    for (index, column) in file.columns.iter().enumerate() {
        if column.heading.sensitive || column.profile.share(Look::Ssn) > 0.8 {
            fates[index] = Fate::Sensitive;
            continue;
        }
        let join = joins.and_then(|joins| joins.subject_of(at, index));
        let mut found = candidates(column, index, judged, join, &slots);
        if let Some(first) =
            given.filter(|(first, last)| index == *first || index == *last).map(|names| names.0)
        {
            let concept = if index == first { Concept::GivenName } else { Concept::FamilyName };
            found.insert(0, name_of(index, concept, judged.kind));
        }
        all.push(found);
    }
    settle(file, all, &mut fates);
    drop_whole_names(&mut fates);
    Plan { kind: judged.kind, key: None, fates }
}

/// Where first and last name are there, a whole name says nothing more.
fn drop_whole_names(fates: &mut [Fate]) {
    let fed: Vec<Target> = fates
        .iter()
        .filter_map(|fate| match fate {
            Fate::Feeds(feed) => Some(feed.target),
            Fate::Open { .. } | Fate::Ignored | Fate::Sensitive => None,
        })
        .collect();
    for fate in fates {
        let Fate::Feeds(Feed { target, .. }) = fate else { continue };
        let has = |field| fed.contains(&Target::new(target.entry, field));
        if target.field == "fullName" && has("givenName") && has("familyName") {
            *fate = Fate::Ignored;
        }
    }
}

/// Which contact of the row a column is about, and whether that was only supposed.
type Slots = BTreeMap<Slot, (u8, Supposed)>;

#[derive(Clone, Copy, PartialEq)]
enum Supposed {
    No,
    Yes,
}

/// The contacts inside a row, by their first column; those with a name count first.
fn slots(file: &Sampled) -> Slots {
    let is_contact = |c: &&Column| c.heading.readings.first().is_some_and(|r| r.subject == Subject::Contact);
    let mut slots = Slots::new();
    let mut count = 0;
    for column in file.columns.iter().filter(is_contact) {
        let is_named = file.columns.iter().any(|c| names_contact(c) && slot(c) == slot(column));
        if is_named && count < 12 && !slots.contains_key(&slot(column)) {
            count += 1;
            slots.insert(slot(column), (count, Supposed::No));
        }
    }
    let anybody_is_named = count > 0;
    for column in file.columns.iter().filter(is_contact) {
        let own = slot(column);
        if slots.contains_key(&own) {
            continue;
        }
        // `Mother`, `Father`, and one `Guardian Email`: an address without a name is that of the first who has one.
        let is_anybody = own.number.is_none() && !matches!(own.word.as_str(), "mother" | "father");
        let supposed = if is_anybody { Supposed::No } else { Supposed::Yes };
        count += u8::from(!anybody_is_named && count < 12);
        slots.insert(own, if anybody_is_named { (1, supposed) } else { (count, Supposed::No) });
    }
    slots
}

fn names_contact(column: &Column) -> bool {
    column.heading.readings.first().is_some_and(|reading| {
        let is_name = matches!(
            reading.concept,
            Concept::Name | Concept::FullName | Concept::GivenName | Concept::FamilyName
        );
        reading.subject == Subject::Contact && is_name
    })
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
    slots: &Slots,
) -> Vec<Candidate> {
    let (contact, supposed) = slots.get(&slot(column)).copied().unwrap_or((1, Supposed::No));
    let mut readings = column.heading.readings.clone();
    let is_silent = readings.first().is_none_or(|reading| reading.strength < 0.45);
    if is_silent {
        readings.extend(evidence::guesses(&column.profile));
    }
    add_whole_names(&mut readings, &column.profile);
    if let Some(subject) = join {
        add_join(&mut readings, subject, judged.kind);
    }
    // What values alone say is never sure.
    let is_vague = is_silent || judged.header == HeaderRow::Absent;
    let is_unclear = judged.margin < CLEAR_KIND || supposed == Supposed::Yes;
    let candidate = |reading: Reading| {
        let target = target(judged.kind, reading.subject, reading.concept, contact);
        let values = evidence::of_values(reading.concept, reading.subject, &column.profile);
        let name = evidence::of_name(reading.strength);
        let is_proven = join == Some(reading.subject) && is_id(reading.concept);
        let joined = if is_proven { 1.5 } else { 0.0 };
        let most = if is_unclear || (is_vague && !is_proven) { UNSURE } else { f32::MAX };
        let unsure = doubt(judged.margin);
        // An address names a member only where no ID does.
        let is_address = matches!(reading.concept, Concept::Email | Concept::Username);
        let is_member = target.is_some_and(|target| target.field == "userSourcedId");
        let roundabout = if is_address && is_member { -2.0 } else { 0.0 };
        // `Student First` says more than `First` in a file of students.
        let is_own = crate::joins::subject(judged.kind) == Some(reading.subject);
        let said = if is_own && !is_id(reading.concept) { 0.3 } else { 0.0 };
        let foreign = if target.is_none() { unsure - 0.3 } else { unsure };
        Candidate {
            column: index,
            odds: name + values + joined + foreign + id_first(reading.concept) + said + roundabout,
            most,
            subject: reading.subject,
            concept: reading.concept,
            target,
            why: why(judged.header, name, values, joined),
        }
    };
    let mut found: Vec<Candidate> = readings.into_iter().map(candidate).collect();
    found.sort_by(|a, b| b.odds.total_cmp(&a.odds));
    found
}

/// Where two kinds are as likely for a file, its columns are hardly worth a guess.
fn doubt(margin: f32) -> f32 {
    if margin < 0.3 { -2.0 } else { 0.0 }
}

/// Of two columns that may name a thing, the one called its ID does; a number at work is the second choice.
fn id_first(concept: Concept) -> f32 {
    match concept {
        Concept::Id => 0.2,
        Concept::WorkPhone => -0.3,
        _ => 0.0,
    }
}

/// A first or last name that is `Lovelace, Ada` throughout is a whole one.
fn add_whole_names(readings: &mut Vec<Reading>, profile: &Profile) {
    if profile.share(Look::LastFirst) < 0.7 {
        return;
    }
    let part = |r: &&Reading| matches!(r.concept, Concept::GivenName | Concept::FamilyName);
    let whole = readings.iter().find(part).map(|r| Reading { concept: Concept::FullName, ..r.clone() });
    readings.extend(whole);
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

fn why(header: HeaderRow, name: f32, values: f32, joined: f32) -> String {
    let mut reasons = Vec::new();
    match name {
        _ if header == HeaderRow::Absent => reasons.push("its values and its place look so"),
        n if n >= 2.0 => reasons.push("its name says so"),
        n if n > 0.3 => reasons.push("its name may say so"),
        _ => {}
    }
    match values {
        v if v >= 0.6 && header == HeaderRow::Present => reasons.push("its values look so"),
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
    let mut taken = Taken::new();
    for found in order {
        let column = found[0].column;
        fates[column] = fate(file, &found, &mut taken);
    }
}

fn fate(file: &Sampled, found: &[Candidate], taken: &mut Taken) -> Fate {
    let profile = &file.columns[found[0].column].profile;
    for candidate in found {
        let Some(first) = candidate.target else {
            // Surely something that a roster has no use for.
            if evidence::confidence(candidate.odds) >= MAPPED {
                return Fate::Ignored;
            }
            continue;
        };
        let confidence = evidence::confidence(candidate.odds.min(candidate.most));
        if confidence < MAPPED {
            break;
        }
        for target in std::iter::once(first).chain(others(first)) {
            let heading = &file.columns[candidate.column].heading;
            let number = heading.number.or(heading.slot.number).unwrap_or(0);
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
    asked(found, profile, taken)
}

/// Several columns may name people of one class, but each person once.
fn claim(target: Target, subject: Subject, number: u8) -> (Target, Subject, u8) {
    match target.field {
        "userSourcedId" => (target, subject, number),
        _ => (target, Subject::Any, 0),
    }
}

/// Where a second column of a kind may go.
fn others(first: Target) -> std::vec::IntoIter<Target> {
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
        "courseSourcedId" => return vec![Target::new(Entry::Courses, "courseCode")].into_iter(),
        "classSourcedId" => return vec![Target::new(Entry::Classes, "classCode")].into_iter(),
        "enabledUser" => &["status"],
        "metadata.title" if first.entry == Entry::Staff => &["role"],
        "identifier" => &["sourcedId"],
        "classCode" | "courseCode" => &["sourcedId"],
        _ => &[],
    };
    fields.iter().map(|field| Target::new(first.entry, field)).collect::<Vec<_>>().into_iter()
}

/// What to ask about a column that feeds nothing.
fn asked(found: &[Candidate], profile: &Profile, taken: &Taken) -> Fate {
    let likely = |candidate: &&Candidate| evidence::confidence(candidate.odds) >= ASKED;
    let mut perhaps: Vec<Target> = found.iter().filter(likely).filter_map(|c| c.target).collect();
    perhaps.dedup();
    perhaps.truncate(4);
    if perhaps.is_empty() || profile.looks.seen() == 0 {
        return Fate::Ignored;
    }
    let surely = found.first().filter(|c| c.target.is_some() && evidence::confidence(c.odds) >= MAPPED);
    let Some(best) = surely else {
        return Fate::Open { perhaps, why: "too little speaks for one meaning".to_owned() };
    };
    let rival =
        taken.iter().find(|((target, ..), _)| Some(*target) == best.target).map(|(_, (_, odds))| *odds);
    match rival {
        // Another column says it better.
        Some(odds) if odds - best.odds > CLOSE => Fate::Ignored,
        Some(_) | None => {
            Fate::Open { perhaps, why: "another column is as likely, and was taken".to_owned() }
        }
    }
}
