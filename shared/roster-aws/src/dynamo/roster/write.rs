//! One change of one record as one conditional UpdateItem.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use roster::model::{Entity, Record};
use roster_pipeline::ConnectionKey;
use roster_pipeline::ports::Change;

use super::indexes::lookup_keys;
use super::item::{fields, hash, key_text, time};
use super::keys::{VERSION, partition, removed_partition, shard, text_key};
use crate::dynamo::item::{Item, ItemKey, maybe_text, s};

/// Who writes: what all changes of a batch have in common.
#[derive(Debug, Clone)]
pub(super) struct Writer {
    pub(super) connection: ConnectionKey,
    pub(super) run: String,
    pub(super) fence: u64,
    pub(super) at: AttributeValue,
}

/// What of a stored item decides about a change.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Seen {
    run: String,
    fence: u64,
    hash: AttributeValue,
    key: String,
    removed_at: Option<AttributeValue>,
}

impl Seen {
    /// `None` for an item that no writer of ours left.
    pub(super) fn of(item: &Item) -> Option<Seen> {
        Some(Seen {
            run: maybe_text(item, "run")?.to_owned(),
            fence: item.get("fence")?.as_n().ok()?.parse().ok()?,
            hash: item.get("rowHash")?.clone(),
            key: maybe_text(item, "stableKey")?.to_owned(),
            removed_at: item.get("removedAt").cloned(),
        })
    }
}

/// What to do about a change.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Step {
    /// Ask for this.
    Send(Update),
    /// A later write was there first.
    Stale,
    /// It is as it should be.
    Done,
}

/// An UpdateItem request in parts.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Update {
    pub(super) key: ItemKey,
    pub(super) expression: String,
    pub(super) condition: String,
    pub(super) values: HashMap<String, AttributeValue>,
}

/// Where a record is kept.
pub(super) fn item_key(connection: &ConnectionKey, entity: Entity, id: &str) -> ItemKey {
    ItemKey::new(partition(connection, entity, shard(id)), text_key(id))
}

/// The stored number is lower or this very lease's, and fields or visibility are others.
const PUT_CHANGES: &str = "(attribute_not_exists(fence) OR fence < :fence OR (run = :run AND fence = :fence)) \
    AND (attribute_not_exists(rowHash) OR rowHash <> :hash OR attribute_exists(removedAt))";

/// The same, where it is visible.
const REMOVE_CHANGES: &str = "attribute_exists(fence) AND (fence < :fence OR (run = :run AND fence = :fence)) \
    AND attribute_not_exists(removedAt)";

impl Writer {
    /// The first request for a change, before anything is known of what is stored: right wherever the change changes
    /// something, refused by its condition where it does not.
    pub(super) fn first(&self, change: &Change) -> Update {
        match change {
            Change::Put { record, key } => {
                let mut update = self.put(record, *key, self.fence, Moved::Fields);
                update.condition = PUT_CHANGES.to_owned();
                update
            }
            Change::Move { record, key, first_seen } => {
                let mut update = self.moving(record, *key, self.fence, *first_seen);
                update.condition = PUT_CHANGES.to_owned();
                update
            }
            Change::Remove { entity, sourced_id } => {
                let mut update = self.remove(*entity, sourced_id, self.fence, Moved::Fields);
                update.condition = REMOVE_CHANGES.to_owned();
                update
            }
        }
    }

    /// What to do once the condition of a request was refused and has shown what is stored.
    pub(super) fn next(&self, change: &Change, seen: &Seen) -> Step {
        let own = seen.run == self.run;
        if seen.fence >= self.fence && !own {
            return Step::Stale;
        }
        let fence = seen.fence.max(self.fence);
        let signed = own && seen.fence == fence;
        let mut update = match change {
            Change::Put { record, key } => {
                let same = seen.removed_at.is_none() && seen.hash == hash(record);
                if same && signed && key_text(*key) == AttributeValue::S(seen.key.clone()) {
                    return Step::Done;
                }
                self.put(record, *key, fence, if same { Moved::Nothing } else { Moved::Fields })
            }
            Change::Move { record, key, first_seen } => {
                let same = seen.removed_at.is_none()
                    && seen.hash == hash(record)
                    && key_text(*key) == AttributeValue::S(seen.key.clone());
                match (same, signed) {
                    (true, true) => return Step::Done,
                    (true, false) => self.put(record, *key, fence, Moved::Nothing),
                    (false, _) => self.moving(record, *key, fence, *first_seen),
                }
            }
            Change::Remove { entity, sourced_id } => {
                let moved = if seen.removed_at.is_some() { Moved::Nothing } else { Moved::Fields };
                if moved == Moved::Nothing && signed {
                    return Step::Done;
                }
                self.remove(*entity, sourced_id, fence, moved)
            }
        };
        update.only_over(seen);
        Step::Send(update)
    }

