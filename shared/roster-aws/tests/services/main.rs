//! The adapters against peers that answer as a test says.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod announcer;
mod lambda;
mod login;
mod peer;
mod queue;
mod secrets;
mod sessions;
mod stack;
#[path = "../support/mod.rs"]
mod support;
