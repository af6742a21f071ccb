//! Which columns of a file a mapping makes use of.

use std::collections::BTreeSet;

use roster::mapping::{ColumnRef, FileMapping, Piece, Source, Value};

/// The columns that stand in any value or condition of a file.
pub(crate) fn columns(file: &FileMapping) -> BTreeSet<ColumnRef> {
    let mut found = BTreeSet::new();
    for record in &file.records {
        found.extend(record.only.iter().map(|condition| condition.column.clone()));
        record.fields.iter().for_each(|field| of_value(&field.value, &mut found));
    }
    found
}

fn of_value(value: &Value, found: &mut BTreeSet<ColumnRef>) {
    match &value.source {
        Source::Column(columns) => found.extend(columns.iter().cloned()),
        Source::Constant(_) => {}
        Source::Template(pieces) => {
            let columns = pieces.iter().filter_map(|piece| match piece {
                Piece::Column(column) => Some(column.clone()),
                Piece::Text(_) => None,
            });
            found.extend(columns);
        }
        Source::First(values) | Source::Join { values, .. } => {
            values.iter().for_each(|value| of_value(value, found));
        }
    }
}
