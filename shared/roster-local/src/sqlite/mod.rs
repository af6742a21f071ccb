//! The two databases: `control` (settings, deliveries, runs, work) and `roster` (the company's copy).

mod attempts;
mod control;
mod database;
mod delivery_log;
mod directory;
mod failure;
mod pinned;
mod pull_log;
mod queue;
mod roster;
mod row;
mod run_log;
mod views;

pub use control::ControlDb;
pub(crate) use pinned::Pinned;
pub use roster::RosterDb;
