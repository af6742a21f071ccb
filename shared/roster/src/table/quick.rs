//! The fast ways: many bytes at once, for texts whose quotes stand where they should.
//!
//! Both give up on the first byte that is out of place, and leave the block to the careful way.

use super::dialect::Dialect;
use super::index::{Index, RowMark, Shape, narrow};
use super::masks::{Masks, Returns, STEP, find, odd_before};
use super::split::Split;

/// A byte is out of place.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Untidy;

/// What is known at a step from the steps before it.
struct Tidy {
    /// All ones inside quotes.
    inside: u64,
    /// The last byte of the step before, as a lowest bit: it lets a quote open.
    opens: u64,
    /// It was a closing quote.
    closed: u64,
    /// It was a carriage return.
    returned: u64,
}

/// One step, judged.
struct Step {
    /// Line feeds that end records.
    ends: u64,
    /// Line feeds inside quotes.
    breaks: u64,
    delimiters: u64,
    quotes: u64,
}

impl Tidy {
    fn new() -> Self {
        Self { inside: 0, opens: 1, closed: 0, returned: 0 }
    }

    /// Whether each quote opens after a delimiter or line end, closes before one, or is doubled, and each carriage
    /// return belongs to a line feed. Only then are quotes inside and outside by turns.
    #[inline]
    fn step(&mut self, masks: Masks) -> Result<Step, Untidy> {
        let Masks { quotes, delimiters, feeds, returns } = masks;
        let after_return = (returns << 1) | self.returned;
        self.returned = returns >> 63;
        let mut wrong = after_return & !feeds;
        let outside = if quotes == 0 {
            let outside = !self.inside;
            wrong |= self.closed & !(delimiters | feeds | returns);
            self.closed = 0;
            outside
        } else {
            let inside = odd_before(quotes) ^ self.inside;
            let (opening, closing) = (quotes & inside, quotes & !inside);
            let separators = (delimiters | feeds) & !inside;
            let before = (separators << 1) | self.opens;
            let after_closing = (closing << 1) | self.closed;
            wrong |= opening & !(before | after_closing);
            wrong |= after_closing & !(delimiters | feeds | returns | quotes);
            self.inside = if inside >> 63 == 1 { u64::MAX } else { 0 };
            self.closed = closing >> 63;
            !inside
        };
        let step = Step {
            ends: feeds & outside,
            breaks: feeds & !outside,
            delimiters: delimiters & outside,
            quotes,
        };
        self.opens = (step.ends | step.delimiters) >> 63;
        if wrong == 0 { Ok(step) } else { Err(Untidy) }
    }
}

/// The 64 bytes at `at`; past the end of the text, bytes without meaning.
#[inline]
fn load(bytes: &[u8], at: usize) -> [u8; STEP] {
    let rest = &bytes[at..];
    if let Some(whole) = rest.first_chunk::<STEP>() {
        return *whole;
    }
    let mut padded = [b' '; STEP];
    padded[..rest.len()].copy_from_slice(rest);
    padded
}

/// The rows of a text of whole records that end in line feeds.
pub(super) fn index(bytes: &[u8], dialect: Dialect, out: &mut Index) -> Result<(), Untidy> {
    match memchr::memchr(b'"', bytes) {
        None => without_quotes(bytes, dialect, out),
        Some(_) => with_quotes(bytes, dialect, out),
    }
}

fn without_quotes(bytes: &[u8], dialect: Dialect, out: &mut Index) -> Result<(), Untidy> {
    let mut rows = RowsSoFar::new();
    for at in (0..bytes.len()).step_by(STEP) {
        let chunk = load(bytes, at);
        let mut events = find(&chunk, |byte| (byte == dialect.delimiter) | (byte == b'\n'));
        while events != 0 {
            let bit = events.trailing_zeros();
            events &= events - 1;
            let place = narrow(at) + bit;
            if chunk[bit as usize] == b'\n' {
                rows.end(bytes, place, 0, out);
            } else {
                out.ends.push(place);
            }
        }
    }
    let returns = memchr::memchr_iter(b'\r', bytes).count();
    if returns == rows.returns { Ok(()) } else { Err(Untidy) }
}

fn with_quotes(bytes: &[u8], dialect: Dialect, out: &mut Index) -> Result<(), Untidy> {
    let mut tidy = Tidy::new();
    let mut rows = RowsSoFar::new();
    let returns = Returns::of(bytes);
    for at in (0..bytes.len()).step_by(STEP) {
        let step = tidy.step(Masks::of(&load(bytes, at), dialect.delimiter, returns))?;
        let mut events = step.ends | step.breaks | step.delimiters;
        let mut quotes = step.quotes;
        while events != 0 {
            let bit = events.trailing_zeros();
            let one = 1 << bit;
            events ^= one;
            let place = narrow(at) + bit;
            if step.delimiters & one != 0 {
                out.ends.push(place);
            } else if step.ends & one != 0 {
                let before = quotes & (one - 1);
                quotes ^= before;
                rows.end(bytes, place, before, out);
            } else {
                rows.line += 1;
            }
        }
        rows.quotes |= quotes;
    }
    Ok(())
}

/// The row that is being collected.
struct RowsSoFar {
    start: u32,
    first: u32,
    /// Line feeds before the place reached, and before the row.
    line: u32,
    row_line: u32,
    quotes: u64,
    /// Carriage returns that belong to line ends.
    returns: usize,
}

impl RowsSoFar {
    fn new() -> Self {
        Self { start: 0, first: 0, line: 0, row_line: 0, quotes: 0, returns: 0 }
    }

    #[inline]
    fn end(&mut self, bytes: &[u8], feed: u32, quotes: u64, out: &mut Index) {
        let with_return = feed > self.start && bytes[feed as usize - 1] == b'\r';
        self.returns += usize::from(with_return);
        let end = feed - u32::from(with_return);
        if end > self.start {
            out.ends.push(end);
            let shape = if self.quotes | quotes == 0 { Shape::Plain } else { Shape::Inspect };
            out.rows.push(RowMark { start: self.start, first: self.first, line: self.row_line, shape });
            self.first = narrow(out.ends.len());
        }
        self.line += 1;
        self.row_line = self.line;
        self.start = feed + 1;
        self.quotes = 0;
    }
}

/// The whole records at the beginning of `bytes`, however long.
pub(super) fn split(bytes: &[u8], dialect: Dialect) -> Result<Split, Untidy> {
    let mut tidy = Tidy::new();
    let mut split = Split::default();
    // Nothing after the last line feed can end a record.
    let bytes = &bytes[..memchr::memrchr(b'\n', bytes).map_or(0, |at| at + 1)];
    let returns = Returns::of(bytes);
    let (mut lines, mut after_end) = (0, 1);
    for at in (0..bytes.len()).step_by(STEP) {
        let masks = Masks::of(&load(bytes, at), dialect.delimiter, returns);
        let step = tidy.step(masks)?;
        // Blank lines are rare enough to be left to the careful way.
        if (masks.feeds | masks.returns) & ((step.ends << 1) | after_end) != 0 {
            return Err(Untidy);
        }
        after_end = step.ends >> 63;
        if step.ends != 0 {
            let last = step.ends.ilog2();
            split.end = at + last as usize + 1;
            split.lines = lines + u64::from((masks.feeds & (u64::MAX >> (63 - last))).count_ones());
            split.rows += u64::from(step.ends.count_ones());
        }
        lines += u64::from(masks.feeds.count_ones());
    }
    Ok(split)
}
