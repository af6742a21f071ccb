//! Formats that are mapping documents: their files and columns, and which files look like them.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Column, FileSpec, Sniff, Target};
use crate::mapping::bind::{Names, fold, matches_pattern, named};
use crate::mapping::{
    ColumnRef, FieldMapping, FieldTarget, FileMapping, Mapping, Need, Piece, RecordMapping, Source, Step,
    Value,
};
use crate::model::{Entity, Kind};

/// Reads the document of a built-in format.
pub(super) fn read(json: &str) -> Arc<Mapping> {
    Arc::new(Mapping::from_json(json).expect("a test reads the document of every built-in format"))
}

/// The files that a mapping reads, with the columns that it names, in its order.
pub(super) fn files(mapping: &'static Mapping) -> Vec<FileSpec> {
    mapping.files.iter().filter(|file| !file.records.is_empty()).map(spec).collect()
}

fn spec(file: &'static FileMapping) -> FileSpec {
    let entity = file.records[0].entity;
    let mut columns: Vec<Column> = Vec::new();
    for record in &file.records {
        record.fields.iter().for_each(|field| add(field, (record, entity), &mut columns));
    }
    for column in &file.ignore {
        put(column, (Kind::Text, Target::Unkept, false), &mut columns);
    }
    FileSpec { name: file.usual_name(), entity, columns, minimum: file.need == Need::Required }
}

/// Adds the columns that a field is made of.
fn add(field: &FieldMapping, (record, of): (&RecordMapping, Entity), columns: &mut Vec<Column>) {
    let value = &field.value;
    let mut names = Vec::new();
    first_named(value, &mut names);
    let required = record.only.is_empty() && value.default.is_none() && is_required(record.entity, field);
    let target = target(field, (record.entity, of));
    let kind = kind(record.entity, field);
    // What is looked up elsewhere, or stands in for a blank, is demanded nowhere.
    let demanded = matches!(value.source, Source::Column(_) | Source::Template(_));
    for name in names {
        put(name, (kind, target, required && demanded), columns);
    }
}

fn put(column: &ColumnRef, (kind, target, required): (Kind, Target, bool), columns: &mut Vec<Column>) {
    let ColumnRef::Name(name) = column else { return };
    match columns.iter_mut().find(|known| fold(&known.name) == fold(name)) {
        Some(known) => known.required |= required,
        None => columns.push(Column { name: name.as_str().into(), kind, required, target }),
    }
}

/// The columns of a value; of several names for one column, the first.
fn first_named<'v>(value: &'v Value, found: &mut Vec<&'v ColumnRef>) {
    match &value.source {
        Source::Column(columns) => found.extend(columns.first()),
        Source::First(values) | Source::Join { values, .. } => {
            values.iter().for_each(|value| first_named(value, found));
        }
        Source::Template(_) | Source::Constant(_) => named(value, found),
    }
}

fn is_required(entity: Entity, field: &FieldMapping) -> bool {
    match &field.target {
        FieldTarget::Field(at) => entity.fields()[*at].required,
        FieldTarget::UserRole | FieldTarget::UserOrgs => true,
        FieldTarget::Status | FieldTarget::Own(_) => false,
    }
}

fn target(field: &FieldMapping, (entity, of): (Entity, Entity)) -> Target {
    match &field.target {
        FieldTarget::Field(at) if entity == of => Target::Field(*at),
        FieldTarget::Field(at) => Target::Other(entity, *at),
        FieldTarget::UserRole => Target::UserRole,
        FieldTarget::UserOrgs => Target::UserOrgs,
        FieldTarget::Status => Target::Status,
        FieldTarget::Own(_) => Target::Own,
    }
}

/// What stands in the columns of a field, where it is not translated first.
fn kind(entity: Entity, field: &FieldMapping) -> Kind {
    let kind = match &field.target {
        FieldTarget::Field(at) => entity.fields()[*at].kind,
        FieldTarget::UserOrgs => Kind::RefList(Entity::Orgs),
        FieldTarget::UserRole | FieldTarget::Status | FieldTarget::Own(_) => Kind::Text,
    };
    let plain = match &field.value.source {
        Source::Column(_) => true,
        Source::Template(pieces) => pieces.iter().filter(|p| matches!(p, Piece::Column(_))).count() == 1,
        Source::First(_) | Source::Join { .. } | Source::Constant(_) => false,
    };
    let keeps = |step: &Step| !matches!(step, Step::Codes(_) | Step::Through(_) | Step::Date(_));
    match plain && field.value.steps.iter().all(keeps) {
        true => kind,
        false => Kind::Text,
    }
}

/// By which columns a file is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// Those without which there is no record: their names are found nowhere else.
    Essential,
    /// Those that must have a value, because others have essential columns of the same names.
    Required,
}

/// How many kinds of file of the mapping there are with these columns, and how many with the name alone.
pub(super) fn fitting(mapping: &Mapping, sign: Sign, sniffs: &[Sniff]) -> (usize, usize) {
    let (mut fit, mut misfit) = (BTreeSet::new(), BTreeSet::new());
    for sniff in sniffs {
        let named = |file: &&FileMapping| matches_pattern(&file.pattern, &sniff.name);
        let Some(file) = mapping.files.iter().find(named) else { continue };
        match fits(file, sign, &sniff.header) {
            true => fit.insert(&file.pattern),
            false => misfit.insert(&file.pattern),
        };
    }
    (fit.len(), misfit.len())
}

/// Whether a header has what the first kind of record of a file is known by.
fn fits(file: &FileMapping, sign: Sign, header: &[String]) -> bool {
    let names = Names::new(header, header.len());
    let Some(record) = file.records.first() else { return false };
    let counts = |field: &&FieldMapping| match sign {
        Sign::Essential => is_essential(record.entity, field),
        Sign::Required => field.value.default.is_none() && is_required(record.entity, field),
    };
    record.fields.iter().filter(counts).all(|field| can_make(&field.value, &names))
}

fn is_essential(entity: Entity, field: &FieldMapping) -> bool {
    match &field.target {
        FieldTarget::Field(at) => entity.fields()[*at].essential,
        FieldTarget::UserRole | FieldTarget::UserOrgs => true,
        FieldTarget::Status | FieldTarget::Own(_) => false,
    }
}

fn can_make(value: &Value, names: &Names) -> bool {
    match &value.source {
        Source::Column(columns) => columns.iter().any(|column| names.find(column).is_some()),
        Source::Constant(_) => true,
        Source::Template(pieces) => pieces.iter().all(|piece| match piece {
            Piece::Column(column) => names.find(column).is_some(),
            Piece::Text(_) => true,
        }),
        Source::First(values) | Source::Join { values, .. } => {
            values.iter().any(|value| can_make(value, names))
        }
    }
}
