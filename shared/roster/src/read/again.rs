//! Rows of a file read once more, where only some of its records are wanted.

use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;

use super::delivery::Reader;
use super::lane::{Lane, Lookups};
use super::plan::FilePlan;
use super::row;
use super::rows::{BlockOut, Outcome};
use super::set::Bytes;
use crate::table::{Cutting, RowReader};

/// How the rows of a file were read.
#[derive(Debug)]
pub(crate) struct Source {
    pub(super) plan: FilePlan,
    pub(super) cutting: Cutting,
}

/// What rows of a file were like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// Nothing was found in any of them: all that they refer to is there.
    Clean,
    Faulty,
}

/// A file of which rows are read again. Judged like the first time, a good row gives the same record.
pub(crate) struct Again {
    input: Box<dyn Bytes>,
    source: Source,
    rows: RowReader,
    lane: Lane,
    out: BlockOut,
}

/// Takes the canonical encoding of the record wanted at a position.
pub(crate) type TakeAgain<'a> = dyn FnMut(usize, &[u8]) -> io::Result<()> + 'a;

impl Reader<'_> {
    /// Opens a file of the delivery to read rows of it again; `None` if it is packed.
    pub(crate) fn again(
        &self,
        step: usize,
        (mut source, state): (Source, State),
    ) -> io::Result<Option<Again>> {
        let Some(input) = self.loose(step).transpose()? else { return Ok(None) };
        // What good rows are held against was passed; without it they are as good, and it can go on growing in place.
        source.plan.targets.facts = Default::default();
        if state == State::Clean {
            source.plan.trust();
        }
        let lane = Lane::new(&source.plan, Lookups::AtOnce);
        Ok(Some(Again { input, source, rows: RowReader::new(), lane, out: BlockOut::default() }))
    }
}

impl Again {
    /// Hands over the good records of these keys, which are the keys of rows of a stretch of the file, in their order.
    /// Of a key that comes again, the first good row counts.
    pub(crate) fn read(
        &mut self,
        stretch: Range<u64>,
        wanted: &[u128],
        take: &mut TakeAgain<'_>,
    ) -> io::Result<()> {
        let mut bytes = vec![0; (stretch.end - stretch.start) as usize];
        self.input.seek(SeekFrom::Start(stretch.start))?;
        self.input.read_exact(&mut bytes)?;
        let block = self.source.cutting.block(String::from_utf8(bytes).map_err(|_| changed())?);
        let (plan, out) = (&self.source.plan, &mut self.out);
        out.clear();
        self.lane.begin();
        let mut rows = self.rows.rows(&block);
        for (at, key) in wanted.iter().enumerate() {
            loop {
                let row = rows.next().ok_or_else(changed)?;
                if row::key(&row, plan) != *key {
                    continue;
                }
                let before = out.rows.len();
                row::read((&row, row.len()), plan, (out, &mut self.lane));
                let main = out.rows.get(before).filter(|main| main.outcome == Outcome::Accepted);
                if let Some(main) = main {
                    take(at, out.bytes_of(main))?;
                    break;
                }
            }
        }
        Ok(())
    }
}

fn changed() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "a file of the older delivery changed while it was read")
}
