//! The key of ours that a record keeps when its ID changes.

use std::collections::HashMap;

use uuid::Uuid;

use crate::model::Entity;

/// The namespace of all stable keys. Never changed: every key ever given depends on it.
pub const NAMESPACE: Uuid = Uuid::from_u128(0x3f1c_8a52_6d0e_5b47_9c21_7e84_d2a9_60f3);

/// The stable key of a record: a UUIDv5, in [`NAMESPACE`], of tenant, connection, entity name and the first `sourcedId` that
/// the record was seen under, in UTF-8 with a NUL between them.
pub fn stable_key(tenant: &str, connection: &str, entity: Entity, first_sourced_id: &str) -> [u8; 16] {
    let name = [tenant, connection, entity.name(), first_sourced_id].join("\0");
    *Uuid::new_v5(&NAMESPACE, name.as_bytes()).as_bytes()
}

/// A stable key as text, `xxxxxxxx-xxxx-5xxx-xxxx-xxxxxxxxxxxx`.
pub fn key_text(key: [u8; 16]) -> String {
    Uuid::from_bytes(key).hyphenated().to_string()
}

/// The stable keys of one connection's records, whatever their IDs are by now.
///
/// Memory: about 60 bytes for each record whose ID ever changed, none for the others.
#[derive(Debug, Clone, Default)]
pub struct StableKeys {
    tenant: String,
    connection: String,
    /// By place of the ID that a record has now.
    moved: HashMap<u128, [u8; 16]>,
    /// By place of an ID: how many records were first seen under it and have another ID now.
    given_up: HashMap<u128, u32>,
}

impl StableKeys {
    /// Keys of a connection, or of the one that it goes on from, no ID of which ever changed.
    pub fn new(tenant: &str, connection: &str) -> StableKeys {
        StableKeys { tenant: tenant.to_owned(), connection: connection.to_owned(), ..StableKeys::default() }
    }

    /// The key of the record that has this ID now, or would have it if it came today.
    pub fn of(&self, entity: Entity, sourced_id: &str) -> [u8; 16] {
        if self.moved.is_empty() && self.given_up.is_empty() {
            return stable_key(&self.tenant, &self.connection, entity, sourced_id);
        }
        let place = place(entity, sourced_id);
        match (self.moved.get(&place), self.given_up.get(&place)) {
            (Some(key), _) => *key,
            (None, None) => stable_key(&self.tenant, &self.connection, entity, sourced_id),
            // Whoever had the ID first took the key along.
            (None, Some(times)) => {
                let first = format!("{sourced_id}\0{times}");
                stable_key(&self.tenant, &self.connection, entity, &first)
            }
        }
    }

    /// Whether whoever gets this ID gets a key of its own, because the one that had it first took the key along.
    pub fn is_reused(&self, entity: Entity, sourced_id: &str) -> bool {
        let place = place(entity, sourced_id);
        !self.moved.contains_key(&place) && self.given_up.contains_key(&place)
    }

    /// Takes over changes of IDs, old and new, that were all made at once.
    pub fn renamed<'a>(&mut self, changes: impl IntoIterator<Item = (Entity, &'a str, &'a str)>) {
        let changes: Vec<(u128, u128, [u8; 16])> = changes
            .into_iter()
            .map(|(entity, old, new)| (place(entity, old), place(entity, new), self.of(entity, old)))
            .collect();
        for (old, _, _) in &changes {
            if self.moved.remove(old).is_none() {
                *self.given_up.entry(*old).or_default() += 1;
            }
        }
        self.moved.extend(changes.into_iter().map(|(_, new, key)| (new, key)));
    }
}

fn place(entity: Entity, sourced_id: &str) -> u128 {
    xxhash_rust::xxh3::xxh3_128_with_seed(sourced_id.as_bytes(), entity as u64 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_keeps_its_key_through_changes_and_swaps_of_ids() {
        let users = Entity::Users;
        let mut keys = StableKeys::new("t", "c");
        let [a, b] = ["a", "b"].map(|id| keys.of(users, id));
        keys.renamed([(users, "a", "b"), (users, "b", "a")]);
        assert_eq!((keys.of(users, "b"), keys.of(users, "a")), (a, b));
        keys.renamed([(users, "b", "x")]);
        keys.renamed([(users, "x", "y")]);
        assert_eq!((keys.of(users, "y"), keys.of(users, "a")), (a, b));
        assert_eq!(keys.of(Entity::Orgs, "b"), StableKeys::new("t", "c").of(Entity::Orgs, "b"));
    }

    #[test]
    fn whoever_gets_an_id_that_was_given_up_gets_a_key_of_its_own() {
        let users = Entity::Users;
        let mut keys = StableKeys::new("t", "c");
        let mut seen = vec![keys.of(users, "1")];
        for new in ["2", "3", "4"] {
            keys.renamed([(users, "1", new)]);
            let next = keys.of(users, "1");
            assert!(!seen.contains(&next), "{new}");
            assert_eq!(keys.of(users, "1"), next, "and keeps it");
            assert_eq!(keys.of(users, new), *seen.last().unwrap());
            seen.push(next);
        }
    }

    #[test]
    fn a_key_never_changes() {
        let key = stable_key("springfield", "sis", Entity::Users, "student:0042");
        assert_eq!(key_text(key), "066327c0-eff7-5a7b-add2-7710c2992215");
    }

    #[test]
    fn every_part_matters_and_none_runs_into_the_next() {
        let key = |t, c, e, id| stable_key(t, c, e, id);
        let keys = [
            key("a", "b", Entity::Users, "1"),
            key("ab", "", Entity::Users, "1"),
            key("", "ab", Entity::Users, "1"),
            key("a", "b", Entity::Orgs, "1"),
            key("a", "b", Entity::Users, "01"),
        ];
        for (i, one) in keys.iter().enumerate() {
            assert!(!keys[i + 1..].contains(one), "{i}");
        }
    }
}
