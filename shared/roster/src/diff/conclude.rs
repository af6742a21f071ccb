//! The end of a file: whether it was whole, what its header lost, and what did not come at all.

use super::Purpose;
use super::derived;
use super::entity::EntityDiff;
use super::pass::{FileSummary, Group, Pass};
use crate::brake::{Fact, Feeds, LastRow};
use crate::finding::Finding;
use crate::formats::{FileMode, Target};
use crate::model::{Entity, Kind};
use crate::read::{FileResult, FindingSink};
use crate::rules;

impl Pass<'_> {
    pub(super) fn conclude(&mut self, step: usize, result: FileResult, diffs: &mut Group<'_>) {
        let (spec, mode) = (self.reader.steps[step].spec.clone(), self.reader.steps[step].mode);
        let entity = spec.entity;
        let name = self.reader.steps[step].name.to_string();
        let is_mapped = self.reader.steps[step].maker.is_some();
        let readable = diffs.get(&entity).is_none_or(EntityDiff::all_keys_readable);
        let whole = result.whole && readable;
        self.complete &= whole;
        for (entity, diff) in diffs.iter_mut().filter(|(e, _)| **e == entity || derived::is_from(**e, &spec))
        {
            let so_far = !diff.present || diff.bulk_complete;
            diff.bulk_complete = so_far && whole && !result.silent && mode == FileMode::Bulk;
            diff.present = true;
            if self.reader.is_referred_to(*entity) {
                let last = self.reader.is_last_of(*entity, step);
                self.reader.targets.know(*entity, diff.key_set(diff.bulk_complete && last));
            }
            if mode == FileMode::Bulk {
                self.tally.came(*entity);
            }
        }
        let base = crate::read::base_name(&name).to_owned();
        if let Some(before) = super::names::before(&self.previous, &base) {
            let last_row = if result.end.unclosed_quote || result.end.last_row_short {
                LastRow::Broken
            } else {
                LastRow::Whole
            };
            let now = result.end.rows;
            if !self.files.iter().any(|file| file.name == name) {
                self.facts.push(Fact::FileSize {
                    file: base.clone(),
                    before: before.rows,
                    now,
                    last_row,
                    entity: Some(entity),
                });
            }
            // What a mapped file has lost is found by its mapping.
            for column in spec.columns.iter().filter(|c| c.required && !is_mapped) {
                let had = before.columns.iter().any(|c| c.eq_ignore_ascii_case(&column.name));
                let has = result.columns.iter().any(|c| c.eq_ignore_ascii_case(&column.name));
                if had && !has {
                    let feeds = feeds(entity, column.target, column.kind);
                    let column = column.name.to_string();
                    self.facts.push(Fact::ColumnLost {
                        file: base.clone(),
                        column,
                        feeds,
                        entity: Some(entity),
                    });
                }
            }
        }
        match self.files.iter_mut().find(|file| is_mapped && file.name == name) {
            Some(file) => file.whole &= result.whole,
            None => {
                let (rows, columns, whole) = (result.end.rows, result.columns, result.whole);
                let shapes = self.reader.surveyed.shapes.iter().find(|(file, _)| **file == *name);
                let shapes = shapes.map(|(_, shapes)| shapes.clone()).unwrap_or_default();
                self.files.push(FileSummary { name, rows, columns, shapes, whole });
            }
        }
    }

    /// What has changed in the header of a mapped file.
    pub(super) fn drift(&mut self, step: usize, now: &[String], sink: &mut dyn FindingSink) {
        let name = self.reader.steps[step].name.clone();
        let base = crate::read::base_name(&name);
        let before = super::names::before(&self.previous, base);
        let Some(drift) = self.reader.drift(step, before.map(|file| file.columns.as_slice()), now) else {
            return;
        };
        let strictness = self.reader.strictness();
        for note in drift.notes {
            sink.find(Finding {
                rule: note.rule,
                severity: strictness.severity(note.rule),
                file: name.clone(),
                entity: Some(self.reader.steps[step].spec.entity),
                line: None,
                column: None,
                field: note.column.map(Into::into),
                record: None,
                message: note.message,
            });
        }
        self.facts.extend(drift.facts);
    }

    /// Says once that what a file refers to is nowhere to be found.
    pub(super) fn missing_targets(&self, step: usize, sink: &mut dyn FindingSink) {
        let step = &self.reader.steps[step];
        for column in step.spec.columns.iter().filter(|c| c.required) {
            let (Kind::Ref(to) | Kind::RefList(to)) = column.kind else { continue };
            if to == step.spec.entity
                || self.purpose == Purpose::Supplement && to == Entity::Users
                || self.reader.targets.of(to).is_some()
                || self.reader.missing.contains(&to)
            {
                continue;
            }
            let rule = &rules::missing_target_file::RULE;
            let message = format!("{} refers to {to}.csv, which is not in the delivery", column.name);
            sink.find(Finding {
                rule,
                severity: self.reader.strictness().severity(rule),
                file: step.name.clone(),
                entity: Some(step.spec.entity),
                line: None,
                column: None,
                field: Some(column.name.clone()),
                record: None,
                message,
            });
        }
    }

    /// What a file tells of that did not come is untouched, whatever other files tell of the same.
    pub(super) fn untouched(&mut self, diffs: &mut Group<'_>) {
        if self.reader.mapping.is_none() {
            return;
        }
        let absent = self.reader.absent(self.previous.iter().map(|file| file.name.as_str()));
        let mut untouched: Vec<Entity> = absent.into_iter().flat_map(|(_, entities)| entities).collect();
        untouched.extend(&self.reader.missing);
        for (entity, diff) in
            diffs.iter_mut().filter(|(entity, diff)| untouched.contains(entity) && diff.present)
        {
            diff.bulk_complete = false;
            if self.reader.is_referred_to(*entity) {
                self.reader.targets.know(*entity, diff.key_set(false));
            }
        }
    }

    /// Says which files came before and did not come now.
    pub(super) fn absent_files(&self, sink: &mut dyn FindingSink) {
        for (name, _) in self.reader.absent(self.previous.iter().map(|file| file.name.as_str())) {
            let rule = &rules::absent_file::RULE;
            sink.find(Finding {
                rule,
                severity: self.reader.strictness().severity(rule),
                file: name.into(),
                entity: None,
                line: None,
                column: None,
                field: None,
                record: None,
                message: "the file came before and did not come now; what it held stays as it is".to_owned(),
            });
        }
    }
}

fn feeds(entity: Entity, target: Target, kind: Kind) -> Feeds {
    match (target, kind) {
        (Target::UserRole, _) => Feeds::Role,
        (Target::UserOrgs, _) => Feeds::School,
        (Target::Field(0), _) => Feeds::Key,
        (Target::Field(at), _) if entity.fields()[at].name == "role" => Feeds::Role,
        (Target::Field(_), Kind::Ref(Entity::Orgs)) => Feeds::School,
        _ => Feeds::RequiredField,
    }
}
