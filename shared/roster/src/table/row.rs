//! Rows of a block, lent one after the other.

use super::block::{Block, Note};
use super::dialect::RecordEnd;
use super::index::{Index, RowMark, Shape};
use super::problem::{Problem, ProblemKind};
use super::resolve::{Place, Quote, Span, resolve};

/// Problems kept per row; a row that has more is no roster row.
const ROW_PROBLEMS: usize = 32;

/// Reads the rows of blocks; keeps its memory from block to block.
#[derive(Debug, Default)]
pub struct RowReader {
    index: Index,
    spans: Vec<Span>,
    scratch: String,
    problems: Vec<Problem>,
}

impl RowReader {
    /// A reader without memory yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How many fields the last row of `block` has.
    pub(super) fn last_width(&mut self, block: &Block) -> Option<u32> {
        self.index.build(block);
        let last = self.index.rows.last()?;
        u32::try_from(self.index.ends.len() - last.first as usize).ok()
    }

    /// The rows of `block`. Blank lines are none.
    pub fn rows<'a>(&'a mut self, block: &'a Block) -> Rows<'a> {
        self.index.build(block);
        Rows { reader: self, block, at: 0, notes: 0, strays: 0 }
    }

    /// The same rows, found byte by byte.
    #[cfg(test)]
    pub(super) fn careful_rows<'a>(&'a mut self, block: &'a Block) -> Rows<'a> {
        self.index = Index::default();
        self.index.careful(block);
        Rows { reader: self, block, at: 0, notes: 0, strays: 0 }
    }
}

/// The rows of one block. Not an iterator: each row borrows from this.
#[derive(Debug)]
pub struct Rows<'a> {
    reader: &'a mut RowReader,
    block: &'a Block,
    at: usize,
    notes: usize,
    strays: usize,
}

/// Which row comes next; to be gone back to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RowPlace {
    at: usize,
    notes: usize,
    strays: usize,
}

impl Rows<'_> {
    /// The place of the next row.
    pub(crate) fn place(&self) -> RowPlace {
        RowPlace { at: self.at, notes: self.notes, strays: self.strays }
    }

    /// Goes back to a place.
    pub(crate) fn go_back(&mut self, place: RowPlace) {
        (self.at, self.notes, self.strays) = (place.at, place.notes, place.strays);
    }

    /// The next row, until there are no more.
    #[expect(clippy::should_implement_trait, reason = "a lending iterator: the row borrows the reader")]
    pub fn next(&mut self) -> Option<Row<'_>> {
        let mark = *self.reader.index.rows.get(self.at)?;
        let after = self.reader.index.rows.get(self.at + 1).copied();
        let last = after.map_or(self.reader.index.ends.len(), |mark| mark.first as usize);
        let until = after.map_or(self.block.text.len(), |mark| mark.start as usize);
        let bounds = Bounds { mark, first: mark.first as usize, last, until };
        self.at += 1;
        self.reader.problems.clear();
        if mark.shape == Shape::Inspect {
            self.inspect(bounds);
        }
        self.judge_width(bounds);
        if !self.block.notes.is_empty() {
            self.add_notes(bounds);
        }
        Some(self.row(bounds))
    }

    fn row(&self, bounds: Bounds) -> Row<'_> {
        Row {
            text: &self.block.text,
            ends: &self.reader.index.ends[bounds.first..bounds.last],
            spans: &self.reader.spans,
            scratch: &self.reader.scratch,
            problems: &self.reader.problems,
            mark: bounds.mark,
            line: self.line(bounds),
            ordinal: self.block.first_row + self.at as u64 - 1,
        }
    }

    fn line(&self, bounds: Bounds) -> u64 {
        self.block.first_line + u64::from(bounds.mark.line)
    }

    fn inspect(&mut self, bounds: Bounds) {
        let reader = &mut *self.reader;
        reader.spans.clear();
        reader.scratch.clear();
        let line = self.block.first_line + u64::from(bounds.mark.line);
        let text = self.block.text.as_str();
        let mut start = bounds.mark.start as usize;
        for (column, end) in reader.index.ends[bounds.first..bounds.last].iter().enumerate() {
            let end = *end as usize;
            let quote = match self.block.strays.get(self.strays) {
                Some(&stray) if stray as usize == start => Quote::Stray,
                _ => Quote::Opens,
            };
            let problems = &mut reader.problems;
            if quote == Quote::Stray {
                self.strays += 1;
                let before = &text.as_bytes()[bounds.mark.start as usize..start];
                let line = line + self.block.dialect.ends.count(before) as u64;
                push(problems, Problem::in_column(ProblemKind::UnclosedQuote, line, column));
            }
            let span = resolve(text, (start, end), (quote, &mut reader.scratch), |kind| {
                push(problems, Problem::in_column(kind, line, column));
            });
            reader.spans.push(span);
            if let Some(kind) = line_end_inside(&text.as_bytes()[start..end], self.block.dialect.ends) {
                push(problems, Problem::in_column(kind, line, column));
            }
            start = end + 1;
        }
    }

    fn judge_width(&mut self, bounds: Bounds) {
        let width = self.block.width;
        let found = u32::try_from(bounds.last - bounds.first).unwrap_or(u32::MAX);
        if found < width.least {
            let kind = ProblemKind::ShortRow { expected: width.full, found };
            let line = self.line(bounds);
            push(&mut self.reader.problems, Problem::at(kind, line));
        } else if found > width.full && self.has_text_after(bounds, width.full as usize) {
            let kind = ProblemKind::LongRow { expected: width.full, found };
            let line = self.line(bounds);
            push(&mut self.reader.problems, Problem::at(kind, line));
        }
    }

    fn has_text_after(&self, bounds: Bounds, full: usize) -> bool {
        let row = self.row(bounds);
        (full..row.len()).any(|index| !row.get(index).is_empty())
    }

    fn add_notes(&mut self, bounds: Bounds) {
        let line = self.line(bounds);
        while let Some(&Note { place, kind }) = self.block.notes.get(self.notes) {
            if place as usize >= bounds.until {
                break;
            }
            push(&mut self.reader.problems, Problem::at(kind, line));
            self.notes += 1;
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Bounds {
    mark: RowMark,
    first: usize,
    last: usize,
    /// Where the next row begins.
    until: usize,
}

fn push(problems: &mut Vec<Problem>, problem: Problem) {
    if problems.len() < ROW_PROBLEMS {
        problems.push(problem);
    }
}

fn line_end_inside(field: &[u8], ends: RecordEnd) -> Option<ProblemKind> {
    let at = memchr::memchr2(b'\n', b'\r', field)?;
    match (field[at], field.get(at + 1), ends) {
        (b'\r', Some(b'\n'), _) | (b'\n', _, _) | (_, _, RecordEnd::Any) => {
            Some(ProblemKind::LineBreakInField)
        }
        (_, _, RecordEnd::LineFeed) => Some(ProblemKind::BareCarriageReturn),
    }
}

/// One row: its fields as text, and where it is.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    text: &'a str,
    ends: &'a [u32],
    spans: &'a [Span],
    scratch: &'a str,
    problems: &'a [Problem],
    mark: RowMark,
    line: u64,
    ordinal: u64,
}

/// Where a row without quotes stands in its block.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stand {
    start: u32,
    end: u32,
    fields: usize,
}

