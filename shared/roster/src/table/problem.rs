//! What can be wrong in a delimited text, each with its place.

/// One thing that is wrong or notable in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Problem {
    /// What it is.
    pub kind: ProblemKind,
    /// The physical line, the first being 1.
    pub line: u64,
    /// The field, the first being 1; `None` if it concerns the whole row or file.
    pub column: Option<u32>,
}

impl Problem {
    pub(super) fn at(kind: ProblemKind, line: u64) -> Self {
        Self { kind, line, column: None }
    }

    pub(super) fn in_column(kind: ProblemKind, line: u64, index: usize) -> Self {
        Self { kind, line, column: Some(u32::try_from(index + 1).unwrap_or(u32::MAX)) }
    }
}

/// The kinds of [`Problem`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProblemKind {
    /// No record at all, not even a header.
    EmptyFile,
    /// A header and no row.
    HeaderOnly,
    /// Not text: a spreadsheet, a PDF, an archive. No row is read.
    Binary,
    /// NUL characters, which were removed from the row.
    NulByte,
    /// The row is not UTF-8; the lines concerned were read as Windows-1252. For the whole file: somewhere in it are
    /// bytes that its encoding cannot have; they were read as U+FFFD.
    InvalidUtf8,
    /// Some lines are UTF-8 and some are not; reported once, at the first that is not.
    MixedEncoding,
    /// The text is Windows-1252, not UTF-8.
    Windows1252,
    /// The text is UTF-16, not UTF-8.
    Utf16,
    /// The text begins with a byte order mark, which was removed.
    ByteOrderMark,
    /// A carriage return without a line feed: as the line end (at the header), or inside a field.
    BareCarriageReturn,
    /// A quoted field runs over a line end.
    LineBreakInField,
    /// A quote was opened and never closed; the row was ended at the end of that line.
    UnclosedQuote,
    /// A quote inside a field that is not quoted; it was kept.
    UnescapedQuote,
    /// Text between a closing quote and the delimiter; it was kept.
    TextAfterQuote,
    /// Fewer fields than the header has.
    ShortRow {
        /// Fields the header demands.
        expected: u32,
        /// Fields of the row.
        found: u32,
    },
    /// More fields than the header has, and not all of the extra ones are empty.
    LongRow {
        /// Fields the header has.
        expected: u32,
        /// Fields of the row.
        found: u32,
    },
    /// A record over the limit; it was skipped to the next line end and counts as unreadable.
    RecordTooLong,
    /// A column name that an earlier column has too, letter case aside.
    DuplicateHeader,
    /// A column without a name.
    EmptyHeader,
    /// The last line has no line end. Harmless by itself.
    NoFinalLineEnd,
    /// No delimiter in the header: one column, or not delimited text.
    OneColumn,
}

impl ProblemKind {
    /// The stable code of the kind, `csv.` and a name.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::EmptyFile => "csv.empty_file",
            Self::HeaderOnly => "csv.header_only",
            Self::Binary => "csv.binary",
            Self::NulByte => "csv.nul_byte",
            Self::InvalidUtf8 => "csv.invalid_utf8",
            Self::MixedEncoding => "csv.mixed_encoding",
            Self::Windows1252 => "csv.windows_1252",
            Self::Utf16 => "csv.utf_16",
            Self::ByteOrderMark => "csv.byte_order_mark",
            Self::BareCarriageReturn => "csv.bare_carriage_return",
            Self::LineBreakInField => "csv.line_break_in_quoted_field",
            Self::UnclosedQuote => "csv.unclosed_quote",
            Self::UnescapedQuote => "csv.unescaped_quote",
            Self::TextAfterQuote => "csv.unexpected_character_after_quote",
            Self::ShortRow { .. } => "csv.short_row",
            Self::LongRow { .. } => "csv.long_row",
            Self::RecordTooLong => "csv.record_too_long",
            Self::DuplicateHeader => "csv.duplicate_header",
            Self::EmptyHeader => "csv.empty_header",
            Self::NoFinalLineEnd => "csv.no_final_line_end",
            Self::OneColumn => "csv.one_column",
        }
    }
}

/// Problems of the file as a whole, bounded.
#[derive(Debug)]
pub(super) struct Problems {
    list: Vec<Problem>,
    room: usize,
    pub(super) dropped: u64,
}

impl Problems {
    pub(super) fn new(max: usize) -> Self {
        Self { list: Vec::new(), room: max, dropped: 0 }
    }

    pub(super) fn push(&mut self, problem: Problem) {
        match self.room.checked_sub(1) {
            Some(room) => {
                self.room = room;
                self.list.push(problem);
            }
            None => self.dropped += 1,
        }
    }

    pub(super) fn take(&mut self) -> Vec<Problem> {
        std::mem::take(&mut self.list)
    }
}
