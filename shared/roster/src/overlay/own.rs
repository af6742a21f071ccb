//! Records of the operator's own kinds that a supplement has of people.

use crate::model::{Entity, Record, RecordBuilder};

/// Between the supplement's name and the ID that a record has there.
const BETWEEN: char = '/';

/// Own records of one supplement, in the order in which they came.
#[derive(Debug, Clone)]
pub(super) struct OwnRecords {
    prefix: String,
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl OwnRecords {
    pub(super) fn of(name: &str) -> OwnRecords {
        OwnRecords { prefix: format!("{name}{BETWEEN}"), bytes: Vec::new(), ends: Vec::new() }
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Takes one, under the ID that it has in the roster.
    pub(super) fn push(&mut self, record: &Record) {
        self.bytes.extend_from_slice(record.bytes());
        self.ends.push(self.bytes.len());
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Record> + '_ {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let ranges = starts.zip(self.ends.iter().copied());
        ranges.filter_map(|(start, end)| Record::decode(Entity::OwnRecords, &self.bytes[start..end]))
    }

    /// The ID that a record has in the roster: two sources may use the same.
    pub(super) fn id(&self, record: &Record) -> String {
        format!("{}{}", self.prefix, record.sourced_id())
    }

    /// The record as the roster has it, about the person of an ID there.
    pub(super) fn about(&self, record: &Record, person: &str) -> Record {
        let user = Entity::OwnRecords.field("userSourcedId");
        let mut builder = RecordBuilder::new(Entity::OwnRecords);
        for (at, value) in record.values().enumerate() {
            match at {
                0 => builder.push(Some(&self.id(record))),
                at if Some(at) == user => builder.push(Some(person)),
                _ => builder.push(value),
            }
        }
        builder.own(&record.own_values().map(|(n, v)| (n.into_owned(), v.into_owned())).collect());
        builder.finish()
    }
}

/// Whether a record of the roster came from a supplement of this name.
pub(super) fn is_from(record: &Record, name: &str) -> bool {
    record.sourced_id().strip_prefix(name).is_some_and(|rest| rest.starts_with(BETWEEN))
}
