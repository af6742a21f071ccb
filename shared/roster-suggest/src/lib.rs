//! Drafts a mapping from files that nobody described: what each file is, and what each column means.
//!
//! Three kinds of evidence are added up for each column: what its name says (`vocabulary/`, one synonym per line), what its
//! values look like, and what the file is. The sum becomes a confidence; what is doubtful is left open for a person.
#![warn(clippy::disallowed_methods)]

mod assign;
mod concept;
mod dates;
mod draft;
mod evidence;
mod header;
mod headerless;
mod joins;
mod keys;
mod kind;
#[cfg(test)]
mod laws;
mod look;
mod parts;
mod profile;
mod sample;
pub mod score;
mod shape;
mod suggest;
mod target;
mod vocabulary;
mod words;

pub use kind::Kind;
pub use suggest::{FileLine, Line, Options, Outcome, Suggestion, suggest};
