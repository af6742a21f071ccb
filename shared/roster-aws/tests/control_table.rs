//! The control table over DynamoDB in this process, and over what that never does.
#![expect(clippy::unwrap_used, reason = "a fixture that cannot be made must stop its test")]

mod support;

mod control_table {
    mod conformance;
    mod template;
    mod troubles;
    pub(crate) mod world;
}
