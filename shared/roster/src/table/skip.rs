//! Passing over a record that is too long, in bounded memory.

use std::io;

use super::dialect::RecordEnd;
use super::problem::{Problem, ProblemKind};
use super::reader::{LastLine, State, Table};
use super::split::After;

impl Table {
    /// Reports the record at the beginning of the buffer, whose line end is at or after `from`.
    pub(super) fn begin_skipping(&mut self, from: usize) {
        self.problems.push(Problem::at(ProblemKind::RecordTooLong, self.line));
        self.end.unreadable_rows += 1;
        self.place = None;
        self.state = State::Skipping;
        // A carriage return may have its line feed after it.
        let from = if self.buffer.bytes[..from].ends_with(b"\r") { from - 1 } else { from };
        self.pass(from);
    }

    /// Drops bytes up to the next line end; reads on as long as there is none.
    pub(super) fn skip(&mut self) -> io::Result<()> {
        loop {
            if self.buffer.bytes.len() < 2 {
                self.fill(self.options.block_bytes)?;
            }
            let bytes = &self.buffer.bytes;
            let end = match self.dialect.ends {
                RecordEnd::LineFeed => memchr::memchr(b'\n', bytes),
                RecordEnd::Any => memchr::memchr2(b'\n', b'\r', bytes),
            };
            match end {
                Some(at) if bytes[at] == b'\r' && at + 1 == bytes.len() && self.after() == After::More => {
                    self.pass(at)
                }
                Some(at) => {
                    let both = bytes[at..].starts_with(b"\r\n");
                    self.resume(if both { at + 2 } else { at + 1 });
                    return Ok(());
                }
                None => self.pass(bytes.len()),
            }
            if self.buffer.bytes.is_empty() && self.after() == After::Nothing {
                // The line ends with the text.
                self.line += 1;
                self.last_line = LastLine::Open;
                self.state = State::Reading;
                return Ok(());
            }
        }
    }

    fn resume(&mut self, next: usize) {
        self.pass(next);
        self.state = State::Reading;
    }

    fn pass(&mut self, end: usize) {
        self.line += self.dialect.ends.count(&self.buffer.bytes[..end]) as u64;
        self.consume(end);
    }
}
