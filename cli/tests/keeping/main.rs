//! The commands that need a data directory, with and without a running `serve`, run as people run them.

mod demo;
mod drill;
mod ids;
mod mappings;
mod nights;
#[path = "../outcome/mod.rs"]
mod outcome;
mod pulling;
mod server;
mod settings;
