//! What a caller may ask of a reader, and what the reader found about the text.

/// How to read a text; the default detects what it can.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The delimiter, one ASCII byte; `None` detects comma, tab, semicolon or bar.
    pub delimiter: Option<u8>,
    /// The encoding; `None` detects it.
    pub encoding: Option<Encoding>,
    /// Whether the first record names the columns.
    pub header: Header,
    /// The longest record in bytes of UTF-8; a longer one is skipped and reported.
    pub max_record_bytes: usize,
    /// The size of a block in bytes; never above `max_record_bytes`, but for a single longer record.
    pub block_bytes: usize,
    /// How many problems of the file as a whole are kept; the rest is counted.
    pub max_problems: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            delimiter: None,
            encoding: None,
            header: Header::Present,
            max_record_bytes: 1 << 20,
            block_bytes: 512 << 10,
            max_problems: 1_000,
        }
    }
}

/// Whether the first record names the columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Header {
    /// It does.
    Present,
    /// The first record is data already.
    Absent,
}

/// The character encodings that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 without a byte order mark; also plain ASCII.
    Utf8,
    /// UTF-8 with a byte order mark.
    Utf8Bom,
    /// UTF-16, low byte first.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// The Western European encoding of Windows.
    Windows1252,
}

/// How the first lines end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineEnd {
    /// Line feed; also if there is no line end.
    Lf,
    /// Carriage return and line feed.
    CrLf,
    /// Carriage return alone.
    Cr,
    /// More than one of them.
    Mixed,
}

/// What was found about a text before its first row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// The encoding.
    pub encoding: Encoding,
    /// The delimiter; a comma if there is none.
    pub delimiter: u8,
    /// The line ends of the first lines.
    pub line_end: LineEnd,
    /// Column names without surrounding white space and invisible characters; empty if there is no header.
    pub header: Vec<String>,
    /// Column names as they are in the text.
    pub raw_header: Vec<String>,
    /// The physical line of the header, or of the first record if there is none; the first line is 1.
    pub header_line: u64,
    /// How many fields a row has: those of the header, or else of the first record.
    pub width: usize,
}

/// How a text ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct End {
    /// Rows that were handed out in blocks.
    pub rows: u64,
    /// Bytes that were read from the input.
    pub bytes: u64,
    /// Physical lines, the header among them.
    pub lines: u64,
    /// Read to the last byte, with a header if one was asked for, no open quote, no short last row and no
    /// unreadable row.
    pub complete: bool,
    /// A quote was still open at the end of the text, or for longer than a record may be.
    pub unclosed_quote: bool,
    /// The last row has fewer fields than the header: the text may have been cut off.
    pub last_row_short: bool,
    /// Records that were skipped because they are too long.
    pub unreadable_rows: u64,
    /// Problems of the file beyond `Options::max_problems`.
    pub problems_dropped: u64,
}
