//! Files that a mapping describes: which records their rows become.

mod ahead;
mod asks;
mod lookups;
mod open;
mod trouble;

use std::io;
use std::sync::Arc;

use lookups::is_looked_through;
pub(super) use trouble::{finding, troubled};

use super::delivery::{FindingSink, Reader, Step};
use super::package::about;
use super::set::base_name;
use crate::formats::{Column, FileMode, FileSpec, Spec, Target};
use crate::mapping::bind::{matches_pattern, named, show};
use crate::mapping::{FieldTarget, FileMapping, Mapping, Need, Parts, RecordMapping, Value};
use crate::model::{Entity, Kind, SENT_ROLES};
use crate::rules;

/// Which record of a mapping is made of a file's rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Maker {
    pub(crate) file: usize,
    pub(crate) record: usize,
    /// Whether it is the first that is made of the file.
    pub(crate) leads: bool,
}

/// How people know the file of an entity.
pub(super) fn name_of(mapping: &Mapping, entity: Entity) -> Option<String> {
    let makes = |file: &&FileMapping| file.records.iter().any(|record| record.entity == entity);
    mapping.files.iter().find(makes).map(|file| file.usual_name().to_owned())
}

/// A record's mapping as the specification of a file that has one column for each field.
pub(super) fn spec(record: &RecordMapping) -> FileSpec {
    let columns = record.fields.iter().map(|field| column(record.entity, &field.target, &field.value));
    FileSpec { name: record.entity.name(), entity: record.entity, columns: columns.collect(), minimum: false }
}

fn column(entity: Entity, target: &FieldTarget, value: &Value) -> Column {
    let (name, kind, required, target) = match target {
        FieldTarget::Field(at) => {
            let field = &entity.fields()[*at];
            let target = if field.stored { Target::Field(*at) } else { Target::Unkept };
            // With a default, even a blank one, the mapping says what a blank means.
            let required = field.essential || field.required && value.default.is_none();
            (field.name, field.kind, required, target)
        }
        FieldTarget::UserRole => ("role", Kind::OpenEnum(SENT_ROLES), true, Target::UserRole),
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
                sink.find(about(file.usual_name(), strictness, &rules::ambiguous_file::RULE, message));
                self.missing.extend(file.records.iter().flat_map(entities_of));
                continue;
            }
            for part in &parts {
                self.steps.extend(self.steps_of(at, (file, *part)));
            }
            if parts.is_empty() && file.need == Need::Required {
                let message = "the mapping needs the file, but it did not come".to_owned();
                sink.find(about(file.usual_name(), strictness, &rules::missing_file::RULE, message));
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
        let came = |pattern: &String| {
            self.contents.iter().any(|part| matches_pattern(pattern, base_name(part.name())))
        };
        let made = |(_, made): &(usize, &RecordMapping)| !made.unless.as_ref().is_some_and(came);
        mapping.records.iter().enumerate().filter(made).map(step).collect()
    }
}

/// The entities that a record's mapping makes records of.
fn entities_of(record: &RecordMapping) -> Vec<Entity> {
    let mut entities = vec![record.entity];
    if record.fields.iter().any(|field| field.target == FieldTarget::UserRole) {
        entities.push(Entity::Roles);
    }
    entities
}
