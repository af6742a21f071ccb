//! Records of one entity of the older delivery, to be had again: where their rows are in its file, or else a copy.

use std::collections::HashMap;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;

use super::keys::Keys;
use super::known::{Before, Known, Take};
use super::schools::Living;
use crate::model::Entity;
use crate::read::Again;
use crate::snapshot::school_of;
use crate::sorting::{Scratch, ScratchFile};

/// Records in the order of their ordinals. The first ones come from rows that stand in their file as they are; from the
/// first on of which that is not so, all are copied into throw-away storage.
#[derive(Default)]
pub(crate) struct Spool {
    places: Places,
    /// The block that is being read, if its text is in the file as it is.
    block: Option<Range<u64>>,
    copies: Copies,
    schools: Living,
}

const STRIDE: u32 = 16;
const BUFFER: usize = 256 * 1024;
/// Bytes of the older file read at once.
const STRETCH: u64 = 256 * 1024;

impl Spool {
    /// Begins a block of rows of the entity's own file.
    pub(crate) fn begin(&mut self, block: Option<Range<u64>>) {
        // The places of one file mean nothing in another.
        self.block = block.filter(|_| self.places.again.is_none());
    }

    /// Adds the next record, from a row at a place in the block's text; empty bytes stand for none.
    pub(crate) fn push(&mut self, record: &[u8], at: u32, scratch: &dyn Scratch) -> io::Result<()> {
        match &self.block {
            Some(block) if self.copies.count == 0 => {
                self.places.push(block.start + u64::from(at), block.end);
                Ok(())
            }
            _ => self.copies.push(record, scratch),
        }
    }

    /// Counts a record at its school.
    pub(crate) fn count_at_school(&mut self, (entity, school): (Entity, u64), record: &[u8]) {
        self.schools.add(school, || school_of(entity, record).map(str::to_owned));
    }

    /// Whether rows of the file have to be read again.
    pub(crate) fn wants_file(&self) -> bool {
        self.places.count > 0 && self.places.again.is_none()
    }

    /// Takes the file of which rows have to be read again.
    pub(crate) fn take_file(&mut self, again: Again) {
        self.places.again = Some(again);
        self.block = None;
    }

    /// What was there, for the next delivery to be compared with.
    pub(crate) fn known(mut self, keys: Keys) -> Known {
        let schools = std::mem::take(&mut self.schools).into_named().collect();
        Known {
            keys: keys.into_known(),
            states: HashMap::new(),
            schools,
            comparable: true,
            before: Some(Box::new(self)),
        }
    }
}

impl Before for Spool {
    fn fetch(&mut self, ordinals: &[u32], keys: &Keys, take: &mut Take<'_>) -> io::Result<()> {
        let first = self.places.count;
        let (placed, copied) = ordinals.split_at(ordinals.partition_point(|ordinal| *ordinal < first));
        self.places.fetch(placed, keys, take)?;
        let copied: Vec<u32> = copied.iter().map(|ordinal| ordinal - first).collect();
        self.copies.fetch(&copied, &mut |at, bytes| take(first + at, bytes))
    }
}

/// Where rows are in a file.
#[derive(Default)]
struct Places {
    count: u32,
    /// Where the row of every [`STRIDE`]th record begins.
    marks: Vec<u64>,
    end: u64,
    again: Option<Again>,
}

impl Places {
    fn push(&mut self, at: u64, end: u64) {
        if self.count.is_multiple_of(STRIDE) {
            self.marks.push(at);
        }
        (self.count, self.end) = (self.count + 1, end);
    }

    /// Where the rows of a stride begin.
    fn start(&self, stride: usize) -> u64 {
        self.marks.get(stride).copied().unwrap_or(self.end)
    }

    fn fetch(&mut self, ordinals: &[u32], keys: &Keys, take: &mut Take<'_>) -> io::Result<()> {
        let mut rest = ordinals;
        while let Some(first) = rest.first() {
            let stride = |ordinal: u32| (ordinal / STRIDE) as usize;
            let start = self.start(stride(*first));
            let (mut count, mut last) = (0, stride(*first));
            for ordinal in rest {
                let own = stride(*ordinal);
                if own > last + 1 || self.start(own + 1) - start > STRETCH && own > last {
                    break;
                }
                (count, last) = (count + 1, own);
            }
            let (wanted, more) = rest.split_at(count);
            let of_wanted: Vec<u128> = wanted.iter().map(|ordinal| keys.key(*ordinal)).collect();
            let stretch = start..self.start(last + 1);
            let again = self.again.as_mut().ok_or(io::ErrorKind::InvalidInput)?;
            again.read(stretch, &of_wanted, &mut |at, bytes| take(wanted[at], bytes))?;
            rest = more;
        }
        Ok(())
    }
}

/// Copies of records.
#[derive(Default)]
struct Copies {
    file: Option<Box<dyn ScratchFile>>,
    /// What is not in the file yet.
    buffer: Vec<u8>,
    /// The record before, of which the next one leaves out what is the same at the end.
    last: Vec<u8>,
    written: u64,
    count: u32,
    /// Where every [`STRIDE`]th record begins.
    marks: Vec<u64>,
}

