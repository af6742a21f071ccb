//! A piece of a text: whole records as UTF-8, ready to be read on any thread.

use super::dialect::{Dialect, Width};
use super::problem::ProblemKind;

/// Whole records of a text as UTF-8, with their place in it. [`super::RowReader`] reads them.
#[derive(Debug, Clone)]
pub struct Block {
    pub(super) text: String,
    pub(super) dialect: Dialect,
    pub(super) width: Width,
    pub(super) first_line: u64,
    pub(super) first_row: u64,
    pub(super) rows: u64,
    /// Places of quotes that open nothing, ascending.
    pub(super) strays: Vec<u32>,
    /// Problems found before there were rows, ascending by place.
    pub(super) notes: Vec<Note>,
    /// The text ends in the middle of the last row.
    pub(super) cut_off: bool,
}

/// A problem at a place in a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Note {
    pub(super) place: u32,
    pub(super) kind: ProblemKind,
}

impl Block {
    /// The physical line on which the block begins; the first of a file is 1.
    #[must_use]
    pub fn first_line(&self) -> u64 {
        self.first_line
    }

    /// How many rows of the text come before the block.
    #[must_use]
    pub fn first_row(&self) -> u64 {
        self.first_row
    }

    /// How many rows the block has.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Whether the last row is short and without a line end: its last field may be only a part of what it was.
    #[must_use]
    pub fn is_cut_off(&self) -> bool {
        self.cut_off
    }

    /// The records as text, quotes and delimiters included, each with its line end.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}
