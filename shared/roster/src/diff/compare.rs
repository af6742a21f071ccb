//! The three questions: what is in a delivery, what would it change, and what lies between two deliveries.

use std::collections::BTreeMap;
use std::io;

use jiff::civil::Date;

use super::Traits;
use super::entity::{Collect, EntityDiff};
use super::known::{Known, damaged};
use super::noted::Noted;
use super::pass::{EntitySummary, FileSummary, GROUPS, Pass, PassSinks, unknown};
use crate::attachments::{Matched, Matching};
use crate::brake::{Fact, Removals, Tally};
use crate::changes::ChangeSorter;
use crate::finding::Finding;
use crate::formats::FileMode;
use crate::identity::Renames;
use crate::model::Entity;
use crate::overlay::{Overlays, Supplied};
use crate::read::{Bytes, FindingSink, PrivateFile, ReadOptions, Reader, Set, Shapes, compare_shapes};
use crate::scope::Scope;
use crate::snapshot::SnapshotReader;
use crate::sorting::Scratch;

/// How to compare.
#[derive(Clone)]
pub struct CompareOptions<'s> {
    /// How to read the delivery.
    pub read: ReadOptions,
    /// Whether and when absent records go.
    pub removals: Removals,
    /// The day, for what is expected to go; `None` expects nothing.
    pub today: Option<Date>,
    /// Tombstones older than this are purged; seconds since 1970.
    pub purge_before: Option<i64>,
    /// Where what does not fit in memory goes.
    pub scratch: &'s dyn Scratch,
}

/// A file of the delivery last applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileBefore {
    /// Its name without folders.
    pub name: String,
    /// Its rows.
    pub rows: u64,
    /// Its columns.
    pub columns: Vec<String>,
    /// The forms that values of columns had.
    pub shapes: Shapes,
}

/// Opens the stored snapshot of an entity; `None` if there is none.
pub type SnapshotSource<'a> = dyn FnMut(Entity) -> io::Result<Option<Box<dyn Bytes>>> + 'a;

/// What files were read as: a built-in format, or somebody's mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadAs {
    /// The format's stable name, or `mapping`.
    pub name: String,
    /// What people call it.
    pub title: String,
}

/// What a delivery is, and what it changes.
#[derive(Debug)]
pub struct Comparison {
    /// What the files were read as; `None` if nothing claims them.
    pub format: Option<ReadAs>,
    /// Whether every file that is needed came and was read to its end, with a key in every row.
    pub complete: bool,
    /// Whether any file holds only what changed.
    pub delta: bool,
    /// Names of files that are needed and did not come.
    pub missing: Vec<String>,
    /// Files as read.
    pub files: Vec<FileSummary>,
    /// Counts by entity.
    pub entities: BTreeMap<Entity, EntitySummary>,
    /// For the brake.
    pub tally: Tally,
    /// For the brake.
    pub facts: Vec<Fact>,
    /// What could tell whose delivery it is.
    pub traits: Traits,
    /// Files with columns that must not be stored.
    pub private: Vec<PrivateFile>,
    /// Attachments and whose they are.
    pub attachments: Matched,
    /// Records that go because another one comes under their ID: their removals cannot wait.
    pub displaced: u64,
    /// What people have from other sources alone.
    pub supplied: Supplied,
}

impl Comparison {
    /// Whether the change set has anything in it that others see.
    pub fn is_empty(&self) -> bool {
        self.entities.values().all(|e| {
            let c = e.changes;
            c.created + c.updated + c.removed + c.revived + c.renamed == 0
        })
    }
}

/// Reads a delivery for itself.
pub fn check(
    set: &Set,
    options: CompareOptions<'_>,
    findings: &mut dyn FindingSink,
) -> io::Result<Comparison> {
    let scratch = options.scratch;
    let mut pass = pass(set, options, &[], findings)?;
    let mut changes = ChangeSorter::new(scratch);
    let mut sinks = PassSinks { findings, changes: &mut changes };
    for group in GROUPS {
        let mut fresh = |entity| Ok(unknown(entity, scratch).collecting(Collect::Nothing));
        let diffs = pass.read(group, &mut fresh, &mut sinks)?;
        pass.finish(diffs, sinks.changes)?;
    }
    pass.tell_noted(findings);
    Ok(pass.comparison())
}

