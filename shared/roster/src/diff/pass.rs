//! One delivery being read and compared, entity group by entity group.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io;
use std::sync::Arc;

use super::counts::{ChangeCounts, ReadCounts};
use super::ended::Ended;
use super::entity::{Absences, EntityDiff, EntityResult};
use super::finish::Sinks;
use super::implied::{self, Implied};
use super::intake::{Counts, Intake, IntakeFile};
use super::keys::key_hash;
use super::known::Known;
use super::mails::Mails;
use super::noted::Noted;
use super::told::{CellSink, SharedSink};
use super::{FileBefore, Purpose, derived};
use crate::attachments::Matched;
use crate::brake::{Fact, Removals, Tally};
use crate::changes::ChangeSorter;
use crate::identity::Renames;
use crate::model::{Entity, Values};
use crate::overlay::Overlays;
use crate::read::{BlockOut, FindingSink, KeySet, People, Reader, Shapes, State, StoredBefore};
use crate::scope::Scope;
use crate::sorting::Scratch;

/// Entities that are compared at the same time, because one file may feed several of them.
pub(super) const GROUPS: &[&[Entity]] = &[
    &[Entity::Orgs],
    &[Entity::AcademicSessions],
    &[Entity::Courses],
    &[Entity::Classes],
    &[Entity::Users, Entity::UserProfiles, Entity::Roles, Entity::Relationships],
    &[Entity::Demographics],
    &[Entity::Enrollments],
    &[Entity::OwnRecords],
    &[Entity::Resources],
    &[Entity::ClassResources],
    &[Entity::CourseResources],
    &[Entity::UserResources],
    &[Entity::Categories],
    &[Entity::LineItems],
    &[Entity::Results],
    &[Entity::ScoreScales],
    &[Entity::LineItemScoreScales],
    &[Entity::ResultScoreScales],
    &[Entity::LineItemLearningObjectiveIds],
    &[Entity::ResultLearningObjectiveIds],
];

/// What a pass found out about one entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct EntitySummary {
    /// What the rows were.
    pub read: ReadCounts,
    /// What they change.
    pub changes: ChangeCounts,
}

/// One file, as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileSummary {
    /// Its name as it was sent.
    pub name: String,
    /// Its rows, without the header.
    pub rows: u64,
    /// Its columns.
    pub columns: Vec<String>,
    /// The forms that values of columns have.
    pub shapes: Shapes,
    /// Read to the last byte, without an open quote or a short last row.
    pub whole: bool,
}

/// One delivery being compared.
pub(super) struct Pass<'a> {
    pub(super) reader: Reader<'a>,
    pub(super) removals: Removals,
    pub(super) purge_before: Option<i64>,
    pub(super) ended: Option<Ended>,
    pub(super) school_names: HashMap<u64, String>,
    pub(super) tally: Tally,
    pub(super) facts: Vec<Fact>,
    pub(super) files: Vec<FileSummary>,
    pub(super) entities: BTreeMap<Entity, EntitySummary>,
    pub(super) previous: Vec<FileBefore>,
    /// Entities that the snapshot has records of.
    pub(super) known_before: Vec<Entity>,
    pub(super) complete: bool,
    pub(super) noted: Noted,
    /// Attachments and their people, once all is read.
    pub(super) attachments: Matched,
    /// Changes of IDs: of entities that are read, those that the delivery makes; of the others, those that it may make.
    pub(super) renames: Renames,
    /// Records that go because another one has come under their ID.
    pub(super) displaced: u64,
    /// What other sources say of people.
    pub(super) overlays: Overlays,
    /// Whether all people of the roster have been looked up in them.
    pub(super) people_known: bool,
    /// What the delivery is read for.
    pub(super) purpose: Purpose,
    /// What of it is its connection's business.
    pub(super) scope: Scope,
    /// Key hashes of people whom another connection owns.
    pub(super) others: HashSet<u128>,
}

/// Where findings and changes of a pass go.
pub(super) struct PassSinks<'a, 's> {
    pub(super) findings: &'a mut dyn FindingSink,
    pub(super) changes: &'a mut ChangeSorter<'s>,
}

/// The comparisons of one group that are under way.
pub(super) type Group<'s> = BTreeMap<Entity, EntityDiff<'s>>;

