//! The careful reading of one record, field by field: what every faster way must agree with.

use super::dialect::{Dialect, RecordEnd};

/// How the scan of one record came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scan {
    /// The record's content ends before `end`, the next record begins at `next`.
    Whole { end: usize, next: usize },
    /// The bytes end outside quotes, before the record does.
    Cut,
    /// The bytes end inside the quote opened at `quote`.
    CutInQuote { quote: usize },
    /// The quote opened at `quote` runs over a line end and then closes in the middle of text: it cannot have
    /// been meant to open, or was meant to close on its own line.
    Stray { quote: usize },
}

/// Scans the record that begins at `start`. Quotes at the places in `strays` (ascending) open nothing. Calls
/// `delimiter` with the place of each delimiter.
pub(super) fn scan(
    bytes: &[u8],
    start: usize,
    rules: (Dialect, &[u32]),
    mut delimiter: impl FnMut(usize),
) -> Scan {
    let (dialect, strays) = rules;
    let mut field = start;
    loop {
        let mut at = field;
        if bytes.get(at) == Some(&b'"') && !is_stray(strays, at) {
            match quoted(bytes, at, dialect) {
                Quoted::Closed { after } => at = after,
                Quoted::Open => return Scan::CutInQuote { quote: at },
                Quoted::Stray => return Scan::Stray { quote: at },
            }
        }
        let Some(found) = field_end(&bytes[at..], dialect) else { return Scan::Cut };
        at += found;
        if bytes[at] == dialect.delimiter {
            delimiter(at);
            field = at + 1;
        } else if bytes[at] == b'\n' {
            let end = if at > start && bytes[at - 1] == b'\r' { at - 1 } else { at };
            return Scan::Whole { end, next: at + 1 };
        } else {
            return match bytes.get(at + 1) {
                Some(b'\n') => Scan::Whole { end: at, next: at + 2 },
                Some(_) => Scan::Whole { end: at, next: at + 1 },
                None => Scan::Cut,
            };
        }
    }
}

fn field_end(bytes: &[u8], dialect: Dialect) -> Option<usize> {
    match dialect.ends {
        RecordEnd::LineFeed => memchr::memchr2(dialect.delimiter, b'\n', bytes),
        RecordEnd::Any => memchr::memchr3(dialect.delimiter, b'\n', b'\r', bytes),
    }
}

enum Quoted {
    Closed { after: usize },
    Open,
    Stray,
}

/// Follows the quote opened at `open` to the place after the one that closes it.
fn quoted(bytes: &[u8], open: usize, dialect: Dialect) -> Quoted {
    let mut at = open + 1;
    while let Some(found) = memchr::memchr(b'"', &bytes[at..]) {
        let close = at + found;
        match bytes.get(close + 1) {
            None => return Quoted::Open,
            Some(b'"') => at = close + 2,
            Some(&next) => {
                let ends = next == dialect.delimiter || next == b'\n' || next == b'\r';
                if !ends && dialect.ends.is_in(&bytes[open..close]) {
                    return Quoted::Stray;
                }
                return Quoted::Closed { after: close + 1 };
            }
        }
    }
    Quoted::Open
}

fn is_stray(strays: &[u32], at: usize) -> bool {
    !strays.is_empty() && u32::try_from(at).is_ok_and(|at| strays.binary_search(&at).is_ok())
}
