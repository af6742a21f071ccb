//! When a connection's deliveries are planned and applied, and in what rhythm its files come.

mod days;
mod due;
mod length;
mod rhythm;
mod text;
mod zone;

pub use days::Days;
pub use due::Schedule;
pub use rhythm::{Rhythm, RhythmError, Standing};
pub use text::ScheduleError;
pub use zone::{UnknownZone, Zone};
