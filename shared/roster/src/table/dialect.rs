//! The bytes that give a text its structure.

/// What ends a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RecordEnd {
    /// A line feed; a carriage return before it belongs to it, any other is data.
    LineFeed,
    /// A line feed, a carriage return, or both in that order.
    Any,
}

/// Delimiter and record end of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dialect {
    pub(super) delimiter: u8,
    pub(super) ends: RecordEnd,
}

/// How many fields rows should have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Width {
    /// Fields that a row may have.
    pub(super) full: u32,
    /// Fields that a row must have: columns without a name at the end may be missing.
    pub(super) least: u32,
}

impl RecordEnd {
    /// How many physical lines end in `bytes`, whose last line end must not be cut in two.
    pub(super) fn count(self, bytes: &[u8]) -> usize {
        let feeds = memchr::memchr_iter(b'\n', bytes).count();
        match self {
            Self::LineFeed => feeds,
            Self::Any => {
                feeds
                    + memchr::memchr_iter(b'\r', bytes)
                        .filter(|&at| bytes.get(at + 1) != Some(&b'\n'))
                        .count()
            }
        }
    }

    /// Whether `bytes` holds a line end.
    pub(super) fn is_in(self, bytes: &[u8]) -> bool {
        match self {
            Self::LineFeed => memchr::memchr(b'\n', bytes).is_some(),
            Self::Any => memchr::memchr2(b'\n', b'\r', bytes).is_some(),
        }
    }
}
