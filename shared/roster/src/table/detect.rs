//! Encoding, delimiter and line ends, found from the first bytes.

use super::dialect::{Dialect, RecordEnd};
use super::layout::{Encoding, LineEnd};
use super::record::{self, Scan};

const DELIMITERS: [u8; 4] = *b",\t;|";
/// Records looked at to choose a delimiter.
const SAMPLE_RECORDS: usize = 100;

/// The encoding that the first bytes show, and the length of their byte order mark.
pub(super) fn encoding(head: &[u8]) -> (Encoding, usize) {
    match head {
        [0xEF, 0xBB, 0xBF, ..] => (Encoding::Utf8Bom, 3),
        [0xFF, 0xFE, ..] => (Encoding::Utf16Le, 2),
        [0xFE, 0xFF, ..] => (Encoding::Utf16Be, 2),
        _ => (without_mark(head), 0),
    }
}

fn without_mark(head: &[u8]) -> Encoding {
    let zeros = |offset: usize| head.iter().skip(offset).step_by(2).filter(|&&byte| byte == 0).count();
    let (even, odd, pairs) = (zeros(0), zeros(1), head.len() / 2);
    let mostly = |zeros: usize| pairs >= 2 && zeros * 10 >= pairs * 6;
    if mostly(odd) && even * 20 <= pairs {
        Encoding::Utf16Le
    } else if mostly(even) && odd * 20 <= pairs {
        Encoding::Utf16Be
    } else if only_foreign_lines(head) {
        Encoding::Windows1252
    } else {
        Encoding::Utf8
    }
}

/// Whether some lines are not UTF-8, and none shows that others are.
fn only_foreign_lines(head: &[u8]) -> bool {
    let mut foreign = false;
    let mut lines = head.split(|&byte| byte == b'\n' || byte == b'\r').peekable();
    while let Some(line) = lines.next() {
        let cut_off = lines.peek().is_none();
        match std::str::from_utf8(line) {
            Ok(_) if line.is_ascii() => {}
            Ok(_) => return false,
            Err(error) if cut_off && error.error_len().is_none() && !foreign && line.len() > 3 => {}
            Err(_) => foreign = true,
        }
    }
    foreign
}

/// Whether the first bytes are no text at all.
pub(super) fn is_binary(head: &[u8]) -> bool {
    const MAGIC: [&[u8]; 9] = [
        b"PK\x03\x04",
        b"%PDF-",
        b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
        b"\x1F\x8B\x08",
        b"\x89PNG",
        b"\xFF\xD8\xFF",
        b"GIF8",
        b"\x7FELF",
        b"SQLite format 3\0",
    ];
    let head = &head[..head.len().min(4096)];
    let odd = head.iter().filter(|&&byte| matches!(byte, 0..=8 | 0x0E..=0x19 | 0x1B..=0x1F)).count();
    MAGIC.iter().any(|magic| head.starts_with(magic))
        || odd * 10 > head.len() * 3
        || (odd >= 64 && odd * 10 > head.len())
}

/// The line ends outside quotes, and what ends a record.
pub(super) fn line_ends(sample: &[u8]) -> (LineEnd, RecordEnd) {
    let mut counts = Counts::of(sample, Quotes::Heeded);
    if counts.total() == 0 {
        counts = Counts::of(sample, Quotes::Ignored);
    }
    match counts {
        Counts { returns: 0, both: 0, .. } => (LineEnd::Lf, RecordEnd::LineFeed),
        Counts { returns: 0, feeds: 0, .. } => (LineEnd::CrLf, RecordEnd::LineFeed),
        Counts { feeds: 0, both: 0, .. } => (LineEnd::Cr, RecordEnd::Any),
        Counts { returns, feeds, both, first_is_return } => {
            let any = first_is_return || returns > feeds + both;
            (LineEnd::Mixed, if any { RecordEnd::Any } else { RecordEnd::LineFeed })
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Quotes {
    Heeded,
    Ignored,
}

#[derive(Default)]
struct Counts {
    feeds: usize,
    both: usize,
    returns: usize,
    first_is_return: bool,
}

impl Counts {
    fn of(sample: &[u8], quotes: Quotes) -> Self {
        let mut counts = Self::default();
        let mut inside = false;
        for (at, &byte) in sample.iter().enumerate() {
            match byte {
                b'"' if quotes == Quotes::Heeded => inside = !inside,
                _ if inside => {}
                b'\n' if at > 0 && sample[at - 1] == b'\r' => counts.both += 1,
                b'\n' => counts.feeds += 1,
                b'\r' if sample.get(at + 1).is_some_and(|&next| next != b'\n') || at + 1 == sample.len() => {
                    counts.first_is_return |= counts.total() == 0;
                    counts.returns += 1;
                }
                _ => {}
            }
        }
        counts
    }

    fn total(&self) -> usize {
        self.feeds + self.both + self.returns
    }
}

/// The delimiter that is in the first record and divides the others most evenly; `None` if the first has none.
pub(super) fn delimiter(sample: &[u8], ends: RecordEnd) -> Option<u8> {
    let mut best = None;
    for delimiter in DELIMITERS {
        let widths = widths(sample, Dialect { delimiter, ends });
        let Some(&width) = widths.first().filter(|&&width| width > 1) else { continue };
        let even = widths.iter().filter(|&&other| other == width).count() * 1000 / widths.len();
        if best.is_none_or(|(most, widest, _)| (even, width) > (most, widest)) {
            best = Some((even, width, delimiter));
        }
    }
    best.map(|(.., delimiter)| delimiter)
}

/// Fields of each of the first records.
fn widths(sample: &[u8], dialect: Dialect) -> Vec<usize> {
    let mut widths = Vec::new();
    let mut at = 0;
    while widths.len() < SAMPLE_RECORDS {
        let mut width = 1;
        match record::scan(sample, at, (dialect, &[]), |_| width += 1) {
            Scan::Whole { end, next } => {
                if end > at {
                    widths.push(width);
                }
                at = next;
            }
            Scan::Cut | Scan::CutInQuote { .. } | Scan::Stray { .. } => {
                if widths.is_empty() {
                    widths.push(width);
                }
                break;
            }
        }
    }
    widths
}
