//! What AWS calls, played without AWS: real messages through the handlers, over one machine's adapters.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up must stop")]

mod clouds;
mod costs;
mod district;
mod events;
mod hostile;
mod mapped;
mod moving;
mod nights;
mod post;
mod restoring;
mod stage;
