//! The control table over DynamoDB in this process, and over what that never does.

mod conformance;
mod template;
mod troubles;
pub(crate) mod world;
