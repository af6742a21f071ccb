//! The roster table keeps what the port promises, with as few requests as it may.
#![expect(clippy::unwrap_used, reason = "a fixture that cannot be made must stop its test")]

mod support;

mod roster_table {
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
}
