//! The fast ways: many bytes at once, for texts whose quotes stand where they should.
//!
//! Both give up on the first byte that is out of place, and leave the block to the careful way.

use super::dialect::Dialect;
use super::index::{Index, RowMark, Shape, narrow};
use super::masks::{STEP, find, odd_before};

/// A byte is out of place.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Untidy;

/// What is known at a step from the steps before it.
pub(super) struct Tidy {
    delimiter: u8,
    /// All ones inside quotes.
    inside: u64,
    /// As a lowest bit: the byte before lets a quote open.
    opens: u64,
    /// As a lowest bit: the byte before closed a quote.
    closed: u64,
}

/// One step, judged; one bit per byte.
pub(super) struct Step {
    /// Delimiters and line feeds outside quotes.
    outside: u64,
    /// Delimiters and line feeds inside quotes.
    pub(super) inside: u64,
    quotes: u64,
    /// Second quotes of doubled ones.
    doubled: u64,
}

impl Tidy {
    pub(super) fn new(delimiter: u8) -> Self {
        Self { delimiter, inside: 0, opens: 1, closed: 0 }
    }

    pub(super) fn is_inside(&self) -> bool {
        self.inside != 0
    }

    /// Whether each quote opens after a delimiter or line feed, closes before one, or is doubled. Only then are
    /// bytes inside and outside by turns from quote to quote.
    #[inline]
    pub(super) fn step(&mut self, chunk: &[u8; STEP]) -> Result<Step, Untidy> {
        let delimiter = self.delimiter;
        let quotes = find(chunk, |byte| byte == b'"');
        let separators = find(chunk, |byte| (byte == delimiter) | (byte == b'\n'));
        let inside = odd_before(quotes) ^ self.inside;
        let (opening, closing) = (quotes & inside, quotes & !inside);
        let outside = separators & !inside;
        let before = (outside << 1) | self.opens;
        let after = (closing << 1) | self.closed;
        let misplaced = after & !(separators | quotes);
        if opening & !(before | after) != 0 || (misplaced != 0 && !are_returns(chunk, misplaced)) {
            return Err(Untidy);
        }
        self.inside = (inside.cast_signed() >> 63).cast_unsigned();
        self.opens = outside >> 63;
        self.closed = closing >> 63;
        Ok(Step { outside, inside: separators & inside, quotes, doubled: after & opening })
    }
}

fn are_returns(chunk: &[u8; STEP], mut bits: u64) -> bool {
    while bits != 0 {
        if chunk[bits.trailing_zeros() as usize] != b'\r' {
            return false;
        }
        bits &= bits - 1;
    }
    true
}

/// The 64 bytes at `at`; past the end of the text, bytes without meaning.
#[inline]
pub(super) fn load(bytes: &[u8], at: usize) -> [u8; STEP] {
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
    let returns = match memchr::memchr(b'"', bytes) {
        None => without_quotes(bytes, dialect, out),
        Some(_) => with_quotes(bytes, dialect, out)?,
    };
    // Any other carriage return is a problem to be reported.
    let all = memchr::memchr_iter(b'\r', bytes).count();
    if returns == all { Ok(()) } else { Err(Untidy) }
}

/// Gives the number of carriage returns that belong to line ends.
fn without_quotes(bytes: &[u8], dialect: Dialect, out: &mut Index) -> usize {
    let mut rows = RowsSoFar::new();
    for at in (0..bytes.len()).step_by(STEP) {
        let chunk = load(bytes, at);
        let mut events = find(&chunk, |byte| (byte == dialect.delimiter) | (byte == b'\n'));
        while events != 0 {
            let bit = events.trailing_zeros();
            events &= events - 1;
            let place = narrow(at) + bit;
            if chunk[bit as usize] == b'\n' {
                rows.end(bytes, place, Shape::Plain, out);
            } else {
                out.ends.push(place);
            }
        }
    }
    rows.returns
}

fn with_quotes(bytes: &[u8], dialect: Dialect, out: &mut Index) -> Result<usize, Untidy> {
    let mut tidy = Tidy::new(dialect.delimiter);
    let mut rows = RowsSoFar::new();
    let mut seen = Quotes::default();
    for at in (0..bytes.len()).step_by(STEP) {
        let chunk = load(bytes, at);
        let step = tidy.step(&chunk)?;
        let mut events = step.outside | step.inside;
        let mut here = Quotes { plain: step.quotes, special: step.doubled };
        while events != 0 {
            let bit = events.trailing_zeros();
            let one = 1 << bit;
            events ^= one;
            let place = narrow(at) + bit;
            if chunk[bit as usize] != b'\n' {
                if step.outside & one != 0 {
                    out.ends.push(place);
                }
            } else if step.outside & one != 0 {
                seen.add(here.take_below(one));
                rows.end(bytes, place, seen.shape(), out);
                seen = Quotes::default();
            } else {
                seen.special = 1;
                rows.break_line(bytes, place);
            }
        }
        seen.add(here);
    }
    Ok(rows.returns)
}

/// Quotes of a row, as bits of which only their being there counts.
#[derive(Default)]
struct Quotes {
    plain: u64,
    special: u64,
}

impl Quotes {
    #[inline]
    fn add(&mut self, other: Self) {
        self.plain |= other.plain;
        self.special |= other.special;
    }

    #[inline]
    fn take_below(&mut self, one: u64) -> Self {
        let below = Self { plain: self.plain & (one - 1), special: self.special & (one - 1) };
        self.plain ^= below.plain;
        self.special ^= below.special;
        below
    }

    #[inline]
    fn shape(&self) -> Shape {
        match (self.plain, self.special) {
            (0, 0) => Shape::Plain,
            (_, 0) => Shape::Quoted,
            (_, _) => Shape::Inspect,
        }
    }
}

/// The row that is being collected.
struct RowsSoFar {
    start: u32,
    first: u32,
    /// Line feeds before the place reached, and before the row.
    line: u32,
    row_line: u32,
    /// Carriage returns that belong to line ends.
    returns: usize,
}

impl RowsSoFar {
    fn new() -> Self {
        Self { start: 0, first: 0, line: 0, row_line: 0, returns: 0 }
    }

    #[inline]
    fn end(&mut self, bytes: &[u8], feed: u32, shape: Shape, out: &mut Index) {
        let with_return = feed > self.start && bytes[feed as usize - 1] == b'\r';
        self.returns += usize::from(with_return);
        let end = feed - u32::from(with_return);
        if end > self.start {
            out.ends.push(end);
            out.rows.push(RowMark { start: self.start, first: self.first, line: self.row_line, shape });
            self.first = narrow(out.ends.len());
        }
        self.line += 1;
        self.row_line = self.line;
        self.start = feed + 1;
    }

    /// A line feed inside quotes is never the first byte.
    fn break_line(&mut self, bytes: &[u8], feed: u32) {
        self.returns += usize::from(bytes[feed as usize - 1] == b'\r');
        self.line += 1;
    }
}