    fn put(&self, record: &Record, key: [u8; 16], fence: u64, moved: Moved) -> Update {
        let mut update = Update::of(item_key(&self.connection, record.entity(), record.sourced_id()));
        update.set("v", ":v", AttributeValue::N(VERSION.to_string()));
        update.set("oneroster", ":fields", fields(record));
        update.set("stableKey", ":key", key_text(key));
        update.set("rowHash", ":hash", hash(record));
        self.sign(&mut update, fence);
        if moved == Moved::Fields {
            update.set("lastChanged", ":at", self.at.clone());
            update.expression.push_str(", firstSeen = if_not_exists(firstSeen, :at)");
        }
        let mut gone = vec!["removedAt", "removedIn"];
        let places = [("gsi1pk", ":g1p", "gsi1sk", ":g1s"), ("gsi2pk", ":g2p", "gsi2sk", ":g2s")];
        for (found_by, (pk, pk_value, sk, sk_value)) in
            lookup_keys(&self.connection, record).into_iter().zip(places)
        {
            match found_by {
                Some(found_by) => {
                    update.set(pk, pk_value, s(&found_by.partition));
                    update.set(sk, sk_value, s(&found_by.sort));
                }
                None => gone.extend([pk, sk]),
            }
        }
        update.remove(&gone);
        update
    }

    /// The same over whatever another record left under the ID.
    fn moving(&self, record: &Record, key: [u8; 16], fence: u64, first_seen: Timestamp) -> Update {
        let mut update = self.put(record, key, fence, Moved::Fields);
        update.expression = update.expression.replacen("if_not_exists(firstSeen, :at)", ":firstSeen", 1);
        update.values.insert(":firstSeen".to_owned(), time(first_seen));
        update
    }

    fn remove(&self, entity: Entity, id: &str, fence: u64, moved: Moved) -> Update {
        let mut update = Update::of(item_key(&self.connection, entity, id));
        self.sign(&mut update, fence);
        if moved == Moved::Fields {
            let place = removed_partition(&self.connection, shard(id));
            update.set("lastChanged", ":at", self.at.clone());
            update.expression.push_str(", removedAt = :at");
            update.set("removedIn", ":removed", s(&place));
            update.remove(&["gsi1pk", "gsi1sk", "gsi2pk", "gsi2sk"]);
        }
        update
    }

    fn sign(&self, update: &mut Update, fence: u64) {
        update.set("run", ":run", s(&self.run));
        update.set("fence", ":fence", AttributeValue::N(fence.to_string()));
    }
}

/// Whether a write changes fields or visibility, or only says who wrote last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Moved {
    Fields,
    Nothing,
}

impl Update {
    fn of(key: ItemKey) -> Update {
        Update {
            key,
            expression: String::with_capacity(320),
            condition: String::new(),
            values: HashMap::with_capacity(16),
        }
    }

    fn set(&mut self, name: &str, as_value: &str, value: AttributeValue) {
        self.expression.push_str(if self.expression.is_empty() { "SET " } else { ", " });
        self.expression.push_str(name);
        self.expression.push_str(" = ");
        self.expression.push_str(as_value);
        self.values.insert(as_value.to_owned(), value);
    }

    fn remove(&mut self, names: &[&str]) {
        self.expression.push_str(" REMOVE ");
        self.expression.push_str(&names.join(", "));
    }

