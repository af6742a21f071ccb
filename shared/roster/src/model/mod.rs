//! The schema as data: entities, their fields, and records.

mod entity;
mod field;
mod gradebook;
mod record;
mod rostering;

pub use entity::Entity;
pub use field::{Field, Kind};
pub use record::{Record, RecordBuilder};
pub(crate) use record::{Values, encode_value};
