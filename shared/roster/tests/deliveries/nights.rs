//! A connection's nights: each delivery is compared with the stored snapshot, and its change set folded into the next.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::num::NonZeroU32;

use roster::brake::Removals;
use roster::changes::{Change, ChangeSorter, Op};
use roster::diff::{Beside, CompareOptions, Comparison, FileBefore, Purpose, ROW_VERSION, compare_beside};
use roster::finding::{Finding, Severity};
use roster::identity::Renames;
use roster::model::{Entity, Record};
use roster::overlay::{Overlay, Overlays, Supplied};
use roster::read::{Bytes, ReadOptions, Set, Strictness, base_name};
use roster::scope::Scope;
use roster::snapshot::{FoldSettings, RecordState, SnapshotReader, SnapshotSettings, fold};
use roster::sorting::MemoryScratch;
use roster::stored::{Compression, StoredError};

use super::district::Files;

/// What one connection has stored, and how it reads.
#[derive(Clone)]
pub(super) struct Nights {
    pub(super) read: ReadOptions,
    pub(super) removals: Removals,
    pub(super) today: Option<jiff::civil::Date>,
    /// Seconds since 1970; a day later each night.
    pub(super) now: i64,
    /// How many seconds a tombstone stays.
    pub(super) grace: i64,
    /// Changes of IDs that wait.
    pub(super) renames: Renames,
    /// Other sources of the same people.
    pub(super) supplements: Vec<Overlay>,
    supplied: Supplied,
    /// What of a delivery is the connection's business.
    pub(super) scope: Scope,
    stored: BTreeMap<Entity, Vec<u8>>,
    files: Vec<FileBefore>,
}

/// What came of one delivery.
pub(super) struct Night {
    pub(super) comparison: Comparison,
    pub(super) findings: Vec<Finding>,
    pub(super) changes: Vec<Change>,
}

pub(super) const DAY: i64 = 86_400;

impl Nights {
    pub(super) fn new() -> Nights {
        Nights {
            read: ReadOptions::default(),
            removals: Removals::AT_ONCE,
            today: None,
            now: 1_800_000_000,
            grace: 30 * DAY,
            renames: Renames::default(),
            supplements: Vec::new(),
            supplied: Supplied::default(),
            scope: Scope::default(),
            stored: BTreeMap::new(),
            files: Vec::new(),
        }
    }

    pub(super) fn strict() -> Nights {
        let mut nights = Nights::new();
        nights.read.strictness = Strictness::Strict;
        nights
    }

    pub(super) fn removing_after(mut self, deliveries: u32) -> Nights {
        self.removals = Removals::After(NonZeroU32::new(deliveries).unwrap());
        self
    }

    /// A connection that has applied a delivery.
    pub(super) fn after(files: &Files) -> Nights {
        let mut nights = Nights::new();
        nights.apply(files);
        nights
    }

    /// Compares a delivery with what is stored; nothing is stored.
    pub(super) fn plan(&self, files: &Files) -> Night {
        self.plan_set(&files.set())
    }

    pub(super) fn plan_set(&self, set: &Set) -> Night {
        let mut findings: Vec<Finding> = Vec::new();
        let mut sorter = ChangeSorter::new(&MemoryScratch);
        let mut source = |entity: Entity| {
            let bytes = self.stored.get(&entity).cloned();
            Ok(bytes.map(|bytes| Box::new(Cursor::new(bytes)) as Box<dyn Bytes>))
        };
        let options = CompareOptions {
            read: self.read.clone(),
            removals: self.removals,
            today: self.today,
            purge_before: Some(self.now - self.grace),
            scratch: &MemoryScratch,
        };
        let beside = Beside {
            renames: self.renames.clone(),
            overlays: Overlays::new(self.supplements.clone(), self.supplied.clone()),
            purpose: Purpose::Roster,
            scope: self.scope.clone(),
        };
        let before = (&mut source as &mut _, self.files.as_slice(), beside);
        let comparison = compare_beside(set, before, options, (&mut findings, &mut sorter)).unwrap();
        let mut changes = Vec::new();
        sorter
            .each(|change| {
                changes.push(change.clone());
                Ok(())
            })
            .unwrap();
        Night { comparison, findings, changes }
    }

    /// Compares and folds the changes into the stored snapshot.
    pub(super) fn apply(&mut self, files: &Files) -> Night {
        let night = self.plan(files);
        self.commit(&night);
        night
    }

