//! How good suggestions are, measured on exports that people labelled.

mod labels;
mod tally;

pub use labels::{Labels, LabelsError, Split};
pub use tally::{Miss, Tally, Verdict, score};
