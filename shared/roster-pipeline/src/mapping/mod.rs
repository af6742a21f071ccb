//! Mappings of connections: kept in versions, tried on what came last before they count.

mod keep;
mod record;
mod trial;

pub(crate) use keep::copy;
pub use keep::{in_use, read, save};
pub use record::{MappingInUse, MappingVersion};
pub use trial::{Tried, try_out};
