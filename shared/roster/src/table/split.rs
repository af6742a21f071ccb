//! Where a buffer can be cut between records.

use super::dialect::{Dialect, RecordEnd};
use super::masks::STEP;
use super::quick::{Tidy, Untidy, load};
use super::record::{self, Scan};

/// The whole records at the beginning of a buffer.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Split {
    /// Where they end.
    pub(super) end: usize,
    /// Physical lines in them.
    pub(super) lines: u64,
    /// Records in them that are not blank.
    pub(super) rows: u64,
    /// Quotes in them that open nothing.
    pub(super) strays: Vec<u32>,
    /// Whether one of these was open to the end of the text or of the longest record.
    pub(super) unclosed: Unclosed,
    /// Why there are no more.
    pub(super) stop: Stop,
}

/// Whether a quote was left open.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unclosed {
    #[default]
    No,
    Yes,
}

/// What comes after the whole records of a buffer.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    /// Nothing, or a record of which more must be read.
    #[default]
    More,
    /// A record that is too long; the line end that closes it is at or after this place.
    TooLong { skip: usize },
}

/// Whether there is text after the buffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum After {
    More,
    Nothing,
}

/// Splits `bytes`, which begin with a record. The result never depends on how much more than a record's limit the
/// buffer holds. At the end of the text the last byte must be a line feed.
pub(super) fn split(bytes: &[u8], dialect: Dialect, limit: usize, after: After) -> Split {
    if bytes.len() <= limit && dialect.ends == RecordEnd::LineFeed {
        if memchr::memchr(b'"', bytes).is_none() {
            return without_quotes(bytes);
        }
        match with_quotes(bytes, dialect) {
            Ok(split) if split.end > 0 => return split,
            // An open quote at the end of the text needs judging.
            Ok(_) | Err(Untidy) => {}
        }
    }
    careful(bytes, dialect, limit, after)
}

fn without_quotes(bytes: &[u8]) -> Split {
    let end = memchr::memrchr(b'\n', bytes).map_or(0, |at| at + 1);
    let bytes = &bytes[..end];
    let lines = memchr::memchr_iter(b'\n', bytes).count() as u64;
    Split { end, lines, rows: lines - blank_lines(bytes), ..Split::default() }
}

fn with_quotes(bytes: &[u8], dialect: Dialect) -> Result<Split, Untidy> {
    // Nothing after the last line feed can end a record.
    let bytes = &bytes[..memchr::memrchr(b'\n', bytes).map_or(0, |at| at + 1)];
    let mut tidy = Tidy::new(dialect.delimiter);
    let mut breaks = 0;
    for at in (0..bytes.len()).step_by(STEP) {
        let chunk = load(bytes, at);
        let mut inside = tidy.step(&chunk)?.inside;
        while inside != 0 {
            breaks += u64::from(chunk[inside.trailing_zeros() as usize] == b'\n');
            inside &= inside - 1;
        }
    }
    let end = if tidy.is_inside() { last_end(bytes) } else { bytes.len() };
    // What the open quote holds is not in these lines.
    breaks -= memchr::memchr_iter(b'\n', &bytes[end..]).count() as u64;
    let bytes = &bytes[..end];
    let lines = memchr::memchr_iter(b'\n', bytes).count() as u64;
    let blank = blank_lines(bytes);
    // Some of them may be inside quotes.
    if blank > 0 && breaks > 0 {
        return Err(Untidy);
    }
    Ok(Split { end, lines, rows: lines - breaks - blank, ..Split::default() })
}

/// The end of the last whole record of tidy bytes that end inside quotes.
fn last_end(bytes: &[u8]) -> usize {
    let mut rest = bytes;
    let mut inside = true;
    while let Some(at) = memchr::memrchr2(b'"', b'\n', rest) {
        match (rest[at], inside) {
            (b'\n', false) => return at + 1,
            (b'\n', true) => {}
            (_, _) => inside = !inside,
        }
        rest = &rest[..at];
    }
    0
}

/// Lines of nothing but their line end, in whole lines without quotes.
fn blank_lines(bytes: &[u8]) -> u64 {
    let first = u64::from(bytes.starts_with(b"\n") || bytes.starts_with(b"\r\n"));
    let bare = overlapping(bytes, b"\n\n");
    let with_return = overlapping(bytes, b"\n\r\n");
    first + bare + with_return
}

fn overlapping(bytes: &[u8], pattern: &[u8]) -> u64 {
    let finder = memchr::memmem::Finder::new(pattern);
    let mut count = 0;
    let mut at = 0;
    while let Some(found) = finder.find(&bytes[at..]) {
        count += 1;
        at += found + 1;
    }
    count
}

pub(super) fn careful(bytes: &[u8], dialect: Dialect, limit: usize, after: After) -> Split {
    let mut split = Split::default();
    while split.end < bytes.len() {
        let start = split.end;
        let strays = split.strays.len();
        match next_record(bytes, start, dialect, (limit, after)) {
            Next::Whole { end, next, stray, unclosed } => {
                split.strays.extend(stray);
                split.rows += u64::from(end > start);
                split.end = next;
                if unclosed == Unclosed::Yes {
                    split.unclosed = Unclosed::Yes;
                }
            }
            Next::More => break,
            Next::TooLong { skip } => {
                split.strays.truncate(strays);
                split.stop = Stop::TooLong { skip };
                break;
            }
        }
    }
    split.lines = dialect.ends.count(&bytes[..split.end]) as u64;
    split
}

/// One record, judged.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    Whole { end: usize, next: usize, stray: Option<u32>, unclosed: Unclosed },
    More,
    TooLong { skip: usize },
}

/// Finds the end of the record at `start`; `bounds` are the longest record and what comes after `bytes`.
pub(super) fn next_record(bytes: &[u8], start: usize, dialect: Dialect, bounds: (usize, After)) -> Next {
    let (limit, after) = bounds;
    // Two more bytes: the line end does not count.
    let window = start.saturating_add(limit).saturating_add(2);
    let (seen, cut) = match bytes.get(..window) {
        Some(seen) if seen.len() < bytes.len() => (seen, Cut::Limit),
        _ => (bytes, if after == After::Nothing { Cut::End } else { Cut::Buffer }),
    };
    let first = record::scan(seen, start, (dialect, &[]), |_| ());
    let (quote, unclosed) = match (first, cut) {
        (Scan::Whole { end, next }, _) => {
            return Next::Whole { end, next, stray: None, unclosed: Unclosed::No };
        }
        (Scan::Cut | Scan::CutInQuote { .. }, Cut::Buffer) => return Next::More,
        (Scan::Cut, Cut::Limit | Cut::End) => return Next::TooLong { skip: seen.len() },
        (Scan::CutInQuote { quote }, Cut::Limit | Cut::End) => (quote, Unclosed::Yes),
        (Scan::Stray { quote }, _) => (quote, Unclosed::No),
    };
    // A stray quote is in memory with less than a record after it, so the place fits.
    let stray = u32::try_from(quote).unwrap_or(u32::MAX);
    match record::scan(seen, start, (dialect, &[stray]), |_| ()) {
        Scan::Whole { end, next } => Next::Whole { end, next, stray: Some(stray), unclosed },
        Scan::Cut | Scan::CutInQuote { .. } | Scan::Stray { .. } => Next::TooLong { skip: seen.len() },
    }
}

enum Cut {
    Limit,
    Buffer,
    End,
}
