//! The two databases: `control` (settings, deliveries, runs, work) and `roster` (the company's copy).

mod control;
mod database;
mod delivery_log;
mod directory;
mod failure;
mod run_log;

pub use control::ControlDb;
