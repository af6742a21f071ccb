//! Which created record may be which removed one: read off the changes of a delivery.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

use super::candidate::{Candidate, hash};
use super::change::{Confidence, Renames};
use super::ways::{Among, Way, ways};
use crate::changes::{Change, Op};
use crate::diff::key_hash;
use crate::model::{Entity, Record};

/// What is proposed for one record of the roster that a delivery does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// What kind of record.
    pub entity: Entity,
    /// Its ID in the roster.
    pub old: String,
    /// Its ID in the delivery; `None` where no one stands out.
    pub new: Option<String>,
    /// How sure that is.
    pub confidence: Confidence,
    /// Why, in words that say nothing of a person.
    pub why: Cow<'static, str>,
}

/// What is proposed for a delivery: by entity, the surest first, then by old ID.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Proposals {
    /// Each of them.
    pub lines: Vec<Proposal>,
}

impl Proposals {
    /// How many records of an entity have a new ID proposed.
    pub fn matched(&self, entity: Entity) -> u64 {
        self.lines.iter().filter(|line| line.entity == entity && line.new.is_some()).count() as u64
    }

    /// How many new IDs of an entity the district itself has sent.
    pub fn said(&self, entity: Entity) -> u64 {
        self.lines.iter().filter(|line| line.entity == entity && line.why == SAID).count() as u64
    }

    /// Whether anything is proposed, surely or not.
    pub fn is_telling(&self) -> bool {
        self.lines.iter().any(|line| line.confidence != Confidence::None)
    }

    /// How many lines have this confidence.
    pub fn count(&self, confidence: Confidence) -> u64 {
        self.lines.iter().filter(|line| line.confidence == confidence).count() as u64
    }
}

/// Collects changes in any order. Memory: about 250 bytes for each record that is created or removed, or whose ID became
/// somebody else's; nothing for the others.
#[derive(Default)]
pub struct Proposer {
    entities: BTreeMap<Entity, Sides>,
    /// Birth dates by key hash of the person, before and after.
    births: [Vec<(u64, u64)>; 2],
    /// What somebody says: new IDs by old ones.
    said: Renames,
}

#[derive(Default)]
struct Sides {
    old: Side,
    new: Side,
}

#[derive(Default)]
struct Side {
    all: Vec<Candidate>,
    /// For each, whether its other half is found.
    found: Vec<bool>,
}

/// Why, where the district's own file says so.
const SAID: &str = "sent by the district";

/// What a person should think of before accepting.
const LOST_ZEROS: &str = "only zeros in front are missing, as a spreadsheet leaves them out";

/// Candidates that are named where several fit.
const NAMED: usize = 5;

impl Proposer {
    /// One that has seen nothing.
    pub fn new() -> Proposer {
        Proposer::default()
    }

    /// Proposes these as sure, where the delivery removes the one and creates the other.
    pub fn say(&mut self, said: Renames) {
        self.said = said;
    }

    /// Takes note of a change.
    pub fn see(&mut self, change: &Change) {
        let decode = |bytes: &Option<Vec<u8>>| Record::decode(change.entity, bytes.as_deref()?);
        let sides = match change.op {
            Op::Created | Op::Revived => (None, decode(&change.after)),
            Op::Removed => (decode(&change.before), None),
            Op::Updated => (decode(&change.before), decode(&change.after)),
            Op::Renamed | Op::Missing | Op::Returned | Op::Purged => return,
        };
        if change.entity == Entity::Demographics {
            self.note_births(&sides);
        } else if !ways(change.entity).is_empty() {
            self.note(change.entity, &sides);
        }
    }

    fn note_births(&mut self, (old, new): &(Option<Record>, Option<Record>)) {
        for (births, record) in self.births.iter_mut().zip([old, new]) {
            let Some(record) = record else { continue };
            let born = hash(record.get("birthDate").unwrap_or(""));
            if born != 0 {
                births.push((key_hash(record.sourced_id()) as u64, born));
            }
        }
    }

