//! Writing a change set as a stream.

use std::collections::BTreeMap;
use std::io::Write;

use super::change::{Change, Op};
use crate::model::Entity;
use crate::stored::bytes::{put_bytes, put_varint};
use crate::stored::container::{ContainerWriter, Kind};
use crate::stored::{Artifact, Compression, StoredError};

pub(super) const KIND: Kind = Kind {
    artifact: Artifact::ChangeSet,
    magic: *b"RCchgs\r\n",
    end: *b"chgsEND\n",
    version: VERSION,
    sections: 2,
};
/// The version of change sets that is written.
pub const VERSION: u16 = 1;
/// Most changes in a batch.
pub(super) const BATCH: u32 = 1_000;
/// A batch ends earlier when its changes have so many bytes.
const BATCH_BYTES: usize = 4 << 20;

/// Writes changes that come by entity, then by `sourcedId`. Memory: one batch, and where each batch is.
pub struct ChangeSetWriter<W> {
    out: ContainerWriter<W>,
    batch: Vec<u8>,
    in_batch: u32,
    directory: Vec<u8>,
    first_id: Vec<u8>,
    last: Option<(Entity, Vec<u8>)>,
    counts: BTreeMap<(Entity, Op), u64>,
    changes: u64,
}

impl<W: Write> ChangeSetWriter<W> {
    /// Begins a change set.
    pub fn new(out: W) -> Result<ChangeSetWriter<W>, StoredError> {
        Ok(ChangeSetWriter {
            out: ContainerWriter::begin(out, KIND, Compression::Zstd, &[])?,
            batch: Vec::new(),
            in_batch: 0,
            directory: Vec::new(),
            first_id: Vec::new(),
            last: None,
            counts: BTreeMap::new(),
            changes: 0,
        })
    }

    /// Adds a change; one that belongs before the last is [`StoredError::Unfit`].
    pub fn push(&mut self, change: &Change) -> Result<(), StoredError> {
        let mut encoded = Vec::new();
        change.encode(&mut encoded);
        self.push_encoded((change.entity, change.sourced_id().as_bytes()), change.op, &encoded)
    }

    pub(super) fn push_encoded(
        &mut self,
        (entity, id): (Entity, &[u8]),
        op: Op,
        encoded: &[u8],
    ) -> Result<(), StoredError> {
        self.check_order(entity, id)?;
        if self.in_batch == BATCH || self.batch.len() + encoded.len() > BATCH_BYTES {
            self.end_batch()?;
        }
        if self.in_batch == 0 {
            self.first_id = id.to_vec();
        }
        self.batch.extend_from_slice(encoded);
        self.in_batch += 1;
        self.changes += 1;
        *self.counts.entry((entity, op)).or_default() += 1;
        Ok(())
    }

    /// Refuses what comes too early; ends the batch where another entity begins.
    fn check_order(&mut self, entity: Entity, id: &[u8]) -> Result<(), StoredError> {
        match &mut self.last {
            Some((last, last_id)) if *last == entity => {
                if last_id.as_slice() > id {
                    return Err(StoredError::Unfit("changes must come by entity and sourcedId"));
                }
                last_id.clear();
                last_id.extend_from_slice(id);
                return Ok(());
            }
            Some((last, _)) if *last > entity => {
                return Err(StoredError::Unfit("changes must come by entity and sourcedId"));
            }
            Some(_) | None => {}
        }
        self.end_batch()?;
        self.last = Some((entity, id.to_vec()));
        Ok(())
    }

    fn end_batch(&mut self) -> Result<(), StoredError> {
        let Some((entity, _)) = &self.last else { return Ok(()) };
        if self.in_batch > 0 {
            self.out.block(&self.batch, self.in_batch)?.encode(&mut self.directory);
            put_bytes(&mut self.directory, entity.name().as_bytes());
            put_bytes(&mut self.directory, &self.first_id);
            self.batch.clear();
            self.in_batch = 0;
        }
        Ok(())
    }

    /// Writes what is left and gives the output back.
    pub fn finish(mut self) -> Result<W, StoredError> {
        self.end_batch()?;
        self.out.section(&self.directory)?;
        let mut counts = Vec::new();
        for ((entity, op), count) in &self.counts {
            put_bytes(&mut counts, entity.name().as_bytes());
            counts.push(op.code());
            put_varint(&mut counts, *count);
        }
        self.out.section(&counts)?;
        Ok(self.out.end(self.changes)?)
    }
}
