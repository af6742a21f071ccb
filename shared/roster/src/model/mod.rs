//! The schema as data: entities, their fields, and records.

mod entity;
mod field;
mod gradebook;
mod own;
mod record;
mod rostering;

pub use entity::Entity;
pub use field::{Field, Kind};
pub use own::{OWN_PREFIX, OwnFields, OwnValues};
pub(crate) use own::{own_json, put_string};
pub use record::{Differences, Record, RecordBuilder};
pub(crate) use record::{Values, encode_value, own_of};
