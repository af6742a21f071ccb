//! The commands that need files and no data directory, run as people run them.

mod check;
mod diff;
#[path = "../outcome/mod.rs"]
mod outcome;
mod plain;