    pub(super) fn commit(&mut self, night: &Night) {
        for entity in Entity::ALL.iter().copied().filter(|e| e.is_roster()) {
            let changes: Vec<Result<Change, StoredError>> =
                night.changes.iter().filter(|c| c.entity == entity).cloned().map(Ok).collect();
            let mut old = self.reader(entity);
            let row_version = u32::try_from(ROW_VERSION).unwrap();
            let snapshot = SnapshotSettings { entity, row_version, compression: Compression::None };
            let settings = FoldSettings {
                snapshot,
                now: self.now,
                purge_before: self.now - self.grace,
                scratch: &MemoryScratch,
            };
            let bytes = fold(old.as_mut(), changes, settings, Vec::new()).unwrap();
            self.stored.insert(entity, bytes);
        }
        let file = |f: &roster::diff::FileSummary| FileBefore {
            name: base_name(&f.name).to_owned(),
            rows: f.rows,
            columns: f.columns.clone(),
            shapes: f.shapes.clone(),
        };
        self.files = night.comparison.files.iter().map(file).collect();
        self.supplied = night.comparison.supplied.clone();
        self.now += DAY;
    }

    fn reader(&self, entity: Entity) -> Option<SnapshotReader<Cursor<&[u8]>>> {
        let bytes = self.stored.get(&entity)?;
        Some(SnapshotReader::open(Cursor::new(bytes.as_slice())).unwrap())
    }

    /// All records of the roster, tombstones left out.
    pub(super) fn roster(&self) -> BTreeMap<(Entity, String), Record> {
        let mut roster = BTreeMap::new();
        for entity in self.stored.keys() {
            let Some(mut reader) = self.reader(*entity) else { continue };
            let states: Vec<RecordState> = (0..reader.len()).map(|at| reader.state(at)).collect();
            let mut records = reader.records();
            while let Some((at, bytes)) = records.next().unwrap() {
                if states[at as usize].is_present() {
                    let record = Record::decode(*entity, bytes).unwrap();
                    roster.insert((*entity, record.sourced_id().to_owned()), record);
                }
            }
        }
        roster
    }

    /// A field of a record of the roster; `None` if there is no such record, blank if it has no value.
    pub(super) fn value(&self, entity: Entity, id: &str, field: &str) -> Option<String> {
        let roster = self.roster();
        let record = roster.get(&(entity, id.to_owned()))?;
        let own = field.strip_prefix("metadata.").and_then(|name| record.own_value(name));
        Some(own.map_or_else(|| record.get(field).unwrap_or("").to_owned(), |own| own.into_owned()))
    }

    /// IDs of an entity's records.
    pub(super) fn ids(&self, entity: Entity) -> Vec<String> {
        self.roster().into_keys().filter(|(e, _)| *e == entity).map(|(_, id)| id).collect()
    }

    /// How many stored records, tombstones among them, an entity has.
    pub(super) fn stored(&self, entity: Entity) -> u32 {
        self.reader(entity).map_or(0, |reader| reader.len())
    }
}

impl Night {
    /// Changes as `updated users u1`, in the order of the change set.
    pub(super) fn ops(&self) -> Vec<String> {
        let line = |c: &Change| format!("{} {} {}", c.op.word(), c.entity, c.sourced_id());
        self.changes.iter().map(line).collect()
    }

    /// The same without what others do not see.
    pub(super) fn visible(&self) -> Vec<String> {
        let line = |c: &Change| format!("{} {} {}", c.op.word(), c.entity, c.sourced_id());
        self.changes.iter().filter(|c| c.op.is_visible()).map(line).collect()
    }

    /// IDs of what goes, as `users u1`.
    pub(super) fn removed(&self) -> Vec<String> {
        let gone = self.changes.iter().filter(|c| c.op == Op::Removed);
        gone.map(|c| format!("{} {}", c.entity, c.sourced_id())).collect()
    }

    /// Findings of a rule as `error users.csv:3:5 givenName u1`.
    pub(super) fn found(&self, rule: &str) -> Vec<String> {
        self.findings.iter().filter(|f| f.rule.name == rule).map(place).collect()
    }

    /// Names of the rules with findings of a severity.
    pub(super) fn rules(&self, severity: Severity) -> Vec<&'static str> {
        let mut names: Vec<_> =
            self.findings.iter().filter(|f| f.severity == severity).map(|f| f.rule.name).collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

/// Where a finding is, without its message.
pub(super) fn place(finding: &Finding) -> String {
    let mut text = format!("{} {}", finding.severity, finding.file);
    if let Some(line) = finding.line {
        text += &format!(":{line}");
    }
    if let Some(column) = finding.column {
        text += &format!(":{column}");
    }
    for part in [finding.field.as_deref(), finding.record.as_deref()].into_iter().flatten() {
        text += &format!(" {part:.40}");
    }
    text
}
