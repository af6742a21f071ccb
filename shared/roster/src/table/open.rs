//! The beginning of a text: how it is laid out, and its header.

use std::io::{self, Cursor, Read};

use super::block::Block;
use super::detect;
use super::dialect::{Dialect, RecordEnd, Width};
use super::header;
use super::index::narrow;
use super::layout::{Encoding, End, Header, Layout, LineEnd, Options};
use super::problem::{Problem, ProblemKind, Problems};
use super::reader::{LastLine, Mixed, State, Table, nul_note, valid};
use super::row::RowReader;
use super::source::{Buffer, Source};
use super::split::{self, After, Next};

const HEAD_BYTES: usize = 64 << 10;
/// Places in a block are kept in 32 bits.
const MOST_BYTES: usize = 256 << 20;

impl Table {
    /// Reads the beginning of `input` and finds out how it is laid out.
    ///
    /// # Errors
    ///
    /// Only those of `input`. An empty, binary or otherwise wrong text opens, and has problems.
    pub fn open(mut input: Box<dyn Read + Send>, mut options: Options) -> io::Result<Self> {
        options.max_record_bytes = options.max_record_bytes.clamp(16, MOST_BYTES);
        options.block_bytes = options.block_bytes.clamp(1, options.max_record_bytes);
        let mut head = Vec::new();
        input.by_ref().take(HEAD_BYTES as u64).read_to_end(&mut head)?;
        let (found, mark) = detect::encoding(&head);
        let encoding = options.encoding.unwrap_or(found);
        let utf16 = matches!(encoding, Encoding::Utf16Le | Encoding::Utf16Be);
        let binary = !utf16 && detect::is_binary(&head);
        let decoding = match options.encoding {
            // A suspicion is checked line by line.
            None if found == Encoding::Windows1252 => Encoding::Utf8,
            Some(_) | None => encoding,
        };
        head.drain(..mark);
        let source = Source::new(Box::new(Cursor::new(head).chain(input)), decoding);
        let mut table = Self::unread(source, encoding, options);
        table.end.bytes = mark as u64;
        table.place = Some(mark as u64);
        if binary {
            table.problems.push(Problem::at(ProblemKind::Binary, 1));
            table.state = State::Unreadable;
            return Ok(table);
        }
        table.note_encoding(mark);
        table.read_layout()?;
        Ok(table)
    }

    fn unread(source: Source, encoding: Encoding, options: Options) -> Self {
        let dialect = Dialect { delimiter: b',', ends: RecordEnd::LineFeed };
        let layout = Layout {
            encoding,
            delimiter: dialect.delimiter,
            line_end: LineEnd::Lf,
            header: Vec::new(),
            raw_header: Vec::new(),
            header_line: 1,
            width: 0,
        };
        Self {
            source,
            layout,
            dialect,
            width: Width { full: 0, least: 0 },
            buffer: Buffer::default(),
            line: 1,
            rows: 0,
            state: State::Reading,
            held: None,
            problems: Problems::new(options.max_problems),
            options,
            end: End::default(),
            last_line: LastLine::Ended,
            mixed: Mixed::NotSeen,
            place: None,
        }
    }

    fn note_encoding(&mut self, mark: usize) {
        if mark > 0 {
            self.problems.push(Problem::at(ProblemKind::ByteOrderMark, 1));
        }
        match self.layout.encoding {
            Encoding::Utf8 | Encoding::Utf8Bom => {}
            Encoding::Utf16Le | Encoding::Utf16Be => self.problems.push(Problem::at(ProblemKind::Utf16, 1)),
            Encoding::Windows1252 => self.problems.push(Problem::at(ProblemKind::Windows1252, 1)),
        }
    }

