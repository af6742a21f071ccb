//! The adapters against peers that answer as a test says.

#[path = "../support/mod.rs"]
mod support;

mod peer;
mod queue;
mod secrets;
mod sessions;
mod stack;