impl<'a> Pass<'a> {
    /// Reads the files of a group and compares them with what is known.
    pub(super) fn read<'s>(
        &mut self,
        group: &[Entity],
        known: &mut dyn FnMut(Entity) -> io::Result<EntityDiff<'s>>,
        sinks: &mut PassSinks<'_, '_>,
    ) -> io::Result<Group<'s>> {
        let mut diffs: Group<'s> = BTreeMap::new();
        for entity in group {
            diffs.insert(*entity, known(*entity)?);
        }
        self.known_before.extend(diffs.values().filter(|d| d.keys.known() > 0).map(|d| d.entity));
        for diff in diffs.values() {
            let names =
                diff.schools_before.iter().map(|(school, _)| (key_hash(school) as u64, school.to_owned()));
            self.school_names.extend(names);
        }
        self.types_before(&mut diffs)?;
        if !self.renames.is_empty() {
            self.expect_moves(&mut diffs)?;
        }
        for entity in group {
            let asked = !self.reader.has(*entity) && self.reader.is_referred_to(*entity);
            if asked && diffs[entity].keys.known() > 0 {
                self.reader.targets.know(*entity, diffs[entity].key_set(false));
            }
        }
        let steps: Vec<usize> = (0..self.reader.steps.len())
            .filter(|i| group.contains(&self.reader.steps[*i].spec.entity))
            .collect();
        self.meet_others(&steps)?;
        self.meet_people(&steps, &mut diffs)?;
        for step in steps {
            self.file(step, &mut diffs, sinks)?;
            self.damaged(step, &mut diffs, sinks.findings);
        }
        self.untouched(&mut diffs);
        self.people_read(&diffs);
        self.own_records(&mut diffs, sinks.changes)?;
        self.match_stored(&mut diffs)?;
        Ok(diffs)
    }

    /// What the snapshot says of types, until the delivery says more.
    fn types_before(&mut self, diffs: &mut Group<'_>) -> io::Result<()> {
        let targets = &mut self.reader.targets;
        for entity in [Entity::Orgs, Entity::AcademicSessions] {
            let Some(diff) = diffs.get_mut(&entity) else { continue };
            diff.each_before(&mut |key, bytes| {
                targets.note_type(entity, key, type_of(entity, &mut Values::over(bytes)));
            })?;
        }
        Ok(())
    }

    fn file(&mut self, step: usize, diffs: &mut Group<'_>, sinks: &mut PassSinks<'_, '_>) -> io::Result<()> {
        let entity = self.reader.steps[step].spec.entity;
        let ahead = self.reader.ahead(step, &mut Stored { entity, diffs })?;
        self.missing_targets(step, sinks.findings);
        let name = self.reader.steps[step].name.clone();
        let strictness = self.reader.strictness();
        // Rows of a mapped file are read again for each of its records: what they become is kept instead.
        let size = self.reader.size(step).filter(|_| self.reader.steps[step].maker.is_none());
        let mut main = diffs.remove(&entity);
        if let Some(main) = main.as_mut() {
            match self.purpose {
                Purpose::Roster => main.write_as(self.reader.writes(step)),
                Purpose::Supplement => main.doubting(),
            }
        }
        let mut sharing = SharedSink { sink: sinks.findings };
        let cell = std::cell::RefCell::new(&mut sharing);
        let mut intake = Intake {
            file: IntakeFile {
                entity,
                name: &name,
                size,
                strictness,
                repeats: self.reader.repeats(step),
                purpose: self.purpose,
            },
            main,
            implied: diffs.get(&Entity::Relationships).map(|diff| Implied::new(diff.scratch)),
            others: diffs,
            changes: sinks.changes,
            overlays: &mut self.overlays,
            anothers: &self.others,
            names: &mut self.school_names,
            ended: self.ended.as_mut(),
            noted: &mut self.noted,
            counts: Counts::Yes,
            state: State::Clean,
            mails: Mails::default(),
            types: Vec::new(),
            late: Vec::new(),
        };
        let (mut result, source) =
            self.reader.read((step, ahead), &mut CellSink(&cell), &mut |out: &mut BlockOut| {
                intake.block(out)?;
                let mut sink = cell.borrow_mut();
                out.findings.iter().for_each(|f| sink.find(f.clone()));
                intake.late.drain(..).for_each(|f| sink.find(f));
                Ok(())
            })?;
        let Intake { mut main, implied, mails, types, state, .. } = intake;
        match main.as_mut().filter(|main| main.wants_file()) {
            Some(main) => {
                main.take_file(self.reader.again(step, (source, state))?.ok_or(io::ErrorKind::InvalidInput)?);
            }
            None => drop(source),
        }
        diffs.extend(main.map(|diff| (entity, diff)));
        mails.report(&name, strictness, sinks.findings);
        for (entity, key, word) in types {
            self.reader.targets.note_type(entity, key, &word);
        }
        self.drift(step, &result.columns, sinks.findings);
        let learned = std::mem::take(&mut result.learned);
        Arc::make_mut(&mut self.reader.targets.facts).adopt(learned);
        for diff in diffs.values_mut() {
            diff.take_waiting(sinks.changes)?;
        }
        self.conclude(step, result, diffs);
        let elsewhere = self.reader.targets.of_others(Entity::Users);
        implied::settle(implied, (diffs, elsewhere.as_deref()), sinks.changes)
    }

    /// Ends the comparisons of a group.
    pub(super) fn finish(&mut self, mut diffs: Group<'_>, changes: &mut ChangeSorter<'_>) -> io::Result<()> {
        if !self.renames.is_empty() {
            self.settle_moves(&diffs);
        }
        let users = diffs.remove(&Entity::Users).map(|diff| self.end(diff, None, changes)).transpose()?;
        let mut user_keys = users.map(|u| u.keys);
        for (_, diff) in diffs {
            if diff.entity == Entity::OwnRecords {
                self.end_own(diff, changes)?;
                continue;
            }
            let is_derived = self.reader.is_derived(diff.entity);
            match (&mut user_keys, is_derived) {
                (Some(keys), true) => {
                    let mut may_go = derived::gate(keys, self.has_agents());
                    self.end(diff, Some(&mut may_go), changes)?;
                }
                _ => {
                    self.end(diff, None, changes)?;
                }
            }
        }
        Ok(())
    }

    fn has_agents(&self) -> bool {
        self.reader.has_agents(&self.files)
    }

    pub(super) fn end(
        &mut self,
        diff: EntityDiff<'_>,
        may_go: Option<&mut derived::Gate<'_>>,
        changes: &mut ChangeSorter<'_>,
    ) -> io::Result<EntityResult> {
        let entity = diff.entity;
        let present = diff.present;
        let ended = &mut self.ended;
        let mut expected = |record: &crate::model::Record| ended.as_mut().is_some_and(|e| e.expects(record));
        let absences = Absences {
            complete: diff.bulk_complete,
            removals: self.removals,
            purge_before: self.purge_before,
            may_go: if present { may_go } else { None },
            expected: &mut expected,
        };
        let (tally, schools) = (&mut self.tally, &self.school_names);
        let mut sinks = Sinks { changes, tally, schools, renames: &self.renames };
        let result = diff.finish(absences, &mut sinks)?;
        self.displaced += result.displaced;
        let quiet = result.read == ReadCounts::default() && result.counts == ChangeCounts::default();
        if !quiet || present && entity != Entity::Relationships {
            self.entities.insert(entity, EntitySummary { read: result.read, changes: result.counts });
        }
        Ok(result)
    }
}

