//! Copies a text record by record, as the careful reader cuts it, so that single fields can be replaced.

use std::io::{self, Cursor, Read, Write};
use std::ops::Range;

use super::detect;
use super::dialect::{Dialect, RecordEnd};
use super::header;
use super::layout::{Encoding, Header, Options};
use super::reader::{State, Table};
use super::record;
use super::source::{Buffer, Source, SourceState};
use super::split::{self, After, Next};

const HEAD_BYTES: usize = 64 << 10;
const CHUNK: usize = 256 << 10;

/// One record as it stands in the text, without its line end.
#[derive(Debug)]
pub(crate) struct Record<'a> {
    pub(crate) bytes: &'a [u8],
    /// Where its fields are, quotes included.
    pub(crate) fields: &'a [Range<usize>],
    pub(crate) delimiter: u8,
    /// How many fields it should have.
    pub(crate) width: usize,
}

/// Writes a record's replacement.
pub(crate) type Replace<'a> = dyn FnMut(&Record<'_>, &mut Vec<u8>) + 'a;

/// Gives the text at its beginning, twice.
pub(crate) type Reopen<'a> = dyn Fn() -> io::Result<Box<dyn Read + Send>> + 'a;

/// Writes the text of `open` to `out`, each record after the header as `replace` writes it. What is no table is copied. A
/// record that is too long to be read is crossed out.
pub(crate) fn rewrite(
    open: &Reopen<'_>,
    options: Options,
    out: &mut dyn Write,
    replace: &mut Replace<'_>,
) -> io::Result<()> {
    let table = Table::open(open()?, options)?;
    if table.state == State::Unreadable {
        return io::copy(&mut open()?, out).map(drop);
    }
    let mut copy = Copy::begin(open()?, table, out)?;
    copy.prefix()?;
    while copy.record(replace)? {}
    copy.finish()
}

struct Copy<'o> {
    source: Source,
    buffer: Buffer,
    /// Bytes of the buffer that are done.
    at: usize,
    dialect: Dialect,
    width: usize,
    limit: usize,
    header: Header,
    ending: Ending,
    encoding: Encoding,
    /// Finished text that is not written yet.
    text: Vec<u8>,
    out: &'o mut dyn Write,
    fields: Vec<Range<usize>>,
}

/// What was done to the end of the text so that its last record has one.
#[derive(Default)]
struct Ending {
    added: usize,
    marks: usize,
}

