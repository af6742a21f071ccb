//! The adapters against peers that answer as a test says.

mod announcer;
mod lambda;
mod login;
mod peer;
mod queue;
mod secrets;
mod sessions;
mod stack;