/// The type of an org or academic session.
pub(super) fn type_of<'a>(entity: Entity, values: &mut Values<'a>) -> &'a str {
    entity.field("type").and_then(|at| values.nth(at)).flatten().unwrap_or("")
}

/// What was there before the files of a group.
struct Stored<'d, 's> {
    entity: Entity,
    diffs: &'d mut Group<'s>,
}

impl StoredBefore for Stored<'_, '_> {
    fn keys(&mut self) -> KeySet {
        self.diffs.get(&self.entity).map(|diff| diff.key_set(false)).unwrap_or_default()
    }

    fn people(&mut self) -> io::Result<People> {
        let mut people = People::default();
        let Some(roles) = self.diffs.get_mut(&Entity::Roles) else { return Ok(people) };
        roles.each_before(&mut |_, bytes| {
            let mut values = Values::over(bytes).skip(1).map(Option::unwrap_or_default);
            let user = key_hash(values.next().unwrap_or_default());
            people.note(user, values.nth(1).unwrap_or_default());
        })?;
        Ok(people)
    }
}

/// An entity that nobody knows anything of yet.
pub(super) fn unknown<'s>(entity: Entity, scratch: &'s dyn Scratch) -> EntityDiff<'s> {
    EntityDiff::new(entity, Known { comparable: true, ..Known::default() }, scratch)
}
