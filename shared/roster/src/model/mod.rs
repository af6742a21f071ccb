//! The schema as data: entities, their fields, and records.

mod entity;
mod field;
mod gradebook;
mod own;
mod record;
mod rostering;

pub use entity::Entity;
pub use field::{Field, Kind};
pub(crate) use own::put_string;
pub use own::{OWN_PREFIX, OwnFields, OwnValues};
pub use record::{Differences, Record, RecordBuilder};
pub(crate) use record::{Values, encode_own, encode_value, own_of};
pub(crate) use rostering::SENT_ROLES;