impl<'a> Row<'a> {
    /// Where the row stands, if each of its fields is its own text.
    #[inline]
    pub(crate) fn stand(&self) -> Option<Stand> {
        let end = *self.ends.last()?;
        let stand = Stand { start: self.mark.start, end, fields: self.ends.len() };
        (self.mark.shape == Shape::Plain).then_some(stand)
    }

    /// Whether the row is the same as another one of its block from a field on, which is not the first.
    #[inline]
    pub(crate) fn ends_like(&self, other: Stand, field: usize) -> bool {
        let (Some(own), Some(before)) = (self.stand(), field.checked_sub(1)) else { return false };
        let Some(from) = self.ends.get(before) else { return false };
        // With the delimiter in front, so that the fields begin at the same place in both.
        let len = own.end - from;
        let text = self.text.as_bytes();
        own.fields == other.fields
            && other.end - other.start >= len
            && text[*from as usize..own.end as usize] == text[(other.end - len) as usize..other.end as usize]
    }

    /// The physical line on which the row begins; the first of the file is 1.
    #[must_use]
    pub fn line(&self) -> u64 {
        self.line
    }

    /// Where the row begins in the text of its block.
    #[inline]
    pub(crate) fn start(&self) -> u32 {
        self.mark.start
    }

    /// How many rows of the file come before it.
    #[must_use]
    pub fn ordinal(&self) -> u64 {
        self.ordinal
    }

    /// How many fields it has; never 0.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "a row has at least one field")]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Field `index`, the first being 0, without its quotes; empty if the row has no such field.
    #[must_use]
    #[inline]
    pub fn get(&self, index: usize) -> &'a str {
        match self.mark.shape {
            Shape::Plain => self.plain(index),
            Shape::Quoted => {
                let field = self.plain(index);
                field.strip_prefix('"').and_then(|field| field.strip_suffix('"')).unwrap_or(field)
            }
            Shape::Inspect => self.inspected(index),
        }
    }

    /// The row as it is in the file, quotes and delimiters included, without its line end.
    #[must_use]
    pub fn raw(&self) -> &'a str {
        let end = self.ends.last().map_or(0, |&end| end as usize);
        self.text.get(self.mark.start as usize..end).unwrap_or_default()
    }

    /// What is wrong with the row, at most 32 problems.
    #[must_use]
    pub fn problems(&self) -> &'a [Problem] {
        self.problems
    }

    /// Whether nothing at all stands in a field.
    #[inline]
    pub(crate) fn is_blank(&self, index: usize) -> bool {
        let start = match index.checked_sub(1) {
            Some(before) => self.ends.get(before).map(|end| end + 1),
            None => Some(self.mark.start),
        };
        self.ends.get(index).copied() == start || start.is_none()
    }

    #[inline]
    fn plain(&self, index: usize) -> &'a str {
        let Some(&end) = self.ends.get(index) else { return "" };
        let start = match index.checked_sub(1) {
            Some(before) => self.ends[before] + 1,
            None => self.mark.start,
        };
        self.text.get(start as usize..end as usize).unwrap_or_default()
    }

    fn inspected(&self, index: usize) -> &'a str {
        let Some(span) = self.spans.get(index) else { return "" };
        let text = match span.place {
            Place::Block => self.text,
            Place::Scratch => self.scratch,
        };
        text.get(span.start as usize..span.end as usize).unwrap_or_default()
    }
}
