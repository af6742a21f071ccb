//! Files that a mapping describes: which records their rows become, and what of them is missing.

use std::io;
use std::sync::Arc;

use super::contents::Part;
use super::delivery::{FindingSink, Reader, Step};
use super::open::{Naming, Opened};
use super::own::OwnPlan;
use super::package::about;
use super::plan::{Circumstances, FieldPlan, FilePlan, MappedPlan};
use super::rows::{BlockOut, Place};
use super::set::base_name;
use crate::diff::{FileSummary, is_from};
use crate::finding::{Finding, Severity};
use crate::formats::{Column, FileMode, FileSpec, Spec, Target};
use crate::mapping::bind::{At, Binding, Grave, Names, Table, Trouble, matches_pattern, named, show};
use crate::mapping::drift::{self, Drift, Headers};
use crate::mapping::{
    FieldMapping, FieldTarget, FileMapping, HeaderRow, Lookup, Mapping, Need, Parts, RecordMapping, Repeats,
    Source, Step as ValueStep, Value, Write,
};
use crate::model::{Entity, Kind};
use crate::rules;
use crate::table::{Header, Options, RowReader};

/// Which record of a mapping is made of a file's rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Maker {
    pub(crate) file: usize,
    pub(crate) record: usize,
    /// Whether it is the first that is made of the file.
    pub(crate) leads: bool,
}

/// Words that a mapped user's role may be: those of both versions.
const ROLES: &[&str] = &[
    "administrator",
    "aide",
    "counselor",
    "districtAdministrator",
    "guardian",
    "parent",
    "principal",
    "proctor",
    "relative",
    "siteAdministrator",
    "student",
    "systemAdministrator",
    "teacher",
];

/// Rows of a file that lookups go through; more are no table of codes.
const MOST_LOOKED_UP: usize = 4_000_000;

/// How people know the file of an entity.
pub(super) fn name_of(mapping: &Mapping, entity: Entity) -> Option<String> {
    let makes = |file: &&FileMapping| file.records.iter().any(|record| record.entity == entity);
    mapping.files.iter().find(makes).map(|file| file.pattern.clone())
}

/// A record's mapping as the specification of a file that has one column for each field.
fn spec(record: &RecordMapping) -> FileSpec {
    let columns = record.fields.iter().map(|field| column(record.entity, &field.target, &field.value));
    FileSpec { name: record.entity.name(), entity: record.entity, columns: columns.collect(), minimum: false }
}

fn column(entity: Entity, target: &FieldTarget, value: &Value) -> Column {
    let (name, kind, required, target) = match target {
        FieldTarget::Field(at) => {
            let field = &entity.fields()[*at];
            let target = if field.stored { Target::Field(*at) } else { Target::Unkept };
            (field.name, field.kind, field.required, target)
        }
        FieldTarget::UserRole => ("role", Kind::Enum(ROLES), true, Target::UserRole),
        FieldTarget::UserOrgs => ("orgSourcedIds", Kind::RefList(Entity::Orgs), true, Target::UserOrgs),
        FieldTarget::Status => ("status", Kind::Text, false, Target::Status),
        FieldTarget::Own(_) => ("metadata", Kind::Text, false, Target::Unkept),
    };
    let mut columns = Vec::new();
    named(value, &mut columns);
    let shown = match columns.as_slice() {
        [one] => show(one),
        _ => name.to_owned(),
    };
    Column { name: shown.into(), kind, required, target }
}

