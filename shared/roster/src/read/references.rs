//! Which records may be referred to.

use std::collections::HashMap;
use std::sync::Arc;

use crate::diff::{Keys, UnmetStay};
use crate::model::Entity;

/// Key hashes of the records of one entity that may be referred to: 64 bits each, so that about one dangling reference
/// in 10^12 goes unnoticed in a roster of ten million.
#[derive(Debug, Default, Clone)]
pub(crate) struct KeySet {
    slots: Vec<u64>,
    len: usize,
}

impl KeySet {
    /// The records that are in the roster once the delivery counts.
    pub(crate) fn of(keys: &Keys, unmet: UnmetStay) -> KeySet {
        let mut set = KeySet::with_room(keys.len());
        keys.present(unmet).for_each(|key| set.insert(key));
        set
    }

    pub(crate) fn with_room(len: usize) -> KeySet {
        KeySet { slots: vec![0; len + len / 2 + 8], len: 0 }
    }

    #[inline]
    fn slot(&self, hash: u64) -> usize {
        ((hash as u128 * self.slots.len() as u128) >> 64) as usize
    }

    pub(crate) fn insert(&mut self, key: u128) {
        if (self.len + 1) * 5 > self.slots.len() * 4 {
            let old = std::mem::replace(self, KeySet::with_room(self.len * 2 + 16));
            old.slots.iter().filter(|h| **h != 0).for_each(|h| self.insert(u128::from(*h)));
        }
        let hash = (key as u64).max(1);
        let mut slot = self.slot(hash);
        while self.slots[slot] != 0 {
            if self.slots[slot] == hash {
                return;
            }
            slot = (slot + 1) % self.slots.len();
        }
        self.slots[slot] = hash;
        self.len += 1;
    }

    /// Adds the keys of another set.
    pub(crate) fn take_in(&mut self, other: KeySet) {
        if self.len == 0 {
            *self = other;
        } else {
            other.slots.iter().filter(|h| **h != 0).for_each(|h| self.insert(u128::from(*h)));
        }
    }

    /// Whether a short key hash is where one looks first; if not, it may still be there.
    #[inline]
    pub(crate) fn is_first(&self, key: u64) -> bool {
        let hash = key.max(1);
        self.slots.get(self.slot(hash)) == Some(&hash)
    }

    #[inline]
    pub(crate) fn contains(&self, key: u128) -> bool {
        let hash = (key as u64).max(1);
        if self.slots.is_empty() {
            return false;
        }
        let mut slot = self.slot(hash);
        loop {
            match self.slots[slot] {
                0 => return false,
                found if found == hash => return true,
                _ => slot = if slot + 1 == self.slots.len() { 0 } else { slot + 1 },
            }
        }
    }
}

/// What is known about the targets of references, entity by entity, as reading goes on.
#[derive(Debug, Default, Clone)]
pub(crate) struct Targets {
    sets: HashMap<Entity, Arc<KeySet>>,
    /// Those of other connections.
    others: HashMap<Entity, Arc<KeySet>>,
    /// `type` of orgs and academic sessions by key hash, for rules about types.
    types: HashMap<(Entity, u64), Arc<str>>,
    /// What good rows of earlier files say.
    pub(crate) facts: Arc<super::semantics::Facts>,
}

impl Targets {
    pub(crate) fn know(&mut self, entity: Entity, mut keys: KeySet) {
        if let Some(others) = self.others.get(&entity) {
            keys.take_in(KeySet::clone(others));
        }
        self.sets.insert(entity, Arc::new(keys));
    }

    /// Notes records of other connections that may be referred to.
    pub(crate) fn know_others(&mut self, entity: Entity, keys: KeySet) {
        self.others.insert(entity, Arc::new(keys));
    }

    /// The keys of an entity that other connections have.
    pub(crate) fn of_others(&self, entity: Entity) -> Option<Arc<KeySet>> {
        self.others.get(&entity).cloned()
    }

    /// Forgets the keys of all entities but those that are still needed.
    pub(crate) fn forget(&mut self, is_needed: impl Fn(Entity) -> bool) {
        self.sets.retain(|entity, _| is_needed(*entity));
    }

    /// The keys of an entity; `None` where neither this delivery nor the snapshot says.
    pub(crate) fn of(&self, entity: Entity) -> Option<Arc<KeySet>> {
        self.sets.get(&entity).or_else(|| self.others.get(&entity)).cloned()
    }

    pub(crate) fn note_type(&mut self, entity: Entity, key: u128, word: &str) {
        if !word.is_empty() {
            self.types.insert((entity, key as u64), word.into());
        }
    }

    pub(crate) fn type_of(&self, entity: Entity, key: u128) -> Option<&str> {
        self.types.get(&(entity, key as u64)).map(|t| &**t)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_set_has_what_was_put_in(inside in prop::collection::hash_set(any::<u64>(), 0..300), outside in any::<u64>()) {
            let mut set = KeySet::with_room(3);
            inside.iter().for_each(|h| set.insert(u128::from(*h)));
            prop_assert!(inside.iter().all(|h| set.contains(u128::from(*h))));
            prop_assert_eq!(set.contains(u128::from(outside.max(2))), inside.contains(&outside.max(2)));
        }
    }
}