/// Compares a delivery with the stored snapshot of the roster last applied.
pub fn compare(
    set: &Set,
    (snapshot, previous): (&mut SnapshotSource<'_>, &[FileBefore]),
    options: CompareOptions<'_>,
    sinks: (&mut dyn FindingSink, &mut ChangeSorter<'_>),
) -> io::Result<Comparison> {
    compare_renaming(set, (snapshot, previous, Renames::default()), options, sinks)
}

/// The same, where records of the snapshot may come under other IDs.
///
/// A change of an ID is made when a row comes under the new one: that record is [`Op::Renamed`](crate::changes::Op), and
/// whatever refers to it follows. Changes of records that the roster does not have, or whose new ID does not come, do
/// nothing. Swaps and chains are made at once. Who has an ID that another record comes under, and comes under no other, goes.
pub fn compare_renaming(
    set: &Set,
    (snapshot, previous, renames): (&mut SnapshotSource<'_>, &[FileBefore], Renames),
    options: CompareOptions<'_>,
    sinks: (&mut dyn FindingSink, &mut ChangeSorter<'_>),
) -> io::Result<Comparison> {
    let beside = Beside { renames, ..Beside::default() };
    compare_beside(set, (snapshot, previous, beside), options, sinks)
}

/// What counts beside the files of a delivery.
#[derive(Debug, Default)]
pub struct Beside {
    /// Changes of IDs that the delivery may make.
    pub renames: Renames,
    /// What other sources say of its people.
    pub overlays: Overlays,
    /// What it is read for.
    pub purpose: Purpose,
    /// What of it is its connection's business.
    pub scope: Scope,
}

/// What a delivery is read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Purpose {
    /// To be a roster.
    #[default]
    Roster,
    /// To add to another roster's people: its records may be about people whom it does not have, what it says is kept as it
    /// is, and of rows that say different things of one person none counts.
    Supplement,
}

/// The same, where more counts than the files.
///
/// What supplements say of people is filled into their rows before these are compared; own records that they have of
/// people are records of the roster.
pub fn compare_beside(
    set: &Set,
    (snapshot, previous, beside): (&mut SnapshotSource<'_>, &[FileBefore], Beside),
    options: CompareOptions<'_>,
    (findings, changes): (&mut dyn FindingSink, &mut ChangeSorter<'_>),
) -> io::Result<Comparison> {
    let scratch = options.scratch;
    let Beside { renames, overlays, purpose, scope } = beside;
    let mut pass = Pass { renames, overlays, purpose, scope, ..pass(set, options, previous, findings)? };
    pass.keep_to_scope(findings);
    pass.absent_files(findings);
    let mut sinks = PassSinks { findings, changes };
    for group in GROUPS {
        let mut stored = |entity: Entity| {
            let bytes = if entity.is_roster() { snapshot(entity)? } else { None };
            let Some(bytes) = bytes else {
                return Ok(unknown(entity, scratch).collecting(keep(entity)));
            };
            let known = Known::stored(SnapshotReader::open(bytes).map_err(damaged)?)?;
            Ok(EntityDiff::new(entity, known, scratch).collecting(keep(entity)))
        };
        let diffs = pass.read(group, &mut stored, &mut sinks)?;
        pass.finish(diffs, sinks.changes)?;
    }
    pass.tell_noted(findings);
    pass.required_files();
    pass.report_others(findings);
    pass.overlays.report(pass.is_whole(), pass.reader.strictness(), findings);
    Ok(pass.comparison())
}

fn keep(entity: Entity) -> Collect {
    if entity.is_roster() { Collect::Changes } else { Collect::Nothing }
}

/// Compares two deliveries, one entity at a time, as if the older had been applied before.
pub fn compare_sets(
    (old, new): (&Set, &Set),
    options: CompareOptions<'_>,
    (old_findings, new_findings): (&mut dyn FindingSink, &mut dyn FindingSink),
    changes: &mut ChangeSorter<'_>,
) -> io::Result<Comparison> {
    let scratch = options.scratch;
    let mut before = pass(old, options.clone(), &[], old_findings)?;
    before.noted.twins.stop();
    let mut after = pass(new, options, &[], new_findings)?;
    for (at, group) in GROUPS.iter().enumerate() {
        let mut spooling = |entity: Entity| {
            let collect = match entity.is_roster() {
                true => Collect::Spool(Box::default()),
                false => Collect::Nothing,
            };
            Ok(unknown(entity, scratch).collecting(collect))
        };
        let mut sinks = PassSinks { findings: old_findings, changes };
        let olds = before.read(group, &mut spooling, &mut sinks)?;
        let mut knowns = BTreeMap::new();
        for (entity, diff) in olds {
            knowns.insert(entity, diff.into_known());
        }
        before.reader.forget(&GROUPS[at + 1..]);
        let mut known = |entity: Entity| match knowns.remove(&entity) {
            Some(known) => Ok(EntityDiff::new(entity, known, scratch).collecting(keep(entity))),
            None => Ok(unknown(entity, scratch).collecting(keep(entity))),
        };
        after.adopt(&before);
        let mut sinks = PassSinks { findings: new_findings, changes };
        let diffs = after.read(group, &mut known, &mut sinks)?;
        after.finish(diffs, sinks.changes)?;
    }
    after.absent_files(new_findings);
    after.tell_noted(new_findings);
    after.required_files();
    Ok(after.comparison())
}

fn pass<'a>(
    set: &'a Set,
    options: CompareOptions<'_>,
    previous: &[FileBefore],
    findings: &mut dyn FindingSink,
) -> io::Result<Pass<'a>> {
    let mut reader = Reader::open(set, options.read, findings)?;
    let noted = Noted { matching: Matching::of(reader.take_attachments()), ..Noted::default() };
    for (file, shapes) in &reader.surveyed.shapes {
        let base = crate::read::base_name(file);
        if let Some(before) = previous.iter().find(|before| before.name.eq_ignore_ascii_case(base)) {
            compare_shapes(file, (&before.shapes, shapes), reader.strictness(), findings);
        }
    }
    let complete = reader.is_recognised() && reader.missing.is_empty() && !reader.steps.is_empty();
    Ok(Pass {
        reader,
        removals: options.removals,
        purge_before: options.purge_before,
        ended: options.today.map(super::ended::Ended::on),
        school_names: Default::default(),
        tally: Tally::default(),
        facts: Vec::new(),
        files: Vec::new(),
        entities: BTreeMap::new(),
        previous: previous.to_vec(),
        known_before: Vec::new(),
        complete,
        noted,
        attachments: Matched::default(),
        renames: Renames::default(),
        displaced: 0,
        overlays: Overlays::default(),
        people_known: false,
        purpose: Purpose::Roster,
        scope: Scope::default(),
        others: Default::default(),
    })
}

impl Pass<'_> {
    /// Learns what the files of the delivery before were like.
    fn adopt(&mut self, before: &Pass<'_>) {
        let file = |f: &FileSummary| FileBefore {
            name: crate::read::base_name(&f.name).to_owned(),
            rows: f.rows,
            columns: f.columns.clone(),
            shapes: f.shapes.clone(),
        };
        self.previous = before.files.iter().map(file).collect();
    }

    /// A required file that did not come holds a run whose snapshot knows what it would have held.
    fn required_files(&mut self) {
        for entity in &self.reader.missing {
            let file = self.reader.name_of(*entity).unwrap_or_default();
            if self.known_before.contains(entity) {
                self.facts.push(Fact::FileMissing { file, entity: Some(*entity) });
            }
        }
    }

    /// Whether the delivery has all that there is.
    fn is_whole(&self) -> bool {
        self.complete && self.reader.steps.iter().all(|step| step.mode == FileMode::Bulk)
    }

    fn comparison(self) -> Comparison {
        let name = |e: &Entity| self.reader.name_of(*e);
        let supplied = self.overlays.supplied(self.is_whole());
        Comparison {
            delta: self.reader.steps.iter().any(|step| step.mode == FileMode::Delta),
            missing: self.reader.missing.iter().filter_map(name).collect(),
            format: self.reader.read_as(),
            complete: self.complete,
            files: self.files,
            entities: self.entities,
            tally: self.tally,
            facts: self.facts,
            traits: self.noted.traits,
            attachments: self.attachments,
            private: self.reader.surveyed.private,
            displaced: self.displaced,
            supplied,
        }
    }
}

/// Takes findings and forgets them.
#[derive(Debug, Default, Clone, Copy)]
pub struct NoFindings;

impl FindingSink for NoFindings {
    fn find(&mut self, _: Finding) {}
}