    fn read_layout(&mut self) -> io::Result<()> {
        self.fill(HEAD_BYTES)?;
        let sample_end = self.buffer.bytes.len() - usize::from(self.last_line != LastLine::Ended);
        let sample = &self.buffer.bytes[..sample_end.min(HEAD_BYTES)];
        (self.layout.line_end, self.dialect.ends) = detect::line_ends(sample);
        let named = header::separator_line(sample);
        let sample = &self.buffer.bytes[named.map_or(0, |(_, length)| length)..];
        let asked = self
            .options
            .delimiter
            .filter(|byte| byte.is_ascii() && !matches!(byte, 0 | b'"' | b'\n' | b'\r'));
        let found = asked
            .or(named.map(|(delimiter, _)| delimiter))
            .or_else(|| detect::delimiter(sample, self.dialect.ends));
        self.dialect.delimiter = found.unwrap_or(b',');
        self.layout.delimiter = self.dialect.delimiter;
        if let Some((_, length)) = named {
            let line_end = self.buffer.bytes[length..]
                .iter()
                .take(2)
                .take_while(|&&byte| byte == b'\r' || byte == b'\n');
            let length = length + line_end.count();
            self.line += self.dialect.ends.count(&self.buffer.bytes[..length]) as u64;
            self.consume(length);
        }
        self.read_header(found)
    }

    /// Reads the first record that is not blank; takes it from the buffer if it is a header.
    fn read_header(&mut self, delimiter: Option<u8>) -> io::Result<()> {
        loop {
            let after = self.after();
            if self.buffer.bytes.is_empty() && after == After::Nothing {
                self.problems.push(Problem::at(ProblemKind::EmptyFile, 1));
                return Ok(());
            }
            let bounds = (self.options.max_record_bytes, after);
            match split::next_record(&self.buffer.bytes, 0, self.dialect, bounds) {
                Next::Whole { end: 0, next, .. } => {
                    self.line += 1;
                    self.consume(next);
                }
                Next::Whole { next, stray, .. } => {
                    self.take_header(next, stray, delimiter);
                    return Ok(());
                }
                Next::More => self.fill(HEAD_BYTES.max(self.buffer.bytes.len()))?,
                Next::TooLong { .. } => {
                    self.problems.push(Problem::at(ProblemKind::RecordTooLong, self.line));
                    self.end.unreadable_rows += 1;
                    self.line += 1;
                    self.state = State::Unreadable;
                    return Ok(());
                }
            }
        }
    }

    fn take_header(&mut self, next: usize, stray: Option<u32>, delimiter: Option<u8>) {
        self.layout.header_line = self.line;
        let names = self.first_record(next, stray);
        self.layout.width = names.len();
        if delimiter.is_none() {
            self.problems.push(Problem::at(ProblemKind::OneColumn, self.line));
        }
        if self.dialect.ends == RecordEnd::Any {
            self.problems.push(Problem::at(ProblemKind::BareCarriageReturn, self.line));
        }
        match self.options.header {
            Header::Absent => self.width = Width { full: narrow(names.len()), least: narrow(names.len()) },
            Header::Present => {
                self.layout.header = names.iter().map(|name| header::clean(name)).collect();
                self.layout.raw_header = names;
                self.width = header::width(&self.layout.header);
                header::judge(&self.layout.header, self.line, &mut self.problems);
                self.line += self.dialect.ends.count(&self.buffer.bytes[..next]) as u64;
                self.consume(next);
            }
        }
    }

    /// The fields of the record that ends at `next`; its problems go to those of the file if it is a header.
    fn first_record(&mut self, next: usize, stray: Option<u32>) -> Vec<String> {
        let notes = self.buffer.nuls.iter().take_while(|&&at| at < next).map(|&at| nul_note(at)).collect();
        let mut repaired = valid(self.buffer.bytes[..next].to_vec(), stray.into_iter().collect(), notes);
        if self.options.header == Header::Present {
            self.judge_encoding(&repaired.text, &mut repaired.notes);
        }
        let block = Block {
            text: repaired.text,
            dialect: self.dialect,
            width: Width { full: u32::MAX, least: 0 },
            first_line: self.line,
            first_row: 0,
            rows: 1,
            strays: repaired.strays,
            notes: repaired.notes,
            cut_off: false,
            origin: None,
        };
        let mut reader = RowReader::new();
        let mut rows = reader.rows(&block);
        let Some(row) = rows.next() else { return Vec::new() };
        if self.options.header == Header::Present {
            row.problems().iter().for_each(|&problem| self.problems.push(problem));
        }
        (0..row.len()).map(|index| row.get(index).to_owned()).collect()
    }
}
