//! The key of ours that a record keeps when its ID changes.

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

#[cfg(test)]
mod tests {
    use super::*;

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
