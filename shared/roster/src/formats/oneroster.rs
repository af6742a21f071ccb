//! What both versions of OneRoster CSV share: how columns come from the schema.

use super::{Column, FileSpec, Manifest, Sniff, Target};
use crate::model::{Entity, Kind};

pub(super) const STATUS: &[&str] = &["active", "tobedeleted"];

/// A file whose columns are given by name, in order; `status` and `dateLastModified` follow `sourcedId`.
pub(super) fn file(entity: Entity, name: &'static str, minimum: bool, names: &[&str]) -> FileSpec {
    let mut columns: Vec<Column> = names.iter().map(|name| column(entity, name)).collect();
    let status =
        Column { name: "status".into(), kind: Kind::Enum(STATUS), required: false, target: Target::Status };
    let modified = Column {
        name: "dateLastModified".into(),
        kind: Kind::DateTime,
        required: false,
        target: Target::Modified,
    };
    columns.splice(1..1, [status, modified]);
    FileSpec { name, entity, columns, minimum }
}

fn column(entity: Entity, name: &str) -> Column {
    match entity.field(name) {
        Some(at) => {
            let field = &entity.fields()[at];
            let target = if field.stored { Target::Field(at) } else { Target::Unkept };
            Column { name: name.into(), kind: field.kind, required: field.required, target }
        }
        None => Column { name: name.into(), kind: Kind::Text, required: false, target: Target::Unkept },
    }
}

/// The names of an entity's fields that are columns of its file.
pub(super) fn field_names(entity: Entity) -> Vec<&'static str> {
    entity.fields().iter().filter(|f| f.in_file).map(|f| f.name).collect()
}

/// How many of a file's required columns a header has, as (found, required), in any case.
pub(super) fn required_found(spec: &FileSpec, header: &[String]) -> (usize, usize) {
    let required: Vec<_> = spec.columns.iter().filter(|c| c.required).collect();
    let has = |name: &str| header.iter().any(|h| h.eq_ignore_ascii_case(name));
    (required.iter().filter(|c| has(&c.name)).count(), required.len())
}

/// True when most files whose names the version knows carry most of its required columns.
pub(super) fn looks_like(files: &[FileSpec], sniffs: &[Sniff]) -> bool {
    sniffs.iter().any(|sniff| {
        let spec = files.iter().find(|f| f.name.eq_ignore_ascii_case(&sniff.name));
        spec.is_some_and(|spec| {
            let (found, required) = required_found(spec, &sniff.header);
            found >= 2 && found * 10 >= required * 6
        })
    })
}

/// The version a manifest names, if it names one that we read.
pub(super) fn declared(manifest: Option<&Manifest>) -> Option<&str> {
    manifest.and_then(|m| m.oneroster_version()).filter(|v| ["1.1", "1.2", "1.1.1", "1.2.1"].contains(v))
}

/// The header of a file by lower-case name.
pub(super) fn header<'a>(sniffs: &'a [Sniff], name: &str) -> Option<&'a [String]> {
    sniffs.iter().find(|s| s.name == name).map(|s| s.header.as_slice())
}

/// True when a header has a column, in any case.
pub(super) fn has(header: &[String], name: &str) -> bool {
    header.iter().any(|h| h.eq_ignore_ascii_case(name))
}
