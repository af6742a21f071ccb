//! The roster table keeps what the port promises, with as few requests as it may.

mod conformance;
mod costs;
mod documented;
mod fencing;
mod long_ids;
mod nights;
mod peer;
mod questions;
mod template;
mod trouble;
pub(crate) mod world;
