//! Where the rows and fields of a block are.

use super::block::Block;
use super::dialect::RecordEnd;
use super::quick;
use super::record::{self, Scan};

/// The rows of a block. Field `i` of a row ends at `ends[first + i]`; the next one begins a byte later.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Index {
    pub(super) ends: Vec<u32>,
    pub(super) rows: Vec<RowMark>,
}

/// One row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RowMark {
    /// Where it begins in the text.
    pub(super) start: u32,
    /// The first of its field ends.
    pub(super) first: u32,
    /// Physical lines of the block before it.
    pub(super) line: u32,
    pub(super) shape: Shape,
}

/// How much care a row's fields need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Each field is its own text.
    Plain,
    /// Some fields stand between quotes, and there is nothing else about them.
    Quoted,
    /// Doubled or misplaced quotes, line breaks, stray carriage returns.
    Inspect,
}

impl Index {
    pub(super) fn build(&mut self, block: &Block) {
        self.clear();
        let tidy = block.dialect.ends == RecordEnd::LineFeed && block.strays.is_empty();
        if tidy && quick::index(block.text.as_bytes(), block.dialect, self).is_ok() {
            return;
        }
        self.clear();
        self.careful(block);
    }

    fn clear(&mut self) {
        self.ends.clear();
        self.rows.clear();
    }

    pub(super) fn careful(&mut self, block: &Block) {
        let bytes = block.text.as_bytes();
        let (mut at, mut line) = (0, 0);
        while at < bytes.len() {
            let first = self.ends.len();
            let ends = &mut self.ends;
            let scan =
                record::scan(bytes, at, (block.dialect, &block.strays), |place| ends.push(narrow(place)));
            let (end, next) = match scan {
                Scan::Whole { end, next } => (end, next),
                // A block holds whole records and knows its stray quotes, but does not see that no line feed
                // follows its last carriage return.
                Scan::Cut | Scan::CutInQuote { .. } | Scan::Stray { .. } => {
                    (bytes.len() - usize::from(bytes.ends_with(b"\r")), bytes.len())
                }
            };
            if end > at {
                self.ends.push(narrow(end));
                let shape = shape(&bytes[at..end], block.dialect.ends);
                self.rows.push(RowMark { start: narrow(at), first: narrow(first), line, shape });
            }
            line += narrow(block.dialect.ends.count(&bytes[at..next]));
            at = next;
        }
    }
}

fn shape(record: &[u8], ends: RecordEnd) -> Shape {
    let dirty = match ends {
        RecordEnd::LineFeed => memchr::memchr2(b'"', b'\r', record),
        RecordEnd::Any => memchr::memchr(b'"', record),
    };
    dirty.map_or(Shape::Plain, |_| Shape::Inspect)
}

/// Places in a block fit: its size is bounded far below 4 GiB.
pub(super) fn narrow(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