impl Reader<'_> {
    /// Plans which files are read for which records; reports what does not come and what nobody asked for.
    pub(super) fn plan_mapped(&mut self, mapping: &Mapping, sink: &mut dyn FindingSink) -> io::Result<()> {
        let strictness = self.options.strictness;
        let mut taken: Vec<(usize, usize)> = Vec::new();
        let mut seen: Vec<String> = Vec::new();
        for (index, part) in self.contents.iter().enumerate() {
            let base = base_name(part.name());
            let mut say = |rule, message| sink.find(about(part.name(), strictness, rule, message));
            if seen.iter().any(|name| name.eq_ignore_ascii_case(base)) {
                say(&rules::duplicate_file::RULE, format!("{base} came twice; the first is used"));
                continue;
            }
            seen.push(base.to_owned());
            match mapping.files.iter().position(|file| matches_pattern(&file.pattern, base)) {
                Some(file) => taken.push((file, index)),
                None if is_looked_through(mapping, base) => {}
                None => say(
                    &rules::unknown_file::RULE,
                    format!("\"{}\" has no file of this name; it is not read", mapping.name),
                ),
            }
        }
        for (at, file) in mapping.files.iter().enumerate() {
            let parts: Vec<usize> =
                taken.iter().filter(|(file, _)| *file == at).map(|(_, part)| *part).collect();
            let many = parts.len() > 1 && file.parts == Parts::One;
            if many {
                let names: Vec<&str> =
                    parts.iter().map(|part| base_name(self.contents.get(*part).name())).collect();
                let message = format!(
                    "{} files fit this name, and the mapping expects one: {}; none is read",
                    names.len(),
                    names[..names.len().min(5)].join(", ")
                );
                sink.find(about(&file.pattern, strictness, &rules::ambiguous_file::RULE, message));
                self.missing.extend(file.records.iter().flat_map(entities_of));
                continue;
            }
            for part in &parts {
                self.steps.extend(self.steps_of(at, (file, *part)));
            }
            if parts.is_empty() && file.need == Need::Required {
                let message = "the mapping needs the file, but it did not come".to_owned();
                sink.find(about(&file.pattern, strictness, &rules::missing_file::RULE, message));
                self.missing.extend(file.records.iter().flat_map(entities_of));
            }
        }
        self.missing.sort_unstable();
        self.missing.dedup();
        self.steps.sort_by_key(|step| step.spec.entity);
        self.look_up(mapping)
    }

    fn steps_of(&self, file: usize, (mapping, index): (&FileMapping, usize)) -> Vec<Step> {
        let step = |(record, made): (usize, &RecordMapping)| Step {
            spec: Spec::Made(Arc::new(spec(made))),
            index,
            name: self.contents.get(index).name().into(),
            mode: FileMode::Bulk,
            maker: Some(Maker { file, record, leads: record == 0 }),
        };
        mapping.records.iter().enumerate().map(step).collect()
    }

    /// Reads the files that lookups go through.
    fn look_up(&mut self, mapping: &Mapping) -> io::Result<()> {
        let values = mapping.files.iter().flat_map(|f| &f.records).flat_map(|r| &r.fields).map(|f| &f.value);
        let mut wanted = Vec::new();
        values.for_each(|value| lookups_of(value, &mut wanted));
        for lookup in wanted {
            if self.lookups.has(lookup) {
                continue;
            }
            let mut table = None;
            for part in
                self.contents.iter().filter(|part| matches_pattern(&lookup.file, base_name(part.name())))
            {
                let table = table.get_or_insert_with(Table::default);
                read_lookup(self.open_part(part, reading_of(mapping, part))?, lookup, table)?;
            }
            if let Some(table) = table {
                self.lookups.keep(lookup.clone(), table);
            }
        }
        Ok(())
    }

    /// Opens the file of a step under the names that its columns go by.
    pub(super) fn opened(&self, step: &Step) -> io::Result<Opened> {
        let part = self.contents.get(step.index);
        match (&self.mapping, step.maker) {
            (Some(mapping), Some(maker)) => self.open_part(part, mapping.files.get(maker.file)),
            _ => super::open::open_as(part, &step.spec),
        }
    }

    fn open_part(&self, part: &Part<'_>, file: Option<&FileMapping>) -> io::Result<Opened> {
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

    fn made(&self, maker: Maker) -> Option<(&FileMapping, &RecordMapping)> {
        let file = self.mapping.as_ref()?.files.get(maker.file)?;
        Some((file, file.records.get(maker.record)?))
    }

    /// Ties a record's mapping to a file.
    pub(super) fn mapped_plan(
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
        let own = |(field, at): (&FieldMapping, &At)| match &field.target {
            FieldTarget::Own(name) => Some(OwnPlan { name: name.as_str().into(), column: at.column() }),
            FieldTarget::Field(_) | FieldTarget::UserRole | FieldTarget::UserOrgs | FieldTarget::Status => {
                None
            }
        };
        plan.own = record.fields.iter().zip(&binding.at).filter_map(own).collect();
        plan.mapped = Some(MappedPlan { binding: Arc::new(binding), leads: maker.leads });
        plan
    }

    /// Reports columns without which there is no record.
    pub(super) fn check_mapped(&self, maker: Maker, plan: &FilePlan, sink: &mut dyn FindingSink) {
        let (Some((_, record)), Some(mapped)) = (self.made(maker), &plan.mapped) else { return };
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

    /// What has changed in the header of a mapped file, which is told once for all that is made of it.
    pub(crate) fn drift(&self, step: usize, before: Option<&[String]>, now: &[String]) -> Option<Drift> {
        let maker = self.steps[step].maker.filter(|maker| maker.leads)?;
        let (file, _) = self.made(maker)?;
        Some(drift::judge(file, base_name(&self.steps[step].name), Headers { before, now }))
    }

    /// A mapped file, the names of its columns, and which of them the mapping names; `None` for any other.
    pub(super) fn look_mapped(
        &self,
        index: usize,
    ) -> io::Result<Option<(crate::table::Table, Vec<String>, Vec<bool>)>> {
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

    /// Looks ahead for what rows of mapped files say of each other.
    pub(super) fn mapped_ahead(
        &self,
        step: &Step,
        stored: &mut dyn super::StoredBefore,
    ) -> io::Result<super::prescan::Ahead> {
        let mut ahead = super::prescan::Ahead::default();
        let own = |kind: Kind| matches!(kind, Kind::Ref(to) | Kind::RefList(to) if to == step.spec.entity);
        if !step.spec.columns.iter().any(|column| own(column.kind)) {
            return Ok(ahead);
        }
        let mut seen = super::prescan::Own { whole: true, ..super::prescan::Own::default() };
        for other in self.steps.iter().filter(|other| other.spec.entity == step.spec.entity) {
            self.scan(other, &mut seen, &mut ahead)?;
        }
        if !seen.whole {
            seen.keys.take_in(stored.keys());
            ahead.people = std::mem::take(&mut ahead.people).or_before(stored.people()?);
        }
        ahead.circular = rules::circular_parent::circles(&seen.parents);
        ahead.own = Some(seen.keys);
        Ok(ahead)
    }

    fn scan(
        &self,
        step: &Step,
        seen: &mut super::prescan::Own,
        ahead: &mut super::prescan::Ahead,
    ) -> io::Result<()> {
        let Some(maker) = step.maker else { return Ok(()) };
        let Opened { mut table, header, .. } = self.opened(step)?;
        let around = Circumstances {
            file: step.name.clone(),
            strictness: self.options.strictness,
            version: crate::formats::Version::V12,
            mode: step.mode,
            targets: &super::references::Targets::default(),
            ahead: Arc::default(),
        };
        let plan = self.mapped_plan(step, maker, (&header, table.layout().width), around);
        let mut reader = RowReader::new();
        while let Some(block) = table.next_block()? {
            let mut rows = reader.rows(&block);
            while let Some(row) = rows.next() {
                super::row::with_fields(&row, &plan, |fields| {
                    super::prescan::note(fields, &plan, seen, &mut ahead.people);
                });
            }
        }
        let end = table.end();
        seen.whole &= end.complete && end.unreadable_rows == 0;
        Ok(())
    }

    /// Whether several rows of a file may tell of one record.
    pub(crate) fn repeats(&self, step: usize) -> Repeats {
        let made = self.steps[step].maker.and_then(|maker| self.made(maker));
        made.map_or(Repeats::Unexpected, |(_, record)| record.repeats)
    }

    /// Fields of a file's records that do not always count.
    pub(crate) fn writes(&self, step: usize) -> Vec<(usize, Write)> {
        let Some((_, record)) = self.steps[step].maker.and_then(|maker| self.made(maker)) else {
            return Vec::new();
        };
        let fields = record.fields.iter().filter(|field| field.write != Write::Always);
        let write = |field: &FieldMapping| match field.target {
            FieldTarget::Field(at) => Some((at, field.write)),
            FieldTarget::UserRole | FieldTarget::UserOrgs | FieldTarget::Status | FieldTarget::Own(_) => None,
        };
        fields.filter_map(write).collect()
    }

    /// Whether no later file tells of an entity.
    pub(crate) fn is_last_of(&self, entity: Entity, step: usize) -> bool {
        let tells = |step: &Step| step.spec.entity == entity || is_from(entity, &step.spec);
        !self.steps[step + 1..].iter().any(tells)
    }

    /// Whether records of an entity are made of users' rows.
    pub(crate) fn is_derived(&self, entity: Entity) -> bool {
        match (&self.mapping, self.format) {
            (Some(_), _) => self.steps.iter().any(|step| is_from(entity, &step.spec)),
            (None, Some(format)) => format.file_of(Entity::Users).is_some_and(|spec| is_from(entity, spec)),
            (None, None) => false,
        }
    }

    /// Whether users name the people around them.
    pub(crate) fn has_agents(&self, files: &[FileSummary]) -> bool {
        if self.mapping.is_some() {
            return self.is_derived(Entity::Relationships);
        }
        let users = files.iter().find(|f| base_name(&f.name).eq_ignore_ascii_case("users.csv"));
        users.is_some_and(|f| f.columns.iter().any(|c| c.eq_ignore_ascii_case("agentSourcedIds")))
    }

    /// Files that came before and did not come now, with the entities that are untouched for that.
    pub(crate) fn absent<'n>(&self, before: impl Iterator<Item = &'n str>) -> Vec<(&'n str, Vec<Entity>)> {
        let Some(mapping) = &self.mapping else { return Vec::new() };
        let mut absent = Vec::new();
        for name in before {
            let fits = |file: &FileMapping| matches_pattern(&file.pattern, name);
            let Some(at) = mapping.files.iter().position(fits) else { continue };
            let file = &mapping.files[at];
            let mut here = self.steps.iter().filter(|step| step.maker.is_some_and(|maker| maker.file == at));
            let is_here = match file.parts {
                Parts::One => here.next().is_some(),
                Parts::Many => here.any(|step| undated(base_name(&step.name)) == undated(name)),
            };
            if !is_here {
                absent.push((name, file.records.iter().flat_map(entities_of).collect()));
            }
        }
        absent
    }
}

/// A file's name without what may be a date, which differs from night to night.
fn undated(name: &str) -> String {
    const DATE: usize = 6;
    let (mut plain, mut digits) = (String::new(), String::new());
    for c in name.chars().flat_map(char::to_lowercase).chain(['\0']) {
        if c.is_ascii_digit() || (matches!(c, '-' | '_' | '.') && !digits.is_empty()) {
            digits.push(c);
            continue;
        }
        let is_date = digits.bytes().filter(u8::is_ascii_digit).count() >= DATE;
        plain.push_str(if is_date { "#" } else { &digits });
        digits.clear();
        plain.push(c);
    }
    plain
}

/// The entities that a record's mapping makes records of.
fn entities_of(record: &RecordMapping) -> Vec<Entity> {
    let mut entities = vec![record.entity];
    if record.fields.iter().any(|field| field.target == FieldTarget::UserRole) {
        entities.push(Entity::Roles);
    }
    entities
}

fn is_looked_through(mapping: &Mapping, base: &str) -> bool {
    let mut wanted = Vec::new();
    let values = mapping.files.iter().flat_map(|f| &f.records).flat_map(|r| &r.fields).map(|f| &f.value);
    values.for_each(|value| lookups_of(value, &mut wanted));
    wanted.iter().any(|lookup| matches_pattern(&lookup.file, base))
}

fn reading_of<'m>(mapping: &'m Mapping, part: &Part<'_>) -> Option<&'m FileMapping> {
    mapping.files.iter().find(|file| matches_pattern(&file.pattern, base_name(part.name())))
}

fn lookups_of<'v>(value: &'v Value, found: &mut Vec<&'v Lookup>) {
    found.extend(value.steps.iter().filter_map(|step| match step {
        ValueStep::Through(lookup) => Some(lookup),
        _ => None,
    }));
    if let Source::First(values) | Source::Join { values, .. } = &value.source {
        values.iter().for_each(|value| lookups_of(value, found));
    }
}

