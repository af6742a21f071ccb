//! The reader of one text: from its first bytes to its last.

use std::io;

use super::block::{Block, Cutting, Note};
use super::dialect::{Dialect, RecordEnd, Width};
use super::index::narrow;
use super::layout::{Encoding, End, Header, Layout, Options};
use super::problem::{Problem, ProblemKind, Problems};
use super::repair::{self, Repaired};
use super::row::RowReader;
use super::source::{Buffer, Damage, Source, SourceState};
use super::split::{self, After, Stop, Unclosed};

/// A delimited text that is being read.
pub struct Table {
    pub(super) source: Source,
    pub(super) layout: Layout,
    pub(super) dialect: Dialect,
    pub(super) width: Width,
    pub(super) options: Options,
    pub(super) buffer: Buffer,
    /// The physical line at the beginning of the buffer.
    pub(super) line: u64,
    pub(super) rows: u64,
    pub(super) state: State,
    /// A block is held back until there is another, so that the last one can be judged as such.
    pub(super) held: Option<Block>,
    pub(super) problems: Problems,
    pub(super) end: End,
    pub(super) last_line: LastLine,
    pub(super) mixed: Mixed,
    /// Where the buffer begins in the input, as long as all bytes are kept as they are.
    pub(super) place: Option<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Reading,
    /// In a record that is too long.
    Skipping,
    /// Nothing readable: binary, or without a readable header.
    Unreadable,
    Done,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LastLine {
    Ended,
    /// By a carriage return, to which a line feed was added.
    Returned,
    /// Not; a line feed was added.
    Open,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mixed {
    NotSeen,
    Reported,
}

impl Table {
    /// How the text is laid out.
    #[must_use]
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// How it was asked to be read.
    pub(crate) fn options(&self) -> &Options {
        &self.options
    }

    /// How it is cut into rows and fields.
    pub(crate) fn cutting(&self) -> Cutting {
        Cutting { dialect: self.dialect, width: self.width }
    }

    /// The problems of the file as a whole that were found since the last call.
    pub fn take_problems(&mut self) -> Vec<Problem> {
        self.problems.take()
    }

    /// How the text ended; final once [`Table::next_block`] gave `None`.
    #[must_use]
    pub fn end(&self) -> End {
        let whole = self.state == State::Done && !self.end.unclosed_quote && !self.end.last_row_short;
        End {
            rows: self.rows,
            bytes: self.end.bytes + self.source.bytes,
            lines: self.line - 1,
            complete: whole && self.layout.width > 0 && self.end.unreadable_rows == 0,
            problems_dropped: self.problems.dropped,
            ..self.end
        }
    }

    /// The next records, or `None` at the end of the text.
    ///
    /// # Errors
    ///
    /// Only those of the input; whatever the text holds is read.
    pub fn next_block(&mut self) -> io::Result<Option<Block>> {
        while let Some(block) = self.cut()? {
            if block.rows == 0 {
                continue;
            }
            if let Some(whole) = self.held.replace(block) {
                return Ok(Some(whole));
            }
        }
        let mut last = self.held.take();
        if self.state == State::Reading {
            self.finish(last.as_ref());
            if let Some(block) = &mut last {
                block.cut_off = self.end.last_row_short && self.last_line == LastLine::Open;
            }
        }
        Ok(last)
    }

    fn finish(&mut self, last: Option<&Block>) {
        self.state = State::Done;
        if let Some(block) = last {
            self.end.last_row_short = is_last_row_short(block);
        } else if self.end.unreadable_rows == 0
            && self.layout.width > 0
            && self.options.header == Header::Present
        {
            self.problems.push(Problem::at(ProblemKind::HeaderOnly, self.layout.header_line));
        }
        if self.last_line == LastLine::Open {
            self.problems.push(Problem::at(ProblemKind::NoFinalLineEnd, self.line.saturating_sub(1).max(1)));
        }
    }

    /// The next block of the buffer, possibly without rows; `None` at the end.
    fn cut(&mut self) -> io::Result<Option<Block>> {
        let mut want = self.options.block_bytes;
        loop {
            match self.state {
                State::Unreadable | State::Done => return Ok(None),
                State::Skipping => self.skip()?,
                State::Reading => {}
            }
            if self.buffer.bytes.len() < want {
                self.fill(want - self.buffer.bytes.len())?;
            }
            if self.buffer.bytes.is_empty() && self.after() == After::Nothing {
                return Ok(None);
            }
            let split =
                split::split(&self.buffer.bytes, self.dialect, self.options.max_record_bytes, self.after());
            if split.end > 0 {
                return Ok(Some(self.block(split)));
            }
            match split.stop {
                Stop::More => want = self.buffer.bytes.len().max(want) * 2,
                Stop::TooLong { skip } => self.begin_skipping(skip),
            }
        }
    }

    fn block(&mut self, split: split::Split) -> Block {
        let mut tail = Vec::with_capacity(self.options.block_bytes + self.buffer.bytes.len() - split.end);
        tail.extend_from_slice(&self.buffer.bytes[split.end..]);
        let mut bytes = std::mem::replace(&mut self.buffer.bytes, tail);
        bytes.truncate(split.end);
        let notes = self.take_nuls(split.end);
        let Repaired { text, strays, mut notes } = valid(bytes, split.strays, notes);
        let origin = self.place;
        if !notes.is_empty() || !strays.is_empty() || self.dialect.ends != RecordEnd::LineFeed {
            self.place = None;
        }
        self.place = self.place.map(|place| place + split.end as u64);
        self.judge_encoding(&text, &mut notes);
        let block = Block {
            text,
            dialect: self.dialect,
            width: self.width,
            first_line: self.line,
            first_row: self.rows,
            rows: split.rows,
            strays,
            notes,
            cut_off: false,
            origin: self.place.and(origin),
        };
        self.line += split.lines;
        self.rows += split.rows;
        self.end.unclosed_quote |= split.unclosed == Unclosed::Yes;
        block
    }

    /// In a text that is Windows-1252 throughout, that is no news for each row.
    pub(super) fn judge_encoding(&mut self, text: &str, notes: &mut Vec<Note>) {
        if self.layout.encoding == Encoding::Windows1252 {
            notes.retain(|note| note.kind != ProblemKind::InvalidUtf8);
        } else if self.mixed == Mixed::NotSeen
            && let Some(first) = notes.iter().find(|note| note.kind == ProblemKind::InvalidUtf8)
        {
            self.mixed = Mixed::Reported;
            let before = &text.as_bytes()[..first.place as usize];
            let line = self.line + self.dialect.ends.count(before) as u64;
            self.problems.push(Problem::at(ProblemKind::MixedEncoding, line));
        }
    }

    fn take_nuls(&mut self, end: usize) -> Vec<Note> {
        let nuls = &mut self.buffer.nuls;
        if nuls.is_empty() {
            return Vec::new();
        }
        let inside = nuls.partition_point(|&at| at < end);
        let notes = nuls.drain(..inside).map(nul_note).collect();
        nuls.iter_mut().for_each(|at| *at -= end);
        notes
    }

    pub(super) fn consume(&mut self, end: usize) {
        self.buffer.bytes.drain(..end);
        self.place = self.place.map(|place| place + end as u64);
        self.take_nuls(end);
    }

    pub(super) fn fill(&mut self, want: usize) -> io::Result<()> {
        if self.source.state == SourceState::Ended {
            return Ok(());
        }
        self.source.fill(&mut self.buffer, want)?;
        if !self.source.is_kept() || !self.buffer.nuls.is_empty() {
            self.place = None;
        }
        if self.source.damage == Damage::Seen {
            self.source.damage = Damage::Reported;
            self.problems.push(Problem::at(ProblemKind::InvalidUtf8, 1));
        }
        if self.source.state == SourceState::Ended {
            self.close();
        }
        Ok(())
    }

    /// Ends the last line, so that every record has an end; drops the end marks of old systems.
    fn close(&mut self) {
        let bytes = &mut self.buffer.bytes;
        while bytes.last() == Some(&0x1A) {
            bytes.pop();
            self.place = None;
        }
        if let Some(&last) = bytes.last()
            && last != b'\n'
        {
            self.last_line = if last == b'\r' { LastLine::Returned } else { LastLine::Open };
            bytes.push(b'\n');
            self.place = None;
        }
    }

    pub(super) fn after(&self) -> After {
        match self.source.state {
            SourceState::Open => After::More,
            SourceState::Ended => After::Nothing,
        }
    }
}

impl std::fmt::Debug for Table {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Table")
            .field("layout", &self.layout)
            .field("end", &self.end())
            .finish_non_exhaustive()
    }
}

/// Valid UTF-8, whatever it takes.
pub(super) fn valid(bytes: Vec<u8>, strays: Vec<u32>, notes: Vec<Note>) -> Repaired {
    match String::from_utf8(bytes) {
        Ok(text) => Repaired { text, strays, notes },
        Err(error) => repair::repair(error.as_bytes(), &strays, &notes),
    }
}

pub(super) fn nul_note(at: usize) -> Note {
    Note { place: narrow(at), kind: ProblemKind::NulByte }
}

fn is_last_row_short(block: &Block) -> bool {
    let mut reader = RowReader::new();
    reader.last_width(block).is_some_and(|width| width < block.width.least)
}
