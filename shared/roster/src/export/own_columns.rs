//! Which own fields the records of an export have: their columns stand in a header, before any record.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::diff::key_hash;
use crate::model::{Entity, Record};

/// Own fields by what is one file of a CSV export, noted in a first pass over the records.
#[derive(Debug, Clone, Default)]
pub struct OwnColumns {
    names: BTreeMap<(Entity, String), BTreeSet<String>>,
}

impl OwnColumns {
    /// Notes the own fields of a record that will be written.
    pub fn note(&mut self, record: &Record) {
        let names = self.names.entry((record.entity(), kind_of(record).to_owned())).or_default();
        for (name, _) in record.own_values() {
            if !names.contains(&*name) {
                names.insert(name.into_owned());
            }
        }
    }

    /// The kinds of [`Entity::OwnRecords`] that were noted: each is a file of its own in a CSV export.
    pub fn kinds(&self) -> impl Iterator<Item = &str> {
        let own = self.names.keys().filter(|(entity, _)| *entity == Entity::OwnRecords);
        own.map(|(_, kind)| kind.as_str())
    }

    /// Names of the own fields of a file, in order.
    pub(super) fn of(&self, entity: Entity, kind: &str) -> Vec<String> {
        let names = self.names.get(&(entity, kind.to_owned()));
        names.into_iter().flatten().cloned().collect()
    }
}

/// What an own record is; nothing for other entities.
pub(super) fn kind_of(record: &Record) -> &str {
    match record.entity() {
        Entity::OwnRecords => record.get("kind").unwrap_or(""),
        _ => "",
    }
}

/// The name of a kind's file, without its ending. A kind that could be taken for something else gets a name that cannot.
pub(super) fn file_stem(kind: &str) -> Cow<'_, str> {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let taken = Entity::ALL.iter().any(|entity| entity.name().eq_ignore_ascii_case(kind));
    let starts = kind.starts_with(|c: char| c.is_ascii_alphanumeric());
    match starts && kind.chars().all(plain) && !taken && kind.len() <= 100 {
        true => Cow::Borrowed(kind),
        false => Cow::Owned(format!("ownRecords-{:016x}", key_hash(kind) as u64)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_names_its_file_unless_that_would_lead_elsewhere() {
        assert_eq!(file_stem("bus"), "bus");
        assert_eq!(file_stem("court-orders_2"), "court-orders_2");
        for kind in ["", "users", "Users", "../x", "a/b", "a.b", "-x", "über", &"k".repeat(101)] {
            let stem = file_stem(kind);
            assert!(stem.starts_with("ownRecords-") && stem.len() == 27, "{kind}: {stem}");
        }
    }

    #[test]
    fn columns_are_those_of_a_file_and_no_other() {
        let mut columns = OwnColumns::default();
        for (entity, pairs) in [
            (Entity::Users, [("sourcedId", "1"), ("metadata.b", "x")]),
            (Entity::Users, [("sourcedId", "2"), ("metadata.a", "")]),
            (Entity::Orgs, [("sourcedId", "3"), ("name", "x")]),
        ] {
            columns.note(&Record::from_pairs(entity, &pairs));
        }
        for kind in ["bus", "attendance"] {
            let pairs = [("sourcedId", "4"), ("kind", kind), (&*format!("metadata.{kind}"), "1")];
            columns.note(&Record::from_pairs(Entity::OwnRecords, &pairs));
        }
        assert_eq!(columns.of(Entity::Users, ""), ["a", "b"]);
        assert!(columns.of(Entity::Orgs, "").is_empty());
        assert_eq!(columns.kinds().collect::<Vec<_>>(), ["attendance", "bus"]);
        assert_eq!(columns.of(Entity::OwnRecords, "bus"), ["bus"]);
    }
}
