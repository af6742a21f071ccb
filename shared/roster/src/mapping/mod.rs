//! Mapping documents: which columns of whatever an SIS writes feed which fields of which records.

pub(crate) mod bind;
mod document;
pub mod drift;
mod explain;
pub mod limits;
mod load;
mod nearest;
mod node;
mod pattern;
mod print;
mod schema;
mod template;
mod words;
mod write;

pub use bind::{fold, is_pattern, matches_pattern, parse_date};
pub use document::{
    Codes, ColumnRef, Columns, Condition, DatePattern, FieldMapping, FieldTarget, FileMapping, HeaderRow,
    Lookup, Mapping, Need, OpenLine, Other, Parts, Piece, Reading, RecordMapping, Repeats, Source, Step,
    Test, Value, Write,
};
pub use explain::explain;
pub use load::{MappingError, MappingErrors};
pub use schema::schema;

#[cfg(test)]
mod generated;