impl<'o> Copy<'o> {
    fn begin(mut input: Box<dyn Read + Send>, table: Table, out: &'o mut dyn Write) -> io::Result<Copy<'o>> {
        let mut head = Vec::new();
        input.by_ref().take(HEAD_BYTES as u64).read_to_end(&mut head)?;
        let (found, mark) = detect::encoding(&head);
        let encoding = table.options.encoding.unwrap_or(found);
        out.write_all(&head[..mark])?;
        head.drain(..mark);
        let decoding = if encoding == Encoding::Windows1252 { Encoding::Utf8 } else { encoding };
        Ok(Copy {
            source: Source::new(Box::new(Cursor::new(head).chain(input)), decoding),
            buffer: Buffer::default(),
            at: 0,
            dialect: table.dialect,
            width: table.layout.width,
            limit: table.options.max_record_bytes,
            header: table.options.header,
            ending: Ending::default(),
            encoding,
            text: Vec::new(),
            out,
            fields: Vec::new(),
        })
    }

    fn after(&self) -> After {
        match self.source.state {
            SourceState::Open => After::More,
            SourceState::Ended => After::Nothing,
        }
    }

    /// Reads on; at the end of the text, closes its last line.
    fn fill(&mut self, want: usize) -> io::Result<()> {
        self.buffer.bytes.drain(..self.at);
        self.at = 0;
        if self.source.state == SourceState::Ended {
            return Ok(());
        }
        self.source.fill(&mut self.buffer, want)?;
        self.buffer.nuls.clear();
        if self.source.state == SourceState::Ended {
            let bytes = &mut self.buffer.bytes;
            while bytes.last() == Some(&0x1A) {
                bytes.pop();
                self.ending.marks += 1;
            }
            if bytes.last().is_some_and(|last| *last != b'\n') {
                bytes.push(b'\n');
                self.ending.added = 1;
            }
        }
        Ok(())
    }

    /// Copies a first line that names the delimiter.
    fn prefix(&mut self) -> io::Result<()> {
        self.fill(HEAD_BYTES)?;
        let Some((_, length)) = header::separator_line(&self.buffer.bytes) else { return Ok(()) };
        let ends = self.buffer.bytes[length..].iter().take(2).take_while(|b| matches!(b, b'\r' | b'\n'));
        let length = length + ends.count();
        self.text.extend_from_slice(&self.buffer.bytes[..length]);
        self.at = length;
        Ok(())
    }

    /// Copies one record; false at the end of the text.
    fn record(&mut self, replace: &mut Replace<'_>) -> io::Result<bool> {
        loop {
            if self.at == self.buffer.bytes.len() && self.after() == After::Nothing {
                return Ok(false);
            }
            let bounds = (self.limit, self.after());
            match split::next_record(&self.buffer.bytes, self.at, self.dialect, bounds) {
                Next::Whole { end, next, stray, .. } => {
                    self.whole((end, next), stray, replace);
                    self.at = next;
                    self.flush(CHUNK)?;
                    return Ok(true);
                }
                Next::More => self.fill(CHUNK.max(self.buffer.bytes.len() - self.at))?,
                Next::TooLong { skip } => {
                    self.cross_out(skip)?;
                    return Ok(true);
                }
            }
        }
    }

    fn whole(&mut self, (end, next): (usize, usize), stray: Option<u32>, replace: &mut Replace<'_>) {
        let (bytes, start) = (&self.buffer.bytes, self.at);
        if end == start {
            return self.text.extend_from_slice(&bytes[start..next]);
        }
        if self.header == Header::Present {
            self.header = Header::Absent;
            return self.text.extend_from_slice(&bytes[start..next]);
        }
        self.fields.clear();
        let mut field = start;
        let strays: &[u32] = stray.as_slice();
        record::scan(bytes, start, (self.dialect, strays), |delimiter| {
            self.fields.push(field - start..delimiter - start);
            field = delimiter + 1;
        });
        self.fields.push(field - start..end - start);
        let record = Record {
            bytes: &bytes[start..end],
            fields: &self.fields,
            delimiter: self.dialect.delimiter,
            width: self.width,
        };
        replace(&record, &mut self.text);
        self.text.extend_from_slice(&bytes[end..next]);
    }

    /// Nobody can say which field is which in a record that is too long, and nobody reads it.
    fn cross_out(&mut self, skip: usize) -> io::Result<()> {
        let mut from = skip;
        if self.buffer.bytes[..from].ends_with(b"\r") {
            from -= 1;
        }
        loop {
            let bytes = &self.buffer.bytes;
            let end = match self.dialect.ends {
                RecordEnd::LineFeed => memchr::memchr(b'\n', &bytes[from..]),
                RecordEnd::Any => memchr::memchr2(b'\n', b'\r', &bytes[from..]),
            };
            let until = end.map_or(bytes.len(), |end| from + end);
            self.text.resize(self.text.len() + until - self.at, b'x');
            self.at = until;
            if end.is_some() {
                self.text.push(self.buffer.bytes[until]);
                self.at += 1;
                return self.flush(CHUNK);
            }
            self.flush(CHUNK)?;
            if self.after() == After::Nothing {
                return Ok(());
            }
            self.fill(CHUNK)?;
            from = 0;
        }
    }

    /// Writes the finished text if there is more than `least` of it; keeps what may have to be taken back.
    fn flush(&mut self, least: usize) -> io::Result<()> {
        if self.text.len() <= least {
            return Ok(());
        }
        // The last byte may be one that was added, and a character of more than one byte ends before a line end.
        let keep = self.text.iter().rposition(|byte| byte.is_ascii()).unwrap_or(0);
        encode(self.encoding, &self.text[..keep], self.out)?;
        self.text.drain(..keep);
        Ok(())
    }

    fn finish(mut self) -> io::Result<()> {
        self.text.truncate(self.text.len() - self.ending.added.min(self.text.len()));
        self.text.resize(self.text.len() + self.ending.marks, 0x1A);
        encode(self.encoding, &self.text, self.out)
    }
}

fn encode(encoding: Encoding, text: &[u8], out: &mut dyn Write) -> io::Result<()> {
    let bytes: fn(u16) -> [u8; 2] = match encoding {
        Encoding::Utf8 | Encoding::Utf8Bom | Encoding::Windows1252 => return out.write_all(text),
        Encoding::Utf16Le => u16::to_le_bytes,
        Encoding::Utf16Be => u16::to_be_bytes,
    };
    let text = String::from_utf8_lossy(text);
    let units: Vec<u8> = text.encode_utf16().flat_map(bytes).collect();
    out.write_all(&units)
}
