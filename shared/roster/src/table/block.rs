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
    /// Where the text stands in the input, byte for byte, if it does and everything before it did.
    pub(super) origin: Option<u64>,
}

/// How a text is cut into rows and fields.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cutting {
    pub(super) dialect: Dialect,
    pub(super) width: Width,
}

impl Cutting {
    /// A block of whole records that stand in the text as they are, with its own count of lines and rows.
    pub(crate) fn block(self, text: String) -> Block {
        Block {
            text,
            dialect: self.dialect,
            width: self.width,
            first_line: 1,
            first_row: 0,
            rows: 0,
            strays: Vec::new(),
            notes: Vec::new(),
            cut_off: false,
            origin: None,
        }
    }
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

    /// Where the text stands in the input as it is, if nothing of it or before it had to be changed or left out.
    pub(crate) fn origin(&self) -> Option<u64> {
        self.origin
    }

    /// The records as text, quotes and delimiters included, each with its line end.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}
