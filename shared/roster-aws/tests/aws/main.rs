//! The adapters on emulators in this process, and against peers that answer as a test says.
#![expect(clippy::unwrap_used, reason = "a fixture that cannot be made must stop its test")]

mod control_table;
mod emulators;
mod roster_table;
mod services;
mod support;
