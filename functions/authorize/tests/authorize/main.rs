//! The function as Transfer Family calls it.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod events;
mod secrets;
mod sessions;
mod support;