/// The first row of a value counts.
fn read_lookup(file: Opened, lookup: &Lookup, table: &mut Table) -> io::Result<()> {
    let Opened { table: mut rows_of, header, .. } = file;
    let names = Names::new(&header, rows_of.layout().width);
    let (Some(from), Some(to)) = (names.find(&lookup.matches), names.find(&lookup.take)) else {
        return Ok(());
    };
    let mut reader = RowReader::new();
    while let Some(block) = rows_of.next_block()? {
        let mut rows = reader.rows(&block);
        while let Some(row) = rows.next().filter(|_| table.len() < MOST_LOOKED_UP) {
            let (value, found) = (super::row::trimmed(row.get(from)), super::row::trimmed(row.get(to)));
            if !value.is_empty() && row.len() > from.max(to) {
                table.entry(value.into()).or_insert_with(|| found.into());
            }
        }
    }
    Ok(())
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

/// A value that could not be made; true if there is no record without it.
pub(super) fn troubled(trouble: Trouble, field: &FieldPlan, place: &Place<'_>, out: &mut BlockOut) -> bool {
    let mut found = finding(trouble, (field.column, &field.name), place);
    if field.field.essential {
        found.severity = Severity::Error;
    }
    let fatal = found.severity == Severity::Error;
    // A row that ends before an optional column says nothing of it, and was reported as short.
    if fatal || trouble != Trouble::CutOff {
        out.findings.push(found);
    }
    fatal
}

/// Why a value could not be made, as a finding. The value is not quoted: anything may stand in a column.
pub(super) fn finding(trouble: Trouble, at: (Option<usize>, &Arc<str>), place: &Place<'_>) -> Finding {
    let name = at.1;
    let graver = |grave: Grave, finding: Finding| match grave {
        Grave::Error => Finding { severity: Severity::Error, ..finding },
        Grave::Warning => finding,
    };
    match trouble {
        Trouble::CutOff => place.find(&rules::missing_value::RULE, at, format!("the row ends before {name}")),
        Trouble::UnknownCode(grave) => {
            let message = format!("the mapping has no answer for the code in {name}");
            graver(grave, place.find(&rules::unknown_code::RULE, at, message))
        }
        Trouble::NoDate => {
            let message = format!("the date in {name} fits no pattern of the mapping");
            place.find(&rules::unread_date::RULE, at, message)
        }
        Trouble::NoRow(grave) => {
            let message = format!("the other file has no row for the value in {name}");
            graver(grave, place.find(&rules::unmatched_lookup::RULE, at, message))
        }
    }
}
