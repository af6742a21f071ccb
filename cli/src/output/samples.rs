//! The first records that files become, as whoever has the files at hand may see them.

use std::collections::BTreeMap;

use roster::changes::Change;
use roster::model::{Entity, Record};

/// Records shown of each kind.
const SHOWN: usize = 3;

/// Keeps the first records of each kind, in the order in which they came.
#[derive(Debug, Default)]
pub(crate) struct Samples {
    kept: BTreeMap<Entity, (u64, Vec<(u64, Record)>)>,
}

impl Samples {
    /// Takes one more, in any order.
    pub(crate) fn add(&mut self, change: &Change) {
        let Some(record) = change.after.as_deref().and_then(|bytes| Record::decode(change.entity, bytes))
        else {
            return;
        };
        let (count, kept) = self.kept.entry(change.entity).or_default();
        *count += 1;
        let at = kept.partition_point(|(arrival, _)| *arrival <= change.arrival);
        kept.insert(at, (change.arrival, record));
        kept.truncate(SHOWN);
    }

    /// For people.
    pub(crate) fn text(&self) -> String {
        self.kept.iter().map(|(entity, (count, kept))| of_entity(*entity, *count, kept)).collect()
    }
}

fn of_entity(entity: Entity, count: u64, kept: &[(u64, Record)]) -> String {
    let head = match kept.len() as u64 == count {
        true => format!("\n{entity}: {}\n", super::count(count)),
        false => format!("\n{entity}: the first {} of {}\n", kept.len(), super::count(count)),
    };
    head + &kept.iter().map(|(_, record)| one(record)).collect::<Vec<_>>().join("\n")
}

fn one(record: &Record) -> String {
    let fields = record.entity().fields().iter().zip(record.values());
    let fields = fields.filter_map(|(field, value)| Some((field.name.to_owned(), value?.to_owned())));
    let own = record.own_values().map(|(name, value)| (format!("metadata.{name}"), value.into_owned()));
    let filled: Vec<(String, String)> = fields.chain(own).filter(|(_, value)| !value.is_empty()).collect();
    let width = filled.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    filled.iter().map(|(name, value)| format!("    {name:<width$}  {value}\n")).collect()
}