    /// Holds only while the item is as it was seen.
    fn only_over(&mut self, seen: &Seen) {
        self.condition = "run = :seenRun AND fence = :seenFence AND rowHash = :seenHash AND ".to_owned();
        self.values.insert(":seenRun".to_owned(), s(&seen.run));
        self.values.insert(":seenFence".to_owned(), AttributeValue::N(seen.fence.to_string()));
        self.values.insert(":seenHash".to_owned(), seen.hash.clone());
        match &seen.removed_at {
            Some(at) => {
                self.condition.push_str("removedAt = :seenRemoved");
                self.values.insert(":seenRemoved".to_owned(), at.clone());
            }
            None => self.condition.push_str("attribute_not_exists(removedAt)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn writer(run: &str, fence: u64) -> Writer {
        let at = time(jiff::Timestamp::from_second(1_790_000_000).unwrap());
        let connection = ConnectionKey::new("maple-usd", "main").unwrap();
        Writer { connection, run: run.into(), fence, at }
    }

    fn put(name: &str) -> Change {
        let record = Record::from_pairs(Entity::Orgs, &[("sourcedId", "o1"), ("name", name)]);
        Change::Put { record, key: [1; 16] }
    }

    fn seen(run: &str, fence: u64, name: &str, removed: bool) -> Seen {
        let Change::Put { record, key } = put(name) else { unreachable!("put makes a Put") };
        let AttributeValue::S(key) = key_text(key) else { unreachable!("a key is text") };
        let removed_at = removed.then(|| AttributeValue::S("earlier".into()));
        Seen { run: run.into(), fence, hash: hash(&record), key, removed_at }
    }

    /// Whether a step writes, and if so whether it moves `lastChanged`, and to which fencing number.
    fn outcome(step: Step) -> String {
        match step {
            Step::Stale => "stale".into(),
            Step::Done => "done".into(),
            Step::Send(update) => {
                let moved = if update.expression.contains("lastChanged") { "moved" } else { "kept" };
                format!("{moved} {}", update.values[":fence"].as_n().unwrap())
            }
        }
    }

    #[test]
    fn what_is_stored_decides_what_follows_a_refusal() {
        let remove = Change::Remove { entity: Entity::Orgs, sourced_id: "o1".into() };
        for (change, seen, want) in [
            (put("A"), seen("r-2", 5, "A", false), "done"),
            (put("A"), seen("r-2", 4, "A", false), "kept 5"),
            (put("A"), seen("r-2", 9, "A", false), "done"),
            (put("B"), seen("r-2", 9, "A", false), "moved 9"),
            (put("A"), seen("r-2", 9, "A", true), "moved 9"),
            (put("A"), seen("r-1", 4, "A", false), "kept 5"),
            (put("B"), seen("r-1", 4, "A", false), "moved 5"),
            (put("B"), seen("r-1", 5, "A", false), "stale"),
            (put("A"), seen("r-1", 6, "A", false), "stale"),
            (remove.clone(), seen("r-1", 6, "A", false), "stale"),
            (remove.clone(), seen("r-1", 4, "A", true), "kept 5"),
            (remove.clone(), seen("r-2", 5, "A", true), "done"),
            (remove, seen("r-2", 9, "A", false), "moved 9"),
        ] {
            assert_eq!(outcome(writer("r-2", 5).next(&change, &seen)), want, "{change:?} over {seen:?}");
        }
    }

    #[test]
    fn a_record_that_moves_in_is_first_seen_when_it_was() {
        let Change::Put { record, key } = put("A") else { unreachable!("put makes a Put") };
        let first_seen = Timestamp::from_second(1_700_000_000).unwrap();
        let moving = Change::Move { record, key, first_seen };
        let update = writer("r-2", 5).first(&moving);
        assert!(
            update.expression.contains("firstSeen = :firstSeen")
                && !update.expression.contains("if_not_exists")
        );
        assert_eq!(update.values[":firstSeen"], time(first_seen));
        let mut other = seen("r-1", 4, "A", false);
        assert_eq!(outcome(writer("r-2", 5).next(&moving, &other)), "kept 5");
        other.key = "0".repeat(32);
        assert_eq!(outcome(writer("r-2", 5).next(&moving, &other)), "moved 5");
        assert_eq!(outcome(writer("r-2", 5).next(&moving, &seen("r-2", 5, "A", false))), "done");
        assert_eq!(outcome(writer("r-2", 5).next(&moving, &seen("r-3", 6, "A", false))), "stale");
    }

    #[test]
    fn a_key_that_changed_alone_is_written_and_moves_nothing() {
        let mut seen = seen("r-2", 5, "A", false);
        seen.key = "0".repeat(32);
        assert_eq!(outcome(writer("r-2", 5).next(&put("A"), &seen)), "kept 5");
    }
}
