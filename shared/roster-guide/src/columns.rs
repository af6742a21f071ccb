//! What a column of a format's file means: the field that it feeds, of OneRoster or of the operator's own.

use roster::formats::{Column, FileSpec, Format, Target};
use roster::mapping::{
    ColumnRef, FieldMapping, FieldTarget, FileMapping, Mapping, Piece, RecordMapping, Source, Value, fold,
};
use roster::model::{Entity, Field};
use roster::profile::{OwnField, Profile};

/// What a column feeds.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Feeds<'a> {
    /// A field of an entity.
    Field(Entity, &'static Field),
    /// An own field.
    Own(&'a OwnField),
    /// The role of a person.
    Role,
    /// The orgs of a person.
    Orgs,
    /// Whether the record is there.
    Status,
    /// When the exporter says that it changed.
    Modified,
    /// Nothing that is kept.
    Nothing,
}

/// A column and what it feeds, with the part of the mapping that says so.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Meaning<'a> {
    pub(crate) feeds: Feeds<'a>,
    pub(crate) by: Option<&'a FieldMapping>,
}

/// The file of a mapping that a file of its format is made of.
pub(crate) fn file_of<'m>(mapping: &'m Mapping, spec: &FileSpec) -> Option<&'m FileMapping> {
    mapping.files.iter().find(|file| file.usual_name().eq_ignore_ascii_case(spec.name))
}

/// What a column of a format feeds.
pub(crate) fn meaning<'a>(
    (spec, column): (&FileSpec, &Column),
    file: Option<&'a FileMapping>,
    profile: &'a Profile,
) -> Meaning<'a> {
    match file.and_then(|file| feeding(file, &column.name)) {
        Some((record, by)) => Meaning { feeds: feeds(record.entity, &by.target, profile), by: Some(by) },
        None => Meaning { feeds: known(spec, column), by: None },
    }
}

/// Whether what a column feeds is kept: an own field that the operator took away is not asked for.
pub(crate) fn is_wanted(meaning: &Meaning<'_>) -> bool {
    match meaning.by.map(|by| &by.target) {
        Some(FieldTarget::Own(_)) => matches!(meaning.feeds, Feeds::Own(_)),
        _ => true,
    }
}

fn feeds<'p>(entity: Entity, target: &FieldTarget, profile: &'p Profile) -> Feeds<'p> {
    match target {
        FieldTarget::Field(at) => Feeds::Field(entity, &entity.fields()[*at]),
        FieldTarget::UserRole => Feeds::Role,
        FieldTarget::UserOrgs => Feeds::Orgs,
        FieldTarget::Status => Feeds::Status,
        FieldTarget::Own(name) => profile.field(entity, name).map_or(Feeds::Nothing, Feeds::Own),
    }
}

fn known(spec: &FileSpec, column: &Column) -> Feeds<'static> {
    match column.target {
        Target::Field(at) => Feeds::Field(spec.entity, &spec.entity.fields()[at]),
        Target::Other(entity, at) => Feeds::Field(entity, &entity.fields()[at]),
        Target::Status => Feeds::Status,
        Target::Modified => Feeds::Modified,
        Target::UserRole => Feeds::Role,
        Target::UserOrgs => Feeds::Orgs,
        Target::Own => Feeds::Nothing,
        Target::Unkept => {
            let field = spec.entity.field(&column.name).map(|at| &spec.entity.fields()[at]);
            field.map_or(Feeds::Nothing, |field| Feeds::Field(spec.entity, field))
        }
    }
}

/// The first field that a column feeds; one that it feeds alone counts before one of several columns.
fn feeding<'m>(file: &'m FileMapping, column: &str) -> Option<(&'m RecordMapping, &'m FieldMapping)> {
    let all = || file.records.iter().flat_map(|record| record.fields.iter().map(move |by| (record, by)));
    let alone = |(_, by): &(_, &FieldMapping)| is_column(&by.value, column);
    all().find(alone).or_else(|| all().find(|(_, by)| names(&by.value, column)))
}

fn is_column(value: &Value, column: &str) -> bool {
    matches!(&value.source, Source::Column(all) if all.iter().any(|one| is(one, column)))
}

fn names(value: &Value, column: &str) -> bool {
    match &value.source {
        Source::Column(all) => all.iter().any(|one| is(one, column)),
        Source::Template(pieces) => {
            pieces.iter().any(|piece| matches!(piece, Piece::Column(one) if is(one, column)))
        }
        Source::First(values) | Source::Join { values, .. } => {
            values.iter().any(|value| names(value, column))
        }
        Source::Constant(_) => false,
    }
}

fn is(one: &ColumnRef, column: &str) -> bool {
    matches!(one, ColumnRef::Name(name) if fold(name) == fold(column))
}

/// The files of a format whose rows are records of an entity.
pub(crate) fn files_with(format: &Format, entity: Entity) -> Vec<&'static str> {
    let first = (format.files)().iter().filter(|file| file.entity == entity);
    first.map(|file| file.name).collect()
}
