//! The adapters against peers that answer as a test says.

#[path = "../support/mod.rs"]
mod support;

mod announcer;
mod peer;
mod queue;
mod secrets;
mod sessions;
mod stack;
