//! Bytes of delimited text to rows with positions; what is wrong in the text is a value, never a failure.
//!
//! [`Table::open`] finds encoding, delimiter, line ends and header; [`Table::next_block`] cuts the rest into
//! blocks of whole records, which [`RowReader`] turns into rows, on other threads if wanted. Memory is bounded by
//! the block and record sizes of [`Options`], whatever the size of the text.

pub mod archive;
mod block;
mod detect;
mod dialect;
mod header;
mod index;
mod layout;
mod masks;
mod open;
mod problem;
mod quick;
mod reader;
mod record;
mod repair;
mod resolve;
mod rewrite;
mod row;
mod skip;
mod source;
mod split;

pub use block::Block;
pub(crate) use block::Cutting;
pub use layout::{Encoding, End, Header, Layout, LineEnd, Options};
pub use problem::{Problem, ProblemKind};
pub use reader::Table;
pub(crate) use rewrite::{Record, rewrite};
pub(crate) use row::Stand;
pub use row::{Row, RowReader, Rows};

#[cfg(test)]
mod agreement;
#[cfg(test)]
mod cases;
