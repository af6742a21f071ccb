//! Mappings of connections: kept in versions, tried on what came last before they count.

mod record;

pub use record::{MappingInUse, MappingVersion};