impl Copies {
    fn push(&mut self, record: &[u8], scratch: &dyn Scratch) -> io::Result<()> {
        if self.count.is_multiple_of(STRIDE) {
            self.marks.push(self.len());
            self.last.clear();
        }
        self.count += 1;
        let same = same_at_end(&self.last, record);
        let own = &record[..record.len() - same];
        self.buffer.extend_from_slice(&(own.len() as u32).to_le_bytes());
        self.buffer.extend_from_slice(&(same as u32).to_le_bytes());
        self.buffer.extend_from_slice(own);
        self.last.clear();
        self.last.extend_from_slice(record);
        if self.buffer.len() >= BUFFER {
            let file = match &mut self.file {
                Some(file) => file,
                none => none.insert(scratch.create()?),
            };
            file.write_all(&self.buffer)?;
            self.written += self.buffer.len() as u64;
            self.buffer.clear();
        }
        Ok(())
    }

    fn len(&self) -> u64 {
        self.written + self.buffer.len() as u64
    }

    fn fetch(&mut self, ordinals: &[u32], take: &mut Take<'_>) -> io::Result<()> {
        let mut rest = ordinals;
        let mut chunk = Vec::new();
        while let Some(first) = rest.first() {
            let group = (first / STRIDE) as usize;
            let count = rest.iter().take_while(|o| (**o / STRIDE) as usize == group).count();
            let (start, end) = (self.marks[group], self.marks.get(group + 1).copied().unwrap_or(self.len()));
            self.chunk(start..end, &mut chunk)?;
            hand_out(&chunk, group as u32 * STRIDE, &rest[..count], take)?;
            rest = &rest[count..];
        }
        Ok(())
    }

    /// Gets bytes back, of which the first may be in the file and the last not.
    fn chunk(&mut self, place: Range<u64>, chunk: &mut Vec<u8>) -> io::Result<()> {
        chunk.clear();
        let in_file = self.written.clamp(place.start, place.end);
        if let (true, Some(file)) = (in_file > place.start, &mut self.file) {
            chunk.resize((in_file - place.start) as usize, 0);
            file.seek(SeekFrom::Start(place.start))?;
            file.read_exact(chunk)?;
        }
        let kept = (in_file.max(self.written) - self.written) as usize
            ..(place.end.max(self.written) - self.written) as usize;
        chunk.extend_from_slice(&self.buffer[kept]);
        Ok(())
    }
}

/// How many bytes two records have in common at their end.
fn same_at_end(one: &[u8], other: &[u8]) -> usize {
    let (mut one, mut other, mut same) = (one, other, 0);
    while let (Some((rest, a)), Some((more, b))) =
        (one.split_last_chunk::<8>(), other.split_last_chunk::<8>())
    {
        let differing = u64::from_le_bytes(*a) ^ u64::from_le_bytes(*b);
        if differing != 0 {
            return same + differing.leading_zeros() as usize / 8;
        }
        (one, other, same) = (rest, more, same + 8);
    }
    same + one.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b).count()
}

/// Goes through a chunk, of which each record is told from the one before.
fn hand_out(chunk: &[u8], first: u32, wanted: &[u32], take: &mut Take<'_>) -> io::Result<()> {
    let (mut rest, mut ordinal, mut wanted) = (chunk, first, wanted.iter().peekable());
    let (mut record, mut last): (Vec<u8>, Vec<u8>) = (Vec::new(), Vec::new());
    while let (Some(next), Some((own, after))) = (wanted.peek(), rest.split_first_chunk::<4>()) {
        let Some((same, after)) = after.split_first_chunk::<4>() else { break };
        let (own, same) = (u32::from_le_bytes(*own) as usize, u32::from_le_bytes(*same) as usize);
        std::mem::swap(&mut record, &mut last);
        record.clear();
        record.extend_from_slice(&after[..own]);
        record.extend_from_slice(&last[last.len() - same..]);
        if **next == ordinal {
            take(ordinal, &record)?;
            wanted.next();
        }
        rest = &after[own..];
        ordinal += 1;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sorting::MemoryScratch;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_spool_gives_back_what_was_pushed(records in prop::collection::vec(prop::collection::vec(0u8..3, 0..40), 1..200), pick in prop::collection::btree_set(0u32..200, 0..40)) {
            let mut spool = Copies::default();
            records.iter().for_each(|r| spool.push(r, &MemoryScratch).unwrap());
            let wanted: Vec<u32> = pick.into_iter().filter(|o| (*o as usize) < records.len()).collect();
            let mut got = Vec::new();
            spool.fetch(&wanted, &mut |o, bytes| { got.push((o, bytes.to_vec())); Ok(()) }).unwrap();
            let want: Vec<_> = wanted.iter().map(|o| (*o, records[*o as usize].clone())).collect();
            prop_assert_eq!(got, want);
        }
    }
}
