//! The keys of roster items: tenant first, entities in sixteen shards, sort keys in the byte order of `sourcedId`.

use roster::diff::key_hash;
use roster::model::Entity;
use roster_pipeline::ConnectionKey;

/// The version of everything in this file and of an item's attributes; written into each item as `v`.
pub(super) const VERSION: u32 = 1;

/// How many partitions the records of one entity are spread over: a power of two, so that a hash is masked.
pub(super) const SHARDS: u32 = 16;

/// IDs of up to so many bytes are sort keys as they are. DynamoDB's limit is 1,024.
const LONGEST: usize = 960;

/// Stands between the beginning of a longer ID and its hash. No text follows it, so all that share a beginning are
/// neighbours, after whatever is short enough to be kept whole.
const CUT: char = '\u{10FFFF}';

/// The shard of a record: zlib's CRC-32 of its `sourcedId`, the last four bits. Simple enough for any language to find.
pub(super) fn shard(sourced_id: &str) -> u32 {
    crc32(sourced_id.as_bytes()) & (SHARDS - 1)
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            let carry = crc & 1;
            crc = (crc >> 1) ^ (0xEDB8_8320 * carry);
        }
    }
    !crc
}

/// What every key of a connection begins with.
pub(super) fn prefix(connection: &ConnectionKey) -> String {
    format!("T#{}#C#{}#", connection.tenant, connection.connection)
}

/// The partition that a shard of an entity is.
pub(super) fn partition(connection: &ConnectionKey, entity: Entity, shard: u32) -> String {
    format!("{}{entity}#{shard:x}", prefix(connection))
}

/// The partition of the index of removed records that holds a shard.
pub(super) fn removed_partition(connection: &ConnectionKey, shard: u32) -> String {
    format!("{}removed#{shard:x}", prefix(connection))
}

/// An ID as a sort key or as the last part of one: never empty, never longer than 1,000 bytes, in the ID's own byte order
/// except among those that are longer than [`LONGEST`] and begin alike.
pub(super) fn text_key(id: &str) -> String {
    if id.is_empty() || id.starts_with('\0') {
        // Before everything else, where the empty ID belongs, and apart from IDs that begin with a NUL.
        return format!("\0{id}");
    }
    match id.len() <= LONGEST {
        true => id.to_owned(),
        false => format!("{}{:032x}", beginning(id), key_hash(id)),
    }
}

/// What the sort keys of all IDs that are too long and begin as this one does have in front of the hash.
pub(super) fn beginning(id: &str) -> String {
    let cut = (0..=LONGEST).rev().find(|at| id.is_char_boundary(*at)).unwrap_or(0);
    format!("{}{CUT}", &id[..cut])
}

/// The beginning of a sort key that holds a hash in place of the ID's end; `None` for one that holds the whole ID.
pub(super) fn cut(text_key: &str) -> Option<&str> {
    let at = text_key.len().checked_sub(32).filter(|at| text_key.is_char_boundary(*at))?;
    (text_key.len() > LONGEST && text_key[..at].ends_with(CUT)).then(|| &text_key[..at])
}

/// The ID in a sort key; `None` if it had to be cut.
pub(super) fn id_of(text_key: &str) -> Option<&str> {
    match cut(text_key) {
        Some(_) => None,
        None => Some(text_key.strip_prefix('\0').unwrap_or(text_key)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn shards_are_those_of_version_1_for_ever() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926, "the check value of CRC-32 as zlib has it");
        let shards: Vec<u32> = ["", "student:1001", "学生"].into_iter().map(shard).collect();
        assert_eq!((VERSION, shards), (1, vec![0, 4, 2]));
    }

    #[test]
    fn numbered_ids_fill_all_shards_alike() {
        let mut filled = [0u32; SHARDS as usize];
        (0..16_000).for_each(|n| filled[shard(&format!("st{n:06}")) as usize] += 1);
        assert!(filled.iter().all(|n| (900..1_100).contains(n)), "{filled:?}");
    }

    #[test]
    fn keys_begin_with_the_tenant() {
        let maple = ConnectionKey::new("maple-usd", "main").unwrap();
        assert_eq!(partition(&maple, Entity::Users, 12), "T#maple-usd#C#main#users#c");
        assert_eq!(removed_partition(&maple, 0), "T#maple-usd#C#main#removed#0");
    }

    /// IDs around every edge: empty, NUL first, at and over the limit, cut in the middle of a character.
    fn edges() -> impl Strategy<Value = String> {
        let filling = prop_oneof![Just("a".to_owned()), Just("é".to_owned()), Just("\u{10FFFF}".to_owned())];
        (filling, 900..1_100usize, "[\0a\u{e9}🙂\u{10FFFF}]{0,3}", "[\0ab]{0,3}").prop_map(
            |(filling, length, middle, end)| {
                let mut id = filling.repeat(length / filling.len());
                id.push_str(&middle);
                id + &end
            },
        )
    }

    fn ids() -> impl Strategy<Value = String> {
        prop_oneof!["[\0a]{0,3}", ".{0,12}", edges()]
    }

    proptest! {
        #[test]
        fn sort_keys_are_apart_in_order_and_short_enough(ids in prop::collection::btree_set(ids(), 2..12)) {
            let ids: Vec<String> = ids.into_iter().collect();
            for pair in ids.windows(2) {
                let keys = [text_key(&pair[0]), text_key(&pair[1])];
                let alike = cut(&keys[0]).is_some() && cut(&keys[0]) == cut(&keys[1]);
                prop_assert!(keys[0] < keys[1] || (alike && keys[0] != keys[1]), "{pair:?}");
            }
            for id in &ids {
                let key = text_key(id);
                prop_assert!((1..=1_000).contains(&key.len()));
                match id.len() > LONGEST {
                    true => prop_assert!(id_of(&key).is_none() && cut(&key) == Some(&beginning(id))),
                    false => prop_assert_eq!(id_of(&key), Some(id.as_str())),
                }
            }
        }
    }
}
