//! The changes of a fold in the order in which it meets their records.

use std::collections::HashSet;

use super::fold::FoldSettings;
use super::school::SchoolCounts;
use super::state::Entry;
use crate::changes::{Change, Op};
use crate::model::Entity;
use crate::sorting::{Sorted, Sorter};
use crate::stored::StoredError;
use crate::stored::bytes::Taker;

/// Stands in for the ordinal of records that have none yet, after all that have one.
const CREATED: u32 = u32::MAX;

/// What a change means for the record at its ordinal.
pub(super) struct Edit {
    pub(super) ordinal: u32,
    pub(super) op: Op,
    pub(super) entry: Entry,
    pub(super) after: Vec<u8>,
}

/// Edits by ordinal, then those that create by arrival.
pub(super) struct Edits {
    sorted: Sorted,
    next: Option<Edit>,
    /// The counts by school when all changes are applied.
    pub(super) schools: SchoolCounts,
    /// Keys that records get which had another one.
    pub(super) taken: HashSet<u128>,
}

impl Edits {
    pub(super) fn collect(
        changes: impl IntoIterator<Item = Result<Change, StoredError>>,
        mut schools: SchoolCounts,
        settings: &FoldSettings<'_>,
    ) -> Result<Edits, StoredError> {
        let mut sorter = Sorter::new(settings.scratch);
        let mut payload = Vec::new();
        let mut taken = HashSet::new();
        for change in changes {
            let change = change?;
            let place = place(&change, settings.snapshot.entity)?;
            count(&change, &mut schools)?;
            if change.op == Op::Renamed && !taken.insert(change.key) {
                return Err(StoredError::Unfit("two records get one ID"));
            }
            encode(&change, &mut payload);
            sorter.push(&place, &payload)?;
        }
        let mut edits = Edits { sorted: sorter.finish()?, next: None, schools, taken };
        edits.step()?;
        Ok(edits)
    }

    /// The edit of the record at an ordinal, asked for in ascending order.
    pub(super) fn take_at(&mut self, ordinal: u32) -> Result<Option<Edit>, StoredError> {
        if self.next.as_ref().is_none_or(|edit| edit.ordinal != ordinal) {
            return Ok(None);
        }
        let edit = self.step()?;
        if self.next.as_ref().is_some_and(|next| next.ordinal == ordinal) {
            return Err(StoredError::Unfit("two changes are of one record"));
        }
        Ok(edit)
    }

    /// True if only records that are created are left, and there are some.
    pub(super) fn has_created(&self) -> bool {
        self.next.as_ref().is_some_and(|edit| edit.ordinal == CREATED)
    }

    /// The next created record, once all others were taken.
    pub(super) fn take_created(&mut self) -> Result<Option<Edit>, StoredError> {
        if self.next.is_some() && !self.has_created() {
            return Err(StoredError::Unfit("a change is of a record that the snapshot does not have"));
        }
        self.step()
    }

    fn step(&mut self) -> Result<Option<Edit>, StoredError> {
        let next = match self.sorted.next()? {
            Some((place, payload)) => {
                Some(decode(place, payload).ok_or(StoredError::Unfit("scratch is damaged"))?)
            }
            None => None,
        };
        Ok(std::mem::replace(&mut self.next, next))
    }
}

/// Where a change belongs: ordinal, then arrival, so that bytes compare as the numbers do.
fn place(change: &Change, entity: Entity) -> Result<[u8; 12], StoredError> {
    if change.entity != entity {
        return Err(StoredError::Unfit("a change is of another entity"));
    }
    let ordinal = match (change.op == Op::Created, change.ordinal) {
        (true, None) => CREATED,
        (false, Some(ordinal)) if ordinal != CREATED => ordinal,
        (true, Some(_)) => {
            return Err(StoredError::Unfit("a created record has a place in the snapshot already"));
        }
        (false, _) => return Err(StoredError::Unfit("a change does not say where its record is")),
    };
    let mut place = [0; 12];
    place[..4].copy_from_slice(&ordinal.to_be_bytes());
    place[4..].copy_from_slice(&change.arrival.to_be_bytes());
    Ok(place)
}

fn count(change: &Change, schools: &mut SchoolCounts) -> Result<(), StoredError> {
    let (leaves, enters) = match change.op {
        Op::Created | Op::Revived => (None, Some(&change.after)),
        Op::Updated | Op::Renamed => (Some(&change.before), Some(&change.after)),
        Op::Removed => (Some(&change.before), None),
        Op::Missing | Op::Returned | Op::Purged => (None, None),
    };
    const LACKS: StoredError = StoredError::Unfit("a change lacks the record before or after it");
    if let Some(before) = leaves {
        schools.take(change.entity, before.as_ref().ok_or(LACKS)?);
    }
    if let Some(after) = enters {
        schools.add(change.entity, after.as_ref().ok_or(LACKS)?);
    }
    Ok(())
}

fn encode(change: &Change, out: &mut Vec<u8>) {
    out.clear();
    out.push(change.op.code());
    out.extend_from_slice(&change.key.to_le_bytes());
    out.extend_from_slice(&change.row.to_le_bytes());
    out.extend_from_slice(change.after.as_deref().unwrap_or(&[]));
}

fn decode(place: &[u8], payload: &[u8]) -> Option<Edit> {
    let ordinal = u32::from_be_bytes(place.get(..4)?.try_into().ok()?);
    let mut from = Taker::over(payload);
    let op = Op::from_code(from.u8()?)?;
    let entry = Entry { key: from.u128()?, row: from.u128()? };
    let after = from.raw(from.len())?.to_vec();
    Some(Edit { ordinal, op, entry, after })
}
