//! Reading a change set: a batch, one record's change, or all of an entity.

use std::collections::BTreeMap;
use std::io::{Read, Seek};

use super::change::{Change, Op};
use super::write::KIND;
use crate::model::Entity;
use crate::stored::bytes::Taker;
use crate::stored::container::BlockPlace;
use crate::stored::open::Container;
use crate::stored::{Part, StoredError};

/// Where a batch is and what it begins with.
#[derive(Debug, Clone)]
struct Batch {
    place: BlockPlace,
    entity: Entity,
    first_id: String,
}

/// An open change set. Memory: where each batch is and one batch; the rest stays where it is.
pub struct ChangeSetReader<R> {
    file: Container<R>,
    batches: Vec<Batch>,
    counts: BTreeMap<(Entity, Op), u64>,
    raw: Vec<u8>,
}

impl<R: Read + Seek> ChangeSetReader<R> {
    /// Opens a change set and checks everything but the batches, which are checked when they are read.
    pub fn open(input: R) -> Result<ChangeSetReader<R>, StoredError> {
        let mut file = Container::open(input, KIND)?;
        let batches = file.section(0, Part::Directory)?;
        let batches = parse_directory(&batches).ok_or_else(|| file.damaged(Part::Directory))?;
        let counts = file.section(1, Part::Directory)?;
        let counts = parse_counts(&counts).ok_or_else(|| file.damaged(Part::Directory))?;
        if counts.values().sum::<u64>() != file.number() {
            return Err(file.damaged(Part::Footer));
        }
        Ok(ChangeSetReader { file, batches, counts, raw: Vec::new() })
    }

    /// How many changes it holds.
    pub fn len(&self) -> u64 {
        self.file.number()
    }

    /// True if nothing changes.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The version of the file's format.
    pub fn format_version(&self) -> u16 {
        self.file.version()
    }

    /// A checksum over all of it: differs, as good as surely, where the content differs.
    pub fn fingerprint(&self) -> u64 {
        self.file.fingerprint()
    }

    /// How many changes of a kind an entity has.
    pub fn count(&self, entity: Entity, op: Op) -> u64 {
        self.counts.get(&(entity, op)).copied().unwrap_or(0)
    }

    /// All counts that are not zero.
    pub fn counts(&self) -> impl Iterator<Item = (Entity, Op, u64)> {
        self.counts.iter().map(|((entity, op), count)| (*entity, *op, *count))
    }

    /// How many batches it has; they are numbered from 0.
    pub fn batches(&self) -> u32 {
        self.batches.len() as u32
    }

    /// The changes of a batch: at most 1,000, of one entity, by `sourcedId`; none for a number that there is not.
    pub fn batch(&mut self, number: u32) -> Result<Vec<Change>, StoredError> {
        let Some(batch) = self.batches.get(number as usize) else { return Ok(Vec::new()) };
        let (place, entity) = (batch.place, batch.entity);
        self.file.block(&place, number, &mut self.raw)?;
        let mut from = Taker::over(&self.raw);
        let changes: Option<Vec<_>> = (0..place.count).map(|_| Change::decode(entity, &mut from)).collect();
        changes.filter(|_| from.is_empty()).ok_or_else(|| self.file.damaged(Part::Block(number)))
    }

    /// The change of a record, reading no batch that cannot hold it. Where a record goes and another comes under its ID, it is
    /// the other's.
    pub fn find(&mut self, entity: Entity, sourced_id: &str) -> Result<Option<Change>, StoredError> {
        let wanted = (entity, sourced_id);
        let later = self.batches.partition_point(|batch| (batch.entity, batch.first_id.as_str()) < wanted);
        // Where changes of one ID go over a border of batches, the first of them may end the batch before.
        let mut first = None;
        for number in later.saturating_sub(1)..=later {
            let found = self.batch(number as u32)?.into_iter();
            for change in found.filter(|c| c.entity == entity && c.sourced_id() == sourced_id) {
                if change.op == Op::Renamed {
                    return Ok(Some(change));
                }
                first = first.or(Some(change));
            }
        }
        Ok(first)
    }

    /// The changes of an entity, by `sourcedId`, reading batch by batch.
    pub fn changes_of(&mut self, entity: Entity) -> Changes<'_, R> {
        let first = self.batches.partition_point(|batch| batch.entity < entity);
        let end = self.batches.partition_point(|batch| batch.entity <= entity);
        Changes { set: self, batches: first as u32..end as u32, current: Vec::new().into_iter() }
    }

    /// All changes in order, reading batch by batch.
    pub fn changes(&mut self) -> Changes<'_, R> {
        let batches = 0..self.batches();
        Changes { set: self, batches, current: Vec::new().into_iter() }
    }
}

#[cfg(test)]
impl<R> ChangeSetReader<R> {
    pub(super) fn place_of(&self, batch: usize) -> BlockPlace {
        self.batches[batch].place
    }
}

/// Changes of a change set, one after another.
pub struct Changes<'r, R> {
    set: &'r mut ChangeSetReader<R>,
    batches: std::ops::Range<u32>,
    current: std::vec::IntoIter<Change>,
}

impl<R: Read + Seek> Iterator for Changes<'_, R> {
    type Item = Result<Change, StoredError>;
    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(change) = self.current.next() {
                return Some(Ok(change));
            }
            match self.set.batch(self.batches.next()?) {
                Ok(batch) => self.current = batch.into_iter(),
                Err(error) => {
                    self.batches = 0..0;
                    return Some(Err(error));
                }
            }
        }
    }
}

fn parse_directory(bytes: &[u8]) -> Option<Vec<Batch>> {
    let (mut from, mut batches) = (Taker::over(bytes), Vec::new());
    while !from.is_empty() {
        let place = BlockPlace::decode(&mut from)?;
        let entity = from.text()?.parse().ok()?;
        batches.push(Batch { place, entity, first_id: from.text()?.to_owned() });
    }
    Some(batches)
}

fn parse_counts(bytes: &[u8]) -> Option<BTreeMap<(Entity, Op), u64>> {
    let (mut from, mut counts) = (Taker::over(bytes), BTreeMap::new());
    while !from.is_empty() {
        let entity = from.text()?.parse().ok()?;
        counts.insert((entity, Op::from_code(from.u8()?)?), from.varint()?);
    }
    Some(counts)
}
