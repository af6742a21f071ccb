//! Columns that a mapping was fed by and that are no longer there.

use super::super::bind::{Names, fold, names_itself};
use super::super::{ColumnRef, FieldMapping, FieldTarget, FileMapping, Piece, RecordMapping, Source, Value};
use crate::brake::Feeds;
use crate::model::{Entity, Kind};

/// A column that is gone.
#[derive(Debug)]
pub(super) struct Loss<'m> {
    /// As the mapping names it.
    pub(super) column: &'m ColumnRef,
    /// What it fed, `entity.field`.
    pub(super) feeds: String,
    pub(super) entity: Entity,
    pub(super) weight: Weight,
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Weight {
    /// A person must look.
    Holds(Feeds),
    /// What is stored stays as it is.
    Light,
}

/// What a mapping loses between two headers of a file.
pub(super) fn losses<'m>(file: &'m FileMapping, (was, now): (&[String], &[String])) -> Vec<Loss<'m>> {
    let sight = Sight { was, then: Names::new(was, was.len()), now, names: Names::new(now, now.len()) };
    let mut found = Vec::new();
    for record in &file.records {
        for condition in file.only.iter().chain(&record.only) {
            if sight.is_lost(&condition.column) {
                let (weight, feeds) = (Weight::Holds(Feeds::Filter), record.entity.to_string());
                found.push(Loss { column: &condition.column, feeds, entity: record.entity, weight });
            }
        }
        for field in &record.fields {
            sight.field(record, field, &mut found);
        }
    }
    found
}

/// Two headers, and where columns are in them.
struct Sight<'h> {
    was: &'h [String],
    then: Names,
    now: &'h [String],
    names: Names,
}

impl Sight<'_> {
    fn field<'m>(&self, record: &'m RecordMapping, field: &'m FieldMapping, found: &mut Vec<Loss<'m>>) {
        let mut lost = Vec::new();
        self.lost(&field.value, &mut lost);
        if lost.is_empty() {
            return;
        }
        let weight = match feeds(record, &field.target) {
            // Of an ID that is made of several columns, none may be missing: it would be another ID.
            Some(feeds @ (Feeds::Key | Feeds::Role | Feeds::School)) => Weight::Holds(feeds),
            Some(feeds) if !self.can_make(&field.value) => Weight::Holds(feeds),
            Some(_) | None => Weight::Light,
        };
        let entity = record.entity;
        let feeds = format!("{entity}.{}", target(entity, &field.target));
        found.extend(lost.into_iter().map(|column| Loss { column, feeds: feeds.clone(), entity, weight }));
    }

    /// The columns of a value that were there and are not.
    fn lost<'m>(&self, value: &'m Value, found: &mut Vec<&'m ColumnRef>) {
        match &value.source {
            Source::Column(columns) => {
                let was = columns.iter().find(|column| self.then.find(column).is_some());
                found.extend(was.filter(|_| columns.iter().all(|column| self.is_absent(column))));
            }
            Source::Constant(_) => {}
            Source::Template(pieces) => found.extend(pieces.iter().filter_map(|piece| match piece {
                Piece::Column(column) => Some(column).filter(|column| self.is_lost(column)),
                Piece::Text(_) => None,
            })),
            Source::First(values) | Source::Join { values, .. } => {
                values.iter().for_each(|value| self.lost(value, found));
            }
        }
    }

    fn is_lost(&self, column: &ColumnRef) -> bool {
        self.then.find(column).is_some() && self.is_absent(column)
    }

    /// Not there, or another column stands at its place.
    fn is_absent(&self, column: &ColumnRef) -> bool {
        let Some(at) = self.names.find(column) else { return true };
        match column {
            ColumnRef::Name(_) => false,
            ColumnRef::Position(_) => {
                let other = |was: &String| self.now.get(at).is_none_or(|now| fold(now) != fold(was));
                self.was.get(at).is_some_and(other)
            }
        }
    }

    fn can_make(&self, value: &Value) -> bool {
        match &value.source {
            Source::Column(columns) => columns.iter().any(|column| !self.is_absent(column)),
            Source::Constant(_) => true,
            Source::Template(pieces) => pieces.iter().all(|piece| match piece {
                Piece::Column(column) => !self.is_absent(column),
                Piece::Text(_) => true,
            }),
            Source::First(values) | Source::Join { values, .. } => {
                values.iter().any(|value| self.can_make(value))
            }
        }
    }
}

/// What a field is needed for; `None` if a record can do without.
fn feeds(record: &RecordMapping, target: &FieldTarget) -> Option<Feeds> {
    let at = match target {
        FieldTarget::Field(at) => *at,
        FieldTarget::UserRole => return Some(Feeds::Role),
        FieldTarget::UserOrgs => return Some(Feeds::School),
        FieldTarget::Status | FieldTarget::Own(_) => return None,
    };
    let field = record.entity.fields().get(at)?;
    let has_id = record.fields.iter().any(|field| field.target == FieldTarget::Field(0));
    if at == 0 || !has_id && names_itself(record.entity).contains(&field.name) {
        return Some(Feeds::Key);
    }
    match (field.name, field.kind, field.required || field.essential) {
        ("role", _, _) => Some(Feeds::Role),
        (_, Kind::Ref(Entity::Orgs), true) => Some(Feeds::School),
        (_, _, true) => Some(Feeds::RequiredField),
        (_, _, false) => None,
    }
}

fn target(entity: Entity, target: &FieldTarget) -> String {
    match target {
        FieldTarget::Field(at) => entity.fields().get(*at).map_or_else(String::new, |f| f.name.to_owned()),
        FieldTarget::UserRole => "role".to_owned(),
        FieldTarget::UserOrgs => "orgSourcedIds".to_owned(),
        FieldTarget::Status => "status".to_owned(),
        FieldTarget::Own(name) => format!("metadata.{name}"),
    }
}