    fn note(&mut self, entity: Entity, sides: &(Option<Record>, Option<Record>)) {
        let [mut old, mut new] = [&sides.0, &sides.1].map(|record| record.as_ref().map(Candidate::of));
        if let (Some(old), Some(new)) = (&mut old, &mut new) {
            // The same ID on both sides: either the same record, or it was given to somebody else.
            if !old.has_nothing_in_common_with(new) {
                return;
            }
            old.stays = true;
        }
        let known = self.entities.entry(entity).or_default();
        known.old.all.extend(old);
        known.new.all.extend(new);
    }

    /// What can be proposed.
    pub fn finish(mut self) -> Proposals {
        let mut lines = Vec::new();
        for (entity, mut sides) in std::mem::take(&mut self.entities) {
            if entity == Entity::Users {
                sides.old.be_born(std::mem::take(&mut self.births[0]));
                sides.new.be_born(std::mem::take(&mut self.births[1]));
            }
            lines.extend(sides.proposals(entity, &self.said));
        }
        Proposals { lines }
    }
}

impl Side {
    fn be_born(&mut self, mut births: Vec<(u64, u64)>) {
        births.sort_unstable();
        for candidate in &mut self.all {
            let key = key_hash(&candidate.id) as u64;
            if let Ok(at) = births.binary_search_by_key(&key, |(person, _)| *person) {
                candidate.set_birth(births[at].1);
            }
        }
    }
}

impl Sides {
    fn proposals(mut self, entity: Entity, said: &Renames) -> Vec<Proposal> {
        self.old.found = vec![false; self.old.all.len()];
        self.new.found = vec![false; self.new.all.len()];
        let mut lines = self.as_said(entity, said);
        for way in ways(entity) {
            self.recognise(entity, way, &mut lines);
        }
        for way in ways(entity) {
            self.name_several(entity, way, &mut lines);
        }
        let taken: HashSet<&str> = lines.iter().filter_map(|line| line.new.as_deref()).collect();
        let nobody = self
            .old
            .all
            .iter()
            .zip(&self.old.found)
            .filter(|(old, found)| !**found && (!old.stays || taken.contains(&*old.id)));
        let none: Vec<Proposal> =
            nobody.map(|(old, _)| proposal(entity, old, (None, Confidence::None, "".into()))).collect();
        lines.extend(none);
        lines.sort_by(|a, b| (a.confidence, &a.old).cmp(&(b.confidence, &b.old)));
        lines
    }

    fn as_said(&mut self, entity: Entity, said: &Renames) -> Vec<Proposal> {
        let mut lines = Vec::new();
        if said.of(entity).next().is_none() {
            return lines;
        }
        let news: HashMap<&str, usize> =
            self.new.all.iter().enumerate().map(|(at, new)| (&*new.id, at)).collect();
        for (at, old) in self.old.all.iter().enumerate() {
            let new = said.get(entity, &old.id).and_then(|new| news.get(new).map(|at| (new, *at)));
            let Some((new, new_at)) = new.filter(|(_, at)| !self.new.found[*at]) else { continue };
            lines.push(proposal(entity, old, (Some(new), Confidence::Sure, SAID.into())));
            (self.old.found[at], self.new.found[new_at]) = (true, true);
        }
        lines
    }

