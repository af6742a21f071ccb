//! Records of the snapshot that have another ID in the delivery: which key stands for whom.

use std::collections::HashMap;
use std::io;

use super::entity::EntityDiff;
use super::keys::key_hash;
use super::pass::{Group, Pass};
use crate::identity::{Renames, follow};
use crate::model::{Entity, Kind, Record, RecordBuilder};

/// The IDs that records of the snapshot may come under, by key hash.
#[derive(Debug, Default)]
pub(super) struct Moves {
    /// The ordinal by the new key.
    pub(super) incoming: HashMap<u128, u32>,
    /// The ordinal by the old key.
    pub(super) outgoing: HashMap<u128, u32>,
}

impl Moves {
    fn add(&mut self, ordinal: u32, old: u128, new: u128) {
        if old != new && !self.incoming.contains_key(&new) && !self.outgoing.contains_key(&old) {
            self.incoming.insert(new, ordinal);
            self.outgoing.insert(old, ordinal);
        }
    }
}

impl EntityDiff<'_> {
    /// Learns which records of the snapshot may come under another ID: those of the changes, and those whose ID is made of
    /// IDs that change.
    pub(super) fn expect_moves(&mut self, renames: &Renames) -> io::Result<()> {
        let mut moves = Moves::default();
        for (old, new) in renames.of(self.entity) {
            let old = key_hash(old);
            if let Some(ordinal) = self.keys.known_living_at(old) {
                moves.add(ordinal, old, key_hash(new));
            }
        }
        if is_touched(self.entity, renames) {
            let (entity, mut composed) = (self.entity, Vec::new());
            self.each_before(&mut |key, bytes| {
                let new = Record::decode(entity, bytes).and_then(|record| follow(&record, renames));
                composed.extend(new.map(|new| (key, key_hash(&new))));
            })?;
            for (old, new) in composed {
                if let Some(ordinal) = self.keys.known_living_at(old) {
                    moves.add(ordinal, old, new);
                }
            }
        }
        if !moves.incoming.is_empty() {
            self.keys.expect_moves(moves);
        }
        Ok(())
    }
}

impl Pass<'_> {
    /// Forgets changes of IDs that the roster does not have, and says which records may come under another one.
    pub(super) fn expect_moves(&mut self, diffs: &mut Group<'_>) -> io::Result<()> {
        for (entity, diff) in diffs.iter_mut() {
            self.renames.retain(*entity, |old, _| diff.keys.known_living_at(key_hash(old)).is_some());
        }
        diffs.values_mut().try_for_each(|diff| diff.expect_moves(&self.renames))
    }

    /// Keeps only the changes of IDs that the delivery has made.
    pub(super) fn settle_moves(&mut self, diffs: &Group<'_>) {
        for (entity, diff) in diffs {
            self.renames.retain(*entity, |_, new| diff.keys.has_come_as(key_hash(new)));
        }
    }
}

/// Whether an entity's records have changes of IDs, or may have to follow those of others.
pub(super) fn is_touched(entity: Entity, renames: &Renames) -> bool {
    if renames.is_empty() {
        return false;
    }
    let changed = |to: Entity| renames.of(to).next().is_some();
    changed(entity)
        || entity == Entity::Demographics && changed(Entity::Users)
        || entity.fields().iter().any(|field| match field.kind {
            Kind::Ref(to) | Kind::RefList(to) => changed(to),
            _ => false,
        })
}

/// The record with the new IDs of whatever it refers to.
pub(super) fn with_new_references(record: &Record, renames: &Renames) -> Record {
    let mut builder = RecordBuilder::new(record.entity());
    for (field, value) in record.entity().fields().iter().zip(record.values()) {
        match (field.kind, value) {
            (Kind::Ref(to), Some(one)) => builder.push(Some(renames.get(to, one).unwrap_or(one))),
            (Kind::RefList(to), Some(list)) => {
                let new = list.split(',').map(|one| renames.get(to, one).unwrap_or(one));
                builder.push(Some(&new.collect::<Vec<_>>().join(",")));
            }
            (_, value) => builder.push(value),
        }
    }
    builder.own(&record.own_values().map(|(name, value)| (name.into_owned(), value.into_owned())).collect());
    builder.finish()
}

/// The record under another ID.
pub(super) fn with_id(record: &Record, id: &str) -> Record {
    let mut builder = RecordBuilder::new(record.entity());
    builder.push(Some(id));
    record.values().skip(1).for_each(|value| builder.push(value));
    builder.own(&record.own_values().map(|(name, value)| (name.into_owned(), value.into_owned())).collect());
    builder.finish()
}
