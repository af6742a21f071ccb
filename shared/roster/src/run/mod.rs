//! One pass over a delivery, as states and the events that move it.

mod event;
mod noop;
mod state;

pub use event::{Answer, Event};
pub use noop::{Asked, NoopKey};
pub use state::{Refused, State, UnknownState, Why};
