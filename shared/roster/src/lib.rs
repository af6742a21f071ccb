//! The domain of Rollcall: reading, checking, diffing and braking rosters.
//!
//! Pure: no clock, no files, no environment, no network. Bytes come in through `std::io::Read`, `now` is an argument.
//! Reading never fails for what a file holds: it yields records and [findings](finding::Finding).
#![warn(clippy::disallowed_methods)]

pub mod attachments;
pub mod brake;
pub mod calendar;
pub mod changes;
pub mod diff;
pub mod export;
pub mod finding;
pub mod formats;
pub mod generate;
pub mod identity;
pub mod mapping;
pub mod model;
pub mod overlay;
pub mod profile;
pub mod read;
pub mod report;
pub mod rules;
pub mod run;
pub mod schedule;
pub mod scope;
pub mod sensitive;
pub mod snapshot;
pub mod sorting;
pub mod stored;
pub mod table;
