//! The ports on DynamoDB.

mod definition;

pub use definition::{Index, Key, Projected, TableDefinition};
