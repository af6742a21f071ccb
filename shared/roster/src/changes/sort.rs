//! Puts changes into the order of a change set, however they come and however many they are.

use std::io::Write;

use super::change::{Change, Op};
use super::write::ChangeSetWriter;
use crate::model::Entity;
use crate::sorting::{Scratch, Sorter};
use crate::stored::StoredError;
use crate::stored::bytes::Taker;

/// Takes changes in any order and writes them by entity and `sourcedId`.
pub struct ChangeSorter<'s> {
    sorter: Sorter<'s>,
    key: Vec<u8>,
    payload: Vec<u8>,
    len: u64,
}

impl<'s> ChangeSorter<'s> {
    /// An empty one; what does not fit in memory goes to scratch.
    pub fn new(scratch: &'s dyn Scratch) -> ChangeSorter<'s> {
        ChangeSorter { sorter: Sorter::new(scratch), key: Vec::new(), payload: Vec::new(), len: 0 }
    }

    /// Hands over all changes, by entity and `sourcedId`, and keeps none.
    pub fn each(self, mut take: impl FnMut(&Change) -> Result<(), StoredError>) -> Result<(), StoredError> {
        const DAMAGED: StoredError = StoredError::Unfit("scratch is damaged");
        let mut sorted = self.sorter.finish()?;
        while let Some((key, encoded)) = sorted.next()? {
            let (entity, ..) = parse(key, encoded).ok_or(DAMAGED)?;
            let change = Change::decode(entity, &mut Taker::over(encoded)).ok_or(DAMAGED)?;
            take(&change)?;
        }
        Ok(())
    }

    /// How many changes were added.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// True if none was.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Adds a change.
    pub fn push(&mut self, change: &Change) -> Result<(), StoredError> {
        self.key.clear();
        self.key.push(change.entity as u8);
        self.key.extend_from_slice(change.sourced_id().as_bytes());
        self.len += 1;
        self.payload.clear();
        change.encode(&mut self.payload);
        Ok(self.sorter.push(&self.key, &self.payload)?)
    }

    /// Writes all changes as a change set and gives the output back.
    pub fn write<W: Write>(self, out: W) -> Result<W, StoredError> {
        let mut writer = ChangeSetWriter::new(out)?;
        let mut sorted = self.sorter.finish()?;
        while let Some((key, encoded)) = sorted.next()? {
            let (entity, op, id) = parse(key, encoded).ok_or(StoredError::Unfit("scratch is damaged"))?;
            writer.push_encoded((entity, id), op, encoded)?;
        }
        writer.finish()
    }
}

fn parse<'k>(key: &'k [u8], encoded: &[u8]) -> Option<(Entity, Op, &'k [u8])> {
    let (entity, id) = key.split_first()?;
    let entity = *Entity::ALL.get(usize::from(*entity))?;
    Some((entity, Op::from_code(*encoded.first()?)?, id))
}
