//! A mapped file opened, and its records' mappings tied to its header.

use std::io;
use std::sync::Arc;

use super::super::contents::Part;
use super::super::delivery::{FindingSink, Reader, Step};
use super::super::open::{Naming, Opened};
use super::super::own::OwnPlan;
use super::super::package::about;
use super::super::plan::{Circumstances, FilePlan, MappedPlan};
use super::super::set::base_name;
use super::Maker;
use super::lookups::lookups_of;
use crate::finding::{Finding, Severity};
use crate::mapping::bind::{At, Binding, Names, matches_pattern, named, show};
use crate::mapping::{FieldMapping, FieldTarget, FileMapping, HeaderRow, RecordMapping};
use crate::model::Entity;
use crate::rules;
use crate::table::{Header, Options};

/// A file, the names of its columns, and which of them the mapping names.
type LookedAt = (crate::table::Table, Vec<String>, Vec<bool>);

impl Reader<'_> {
    /// Opens the file of a step under the names that its columns go by.
    pub(in crate::read) fn opened(&self, step: &Step) -> io::Result<Opened> {
        let part = self.contents.get(step.index);
        match (&self.mapping, step.maker) {
            (Some(mapping), Some(maker)) => self.open_part(part, mapping.files.get(maker.file)),
            _ => super::super::open::open_as(part, &step.spec),
        }
    }

    pub(super) fn open_part(&self, part: &Part<'_>, file: Option<&FileMapping>) -> io::Result<Opened> {
        let reading = file.map(|file| file.reading.clone()).unwrap_or_default();
        let header = match reading.header {
            HeaderRow::Present => Header::Present,
            HeaderRow::Absent => Header::Absent,
        };
        let options = Options {
            encoding: reading.encoding,
            delimiter: reading.delimiter,
            header,
            ..Options::default()
        };
        let table = crate::table::Table::open(part.open()?, options)?;
        let header = match reading.header {
            HeaderRow::Present => table.layout().header.clone(),
            HeaderRow::Absent => (1..=table.layout().width).map(|place| format!("column {place}")).collect(),
        };
        Ok(Opened { table, header, naming: Naming::Header })
    }

    pub(super) fn made(&self, maker: Maker) -> Option<(&FileMapping, &RecordMapping)> {
        let file = self.mapping.as_ref()?.files.get(maker.file)?;
        Some((file, file.records.get(maker.record)?))
    }

    /// Ties a record's mapping to a file.
    pub(in crate::read) fn mapped_plan(
        &self,
        step: &Step,
        maker: Maker,
        (header, width): (&[String], usize),
        around: Circumstances<'_>,
    ) -> FilePlan {
        let Some((file, record)) = self.made(maker) else { return FilePlan::tied(&step.spec, &[], around) };
        let binding = Binding::new(file, record, &Names::new(header, width), &self.lookups);
        let at: Vec<Option<usize>> = binding.at.iter().map(|at| at.column()).collect();
        let mut plan = FilePlan::tied(&step.spec, &at, around);
        let named = record.fields.iter().zip(&binding.at).filter_map(own);
        plan.own = OwnPlan::named((&self.options.profile, record.entity), named);
        plan.mapped = Some(MappedPlan {
            binding: Arc::new(binding),
            leads: maker.leads,
            is_main: maker.record == 0,
            path: format!("files[{}].records[{}]", maker.file, maker.record),
            names: record.fields.iter().map(|field| name_of(record.entity, &field.target)).collect(),
        });
        plan
    }

    /// Reports columns without which there is no record.
    pub(in crate::read) fn check_mapped(&self, maker: Maker, plan: &FilePlan, sink: &mut dyn FindingSink) {
        let (Some((_, record)), Some(mapped)) = (self.made(maker), &plan.mapped) else { return };
        if mapped.is_idle() {
            return;
        }
        for (field, at) in record.fields.iter().zip(&mapped.binding.at) {
            let essential = match &field.target {
                FieldTarget::Field(at) => record.entity.fields()[*at].essential,
                FieldTarget::UserRole | FieldTarget::UserOrgs => true,
                FieldTarget::Status | FieldTarget::Own(_) => false,
            };
            if essential && *at == At::Absent {
                let mut columns = Vec::new();
                named(&field.value, &mut columns);
                let columns: Vec<String> = columns.into_iter().map(show).collect();
                sink.find(lost(&columns.join(", "), plan));
            }
        }
    }

    /// A mapped file, the names of its columns, and which of them the mapping names; `None` for any other.
    pub(in crate::read) fn look_mapped(&self, index: usize) -> io::Result<Option<LookedAt>> {
        let Some(mapping) = &self.mapping else { return Ok(None) };
        let part = self.contents.get(index);
        let base = base_name(part.name());
        let Some(file) = mapping.files.iter().find(|file| matches_pattern(&file.pattern, base)) else {
            return Ok(None);
        };
        let Opened { table, header, .. } = self.open_part(part, Some(file))?;
        let names = Names::new(&header, table.layout().width);
        let mut used = vec![false; header.len()];
        let mut columns = Vec::new();
        for record in &file.records {
            columns.extend(file.only.iter().chain(&record.only).map(|condition| &condition.column));
            record.fields.iter().for_each(|field| named(&field.value, &mut columns));
        }
        let mut looked = Vec::new();
        let values = mapping.files.iter().flat_map(|f| &f.records).flat_map(|r| &r.fields).map(|f| &f.value);
        values.for_each(|value| lookups_of(value, &mut looked));
        let through = looked.iter().filter(|lookup| matches_pattern(&lookup.file, base));
        columns.extend(through.flat_map(|lookup| [&lookup.matches, &lookup.take]));
        for at in columns.into_iter().filter_map(|column| names.find(column)) {
            used.iter_mut().skip(at).take(1).for_each(|used| *used = true);
        }
        Ok(Some((table, header, used)))
    }
}

fn lost(columns: &str, plan: &FilePlan) -> Finding {
    let rule = &rules::missing_column::RULE;
    let message =
        format!("the column {columns} is not there; without it there is no record of {}", plan.entity);
    Finding {
        severity: Severity::Error,
        entity: Some(plan.entity),
        field: Some(columns.into()),
        line: Some(1),
        ..about(&plan.file, plan.strictness, rule, message)
    }
}

/// An own field, and where it comes from.
fn own<'m>((field, at): (&'m FieldMapping, &At)) -> Option<(&'m str, Option<usize>)> {
    match &field.target {
        FieldTarget::Own(name) => Some((name.as_str(), at.column())),
        FieldTarget::Field(_) | FieldTarget::UserRole | FieldTarget::UserOrgs | FieldTarget::Status => None,
    }
}

/// A field as a mapping names it.
fn name_of(entity: Entity, target: &FieldTarget) -> String {
    match target {
        FieldTarget::Field(at) => entity.fields()[*at].name.to_owned(),
        FieldTarget::UserRole => "role".to_owned(),
        FieldTarget::UserOrgs => "orgSourcedIds".to_owned(),
        FieldTarget::Status => "status".to_owned(),
        FieldTarget::Own(name) => format!("metadata.{name}"),
    }
}
