//! One change of one record.

use crate::model::{Entity, Values};
use crate::stored::bytes::{Taker, put_varint};

/// What happens to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Op {
    /// It is new.
    Created,
    /// Some of its fields differ.
    Updated,
    /// It is no longer part of the roster.
    Removed,
    /// It was removed and is back.
    Revived,
    /// It has another `sourcedId`.
    Renamed,
    /// It is absent, but not for as many deliveries as its removal takes. Internal: the roster does not change.
    Missing,
    /// It was missing and is there again, unchanged. Internal.
    Returned,
    /// The grace of its tombstone is over. Internal.
    Purged,
}

impl Op {
    /// All of them.
    pub const ALL: [Op; 8] = [
        Op::Created,
        Op::Updated,
        Op::Removed,
        Op::Revived,
        Op::Renamed,
        Op::Missing,
        Op::Returned,
        Op::Purged,
    ];

    /// The word in JSON and reports.
    pub const fn word(self) -> &'static str {
        match self {
            Op::Created => "created",
            Op::Updated => "updated",
            Op::Removed => "removed",
            Op::Revived => "revived",
            Op::Renamed => "renamed",
            Op::Missing => "missing",
            Op::Returned => "returned",
            Op::Purged => "purged",
        }
    }

    /// True for what changes the roster that others see; the rest is bookkeeping of ours.
    pub const fn is_visible(self) -> bool {
        match self {
            Op::Created | Op::Updated | Op::Removed | Op::Revived | Op::Renamed => true,
            Op::Missing | Op::Returned | Op::Purged => false,
        }
    }

    /// The number in stored files; never given to another.
    pub(crate) const fn code(self) -> u8 {
        match self {
            Op::Created => 1,
            Op::Updated => 2,
            Op::Removed => 3,
            Op::Revived => 4,
            Op::Renamed => 5,
            Op::Missing => 6,
            Op::Returned => 7,
            Op::Purged => 8,
        }
    }

    pub(crate) fn from_code(code: u8) -> Option<Op> {
        Op::ALL.into_iter().find(|op| op.code() == code)
    }
}

/// One change of one record. Records are in [canonical encoding](crate::model::Record).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What happens.
    pub op: Op,
    /// To what kind of record.
    pub entity: Entity,
    /// The record's place in the snapshot; `None` for what is created.
    pub ordinal: Option<u32>,
    /// Of created records: their order in the delivery.
    pub arrival: u64,
    /// Hash of the key; of a renamed record, of the new one.
    pub key: u128,
    /// Hash of the fields after the change; where nothing comes after, of those before.
    pub row: u128,
    /// The record before, as far as there was one.
    pub before: Option<Vec<u8>>,
    /// The record after, as far as there is one.
    pub after: Option<Vec<u8>>,
}

impl Change {
    /// The record's `sourcedId` after the change, or before it where nothing comes after.
    pub fn sourced_id(&self) -> &str {
        let record = self.after.as_deref().or(self.before.as_deref()).unwrap_or(&[]);
        Values::over(record).next().flatten().unwrap_or("")
    }

    /// Appends all but the entity.
    pub(super) fn encode(&self, out: &mut Vec<u8>) {
        out.push(self.op.code());
        put_varint(out, self.ordinal.map_or(0, |ordinal| u64::from(ordinal) + 1));
        put_varint(out, self.arrival);
        out.extend_from_slice(&self.key.to_le_bytes());
        out.extend_from_slice(&self.row.to_le_bytes());
        put_record(out, self.before.as_deref());
        put_record(out, self.after.as_deref());
    }

    pub(super) fn decode(entity: Entity, from: &mut Taker<'_>) -> Option<Change> {
        let op = Op::from_code(from.u8()?)?;
        let ordinal = match from.varint()?.checked_sub(1) {
            Some(ordinal) => Some(u32::try_from(ordinal).ok()?),
            None => None,
        };
        let (arrival, key, row) = (from.varint()?, from.u128()?, from.u128()?);
        let (before, after) = (take_record(from)?, take_record(from)?);
        Some(Change { op, entity, ordinal, arrival, key, row, before, after })
    }
}

/// Length + 1 and bytes; 0 for none.
fn put_record(out: &mut Vec<u8>, record: Option<&[u8]>) {
    put_varint(out, record.map_or(0, |bytes| bytes.len() as u64 + 1));
    out.extend_from_slice(record.unwrap_or(&[]));
}

fn take_record(from: &mut Taker<'_>) -> Option<Option<Vec<u8>>> {
    match from.varint()?.checked_sub(1) {
        Some(len) => Some(Some(from.raw(usize::try_from(len).ok()?)?.to_vec())),
        None => Some(None),
    }
}
