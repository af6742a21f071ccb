//! What was there before: keys and states at once, records only when asked for.

use std::collections::HashMap;
use std::io::{self, Read, Seek, SeekFrom, Write};

use super::keys::Keys;
use super::schools::Living;
use crate::model::Entity;
use crate::snapshot::{RecordState, SchoolCounts, SnapshotReader, school_of};
use crate::sorting::{Scratch, ScratchFile};
use crate::stored::StoredError;

/// Takes the canonical encoding of the record at an ordinal.
pub(crate) type Take<'a> = dyn FnMut(u32, &[u8]) -> io::Result<()> + 'a;

/// Gives records of one entity back by their ordinal.
pub(crate) trait Before {
    /// Hands over the records at ascending ordinals.
    fn fetch(&mut self, ordinals: &[u32], take: &mut Take<'_>) -> io::Result<()>;
}

/// One entity as it was before the delivery.
#[derive(Default)]
pub(crate) struct Known {
    pub(crate) keys: Keys,
    /// Records that are not simply there.
    pub(crate) states: HashMap<u32, RecordState>,
    /// Records that are part of the roster, by school.
    pub(crate) schools: SchoolCounts,
    /// Whether row hashes were made the way we make them today.
    pub(crate) comparable: bool,
    pub(crate) before: Option<Box<dyn Before>>,
}

impl Known {
    /// What a stored snapshot says.
    pub(crate) fn stored<R: Read + Seek + 'static>(mut reader: SnapshotReader<R>) -> io::Result<Known> {
        Ok(Known {
            keys: Keys::of(reader.index().map_err(damaged)?),
            states: reader.states().iter().copied().collect(),
            schools: reader.schools().clone(),
            comparable: u64::from(reader.row_version()) == super::ROW_VERSION,
            before: Some(Box::new(Stored(reader))),
        })
    }
}

/// A stored file that cannot be read is a failure of the world, not a finding.
pub(crate) fn damaged(error: StoredError) -> io::Error {
    match error {
        StoredError::Io(error) => error,
        other => io::Error::new(io::ErrorKind::InvalidData, other),
    }
}

struct Stored<R>(SnapshotReader<R>);

impl<R: Read + Seek> Before for Stored<R> {
    fn fetch(&mut self, ordinals: &[u32], take: &mut Take<'_>) -> io::Result<()> {
        let each = |ordinal, bytes: &[u8]| take(ordinal, bytes).map_err(StoredError::from);
        self.0.fetch(ordinals.iter().copied(), each).map_err(damaged)
    }
}

/// Records of one entity on their way into throw-away storage, in order.
pub(crate) struct Spool {
    entity: Entity,
    file: Box<dyn ScratchFile>,
    buffer: Vec<u8>,
    /// The record before, of which the next one leaves out what is the same at the end.
    last: Vec<u8>,
    written: u64,
    count: u32,
    /// Where every [`STRIDE`]th record begins.
    marks: Vec<u64>,
    schools: Living,
}

const STRIDE: u32 = 16;
const BUFFER: usize = 256 * 1024;

impl Spool {
    pub(crate) fn new(entity: Entity, scratch: &dyn Scratch) -> io::Result<Spool> {
        let (file, buffer) = (scratch.create()?, Vec::with_capacity(BUFFER + 4096));
        Ok(Spool {
            entity,
            file,
            buffer,
            last: Vec::new(),
            written: 0,
            count: 0,
            marks: Vec::new(),
            schools: Living::default(),
        })
    }

    /// Adds the next record; empty bytes stand for none.
    pub(crate) fn push(&mut self, record: &[u8]) -> io::Result<()> {
        if self.count.is_multiple_of(STRIDE) {
            self.marks.push(self.written + self.buffer.len() as u64);
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
            self.flush()?;
        }
        Ok(())
    }

    /// Counts a record at its school.
    pub(crate) fn count_at_school(&mut self, school: u64, record: &[u8]) {
        self.schools.add(school, || school_of(self.entity, record).map(str::to_owned));
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.write_all(&self.buffer)?;
        self.written += self.buffer.len() as u64;
        self.buffer.clear();
        Ok(())
    }

    /// What was there, for the next delivery to be compared with.
    pub(crate) fn known(mut self, keys: Keys) -> io::Result<Known> {
        self.flush()?;
        let schools = std::mem::take(&mut self.schools).into_named().collect();
        Ok(Known {
            keys: keys.into_known(),
            states: HashMap::new(),
            schools,
            comparable: true,
            before: Some(Box::new(self)),
        })
    }
}

impl Before for Spool {
    fn fetch(&mut self, ordinals: &[u32], take: &mut Take<'_>) -> io::Result<()> {
        let mut rest = ordinals;
        let mut chunk = Vec::new();
        while let Some(first) = rest.first() {
            let group = (first / STRIDE) as usize;
            let count = rest.iter().take_while(|o| (**o / STRIDE) as usize == group).count();
            let (start, end) =
                (self.marks[group], self.marks.get(group + 1).copied().unwrap_or(self.written));
            chunk.resize((end - start) as usize, 0);
            self.file.seek(SeekFrom::Start(start))?;
            self.file.read_exact(&mut chunk)?;
            hand_out(&chunk, group as u32 * STRIDE, &rest[..count], take)?;
            rest = &rest[count..];
        }
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
            let mut spool = Spool::new(Entity::Orgs, &MemoryScratch).unwrap();
            records.iter().for_each(|r| spool.push(r).unwrap());
            spool.flush().unwrap();
            let wanted: Vec<u32> = pick.into_iter().filter(|o| (*o as usize) < records.len()).collect();
            let mut got = Vec::new();
            spool.fetch(&wanted, &mut |o, bytes| { got.push((o, bytes.to_vec())); Ok(()) }).unwrap();
            let want: Vec<_> = wanted.iter().map(|o| (*o, records[*o as usize].clone())).collect();
            prop_assert_eq!(got, want);
        }
    }
}
