//! The ports on DynamoDB.

mod backoff;
mod batch;
pub mod control;
mod definition;
mod document;
mod item;
pub mod roster;
mod table;
mod transaction;

pub use definition::{Index, Key, Projected, TableDefinition};
