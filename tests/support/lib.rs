//! Support for the tests of the whole project: checks of its layers, its sources and its documents,
//! and what hostile bytes are given to.
//!
//! Every check is a function from text or paths to complaints, so that each can be tried on a small bad input here and
//! on the project itself in `architecture.rs` and `tidy.rs`.

pub mod dependencies;
pub mod documents;
pub mod functions;
pub mod hostile;
pub mod layers;
pub mod licences;
pub mod mutate;
pub mod sizes;
pub mod source;
pub mod test_command;
pub mod tree;

/// Fails with every complaint on a line of its own.
///
/// # Panics
/// If there is a complaint.
#[track_caller]
pub fn assert_none(complaints: &[String]) {
    assert!(complaints.is_empty(), "\n  {}\n", complaints.join("\n  "));
}