    /// Pairs those whom nothing else resembles in this way.
    fn recognise(&mut self, entity: Entity, way: &Way, lines: &mut Vec<Proposal>) {
        let groups = self.groups(way, way.among);
        for (olds, news) in groups.iter() {
            let ([old], [new]) = (olds, news) else { continue };
            let (old_at, new_at) = (*old as usize, *new as usize);
            if self.old.found[old_at] || self.new.found[new_at] {
                continue;
            }
            let (old, new) = (&self.old.all[old_at], &self.new.all[new_at]);
            if old.clashes_with(new) || old.id == new.id {
                continue;
            }
            let other_name = way.confidence == Confidence::Sure && old.has_another_name_than(new);
            let (confidence, why) = match other_name {
                true => (Confidence::Doubtful, format!("{}, but another name", way.why).into()),
                false => (way.confidence, way.why.into()),
            };
            let (confidence, why) = match has_lost_zeros(&old.id, &new.id) {
                true => (Confidence::Doubtful, format!("{why}; {LOST_ZEROS}").into()),
                false => (confidence, why),
            };
            lines.push(proposal(entity, old, (Some(&new.id), confidence, why)));
            (self.old.found[old_at], self.new.found[new_at]) = (true, true);
        }
    }

    /// Where several fit, a person must choose: they are named, and none is proposed.
    fn name_several(&mut self, entity: Entity, way: &Way, lines: &mut Vec<Proposal>) {
        let groups = self.groups(way, Among::Left);
        for (olds, news) in groups.iter().filter(|(olds, news)| !olds.is_empty() && !news.is_empty()) {
            for at in olds {
                let old = &self.old.all[*at as usize];
                let fit =
                    news.iter().map(|at| &self.new.all[*at as usize]).filter(|new| !old.clashes_with(new));
                let ids: Vec<&str> = fit.map(|new| &*new.id).collect();
                if ids.is_empty() || old.stays && ids == [&*old.id] {
                    continue;
                }
                let more = if ids.len() > NAMED { ", ..." } else { "" };
                let named = ids.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
                let why = format!("{}; {} candidates: {named}{more}", way.why, ids.len());
                lines.push(proposal(entity, old, (None, Confidence::Doubtful, why.into())));
                self.old.found[*at as usize] = true;
            }
        }
    }

    fn groups(&self, way: &Way, among: Among) -> Groups {
        let mut keyed: Vec<(u64, bool, u32)> = Vec::new();
        for (is_new, side) in [(false, &self.old), (true, &self.new)] {
            for (at, candidate) in side.all.iter().enumerate() {
                let key = candidate.key(way.by);
                if key != 0 && (among == Among::All || !side.found[at]) {
                    keyed.push((key, is_new, at as u32));
                }
            }
        }
        keyed.sort_unstable();
        Groups::of(keyed)
    }
}

fn has_lost_zeros(old: &str, new: &str) -> bool {
    old.len() > new.len() && old.strip_suffix(new).is_some_and(|front| front.bytes().all(|byte| byte == b'0'))
}

/// Positions of old and new candidates with the same marks.
struct Groups {
    positions: Vec<u32>,
    /// Where a group's old ones begin, its new ones begin, and it ends.
    places: Vec<(u32, u32, u32)>,
}

impl Groups {
    fn of(keyed: Vec<(u64, bool, u32)>) -> Groups {
        let (mut places, mut begin) = (Vec::new(), 0usize);
        for group in keyed.chunk_by(|a, b| a.0 == b.0) {
            let olds = group.partition_point(|(_, is_new, _)| !is_new);
            let (middle, end) = (begin + olds, begin + group.len());
            if olds > 0 && olds < group.len() {
                places.push((begin as u32, middle as u32, end as u32));
            }
            begin = end;
        }
        Groups { positions: keyed.into_iter().map(|(_, _, at)| at).collect(), places }
    }

    fn iter(&self) -> impl Iterator<Item = (&[u32], &[u32])> {
        let part = |from: u32, to: u32| &self.positions[from as usize..to as usize];
        self.places.iter().map(move |(begin, middle, end)| (part(*begin, *middle), part(*middle, *end)))
    }
}

fn proposal(
    entity: Entity,
    old: &Candidate,
    (new, confidence, why): (Option<&str>, Confidence, Cow<'static, str>),
) -> Proposal {
    Proposal { entity, old: old.id.to_string(), new: new.map(str::to_owned), confidence, why }
}

#[cfg(test)]
#[path = "propose_tests.rs"]
mod tests;
