//! Fields that other sources add to the people of a roster: a supplement never makes a person and never takes one away.
//!
//! Each person that a delivery has is looked up in the supplements' people by a *join* value, and what they say of the
//! person is filled in before anything is compared. So there is one stream of records, one difference, one brake.

mod fill;
mod join;
mod own;
mod people;
mod set;

pub(crate) use fill::Bare;
pub use fill::Supplied;
pub use join::{JoinBy, UnknownJoin};
pub use people::Overlay;
pub use set::Overlays;
pub(crate) use set::{Keep, Placed};
