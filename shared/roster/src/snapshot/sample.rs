//! A naive snapshot, for tests to hold the real one against.

use std::io::Cursor;

use super::*;
use crate::model::{Entity, Record};
use crate::sorting::MemoryScratch;
use crate::stored::{Compression, StoredError};

/// One record and all that a snapshot knows of it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    pub(super) entry: Entry,
    pub(super) state: RecordState,
    pub(super) bytes: Vec<u8>,
}

/// A class; its key hash follows from its ID, its row hash from all of it.
pub(super) fn class(id: &str, school: &str, title: &str) -> Vec<u8> {
    let pairs = [("sourcedId", id), ("schoolSourcedId", school), ("title", title)];
    Record::from_pairs(Entity::Classes, &pairs).bytes().to_vec()
}

pub(super) fn row(bytes: Vec<u8>, state: RecordState) -> Row {
    let id = Record::decode(Entity::Classes, &bytes).unwrap().sourced_id().to_owned();
    let hash = xxhash_rust::xxh3::xxh3_128;
    Row { entry: Entry { key: hash(id.as_bytes()), row: hash(&bytes) }, state, bytes }
}

pub(super) fn settings(compression: Compression) -> SnapshotSettings {
    SnapshotSettings { entity: Entity::Classes, row_version: 7, compression }
}

pub(super) fn schools(rows: &[Row]) -> SchoolCounts {
    let mut counts = SchoolCounts::default();
    rows.iter().filter(|row| row.state.is_present()).for_each(|row| counts.add(Entity::Classes, &row.bytes));
    counts
}

pub(super) fn written(rows: &[Row], compression: Compression) -> Vec<u8> {
    let mut writer = SnapshotWriter::new(Vec::new(), settings(compression), &MemoryScratch).unwrap();
    rows.iter().for_each(|row| writer.push(row.entry, row.state, &row.bytes).unwrap());
    writer.finish(&schools(rows)).unwrap()
}

pub(super) fn open(bytes: &[u8]) -> Result<SnapshotReader<Cursor<&[u8]>>, StoredError> {
    SnapshotReader::open(Cursor::new(bytes))
}

/// All that can be read of a snapshot, and its counts by school.
pub(super) fn read(bytes: &[u8]) -> Result<(Vec<Row>, SchoolCounts), StoredError> {
    let mut reader = open(bytes)?;
    let (index, mut rows) = (reader.index()?, Vec::new());
    let states: Vec<_> = (0..reader.len()).map(|ordinal| reader.state(ordinal)).collect();
    let mut records = reader.records();
    while let Some((ordinal, bytes)) = records.next()? {
        let at = ordinal as usize;
        rows.push(Row { entry: index[at], state: states[at], bytes: bytes.to_vec() });
    }
    Ok((rows, reader.schools().clone()))
}

/// So many classes at four schools, about `size` bytes each.
pub(super) fn classes(n: usize, size: usize) -> Vec<Row> {
    let title = |i: usize| format!("{i}").repeat(size.div_ceil(4)).chars().take(size).collect::<String>();
    let state = |i: usize| match i % 7 {
        3 => RecordState::Missing { deliveries: i as u32 },
        5 => RecordState::Removed { at: i as i64 - 10 },
        _ => RecordState::Live,
    };
    (0..n).map(|i| row(class(&format!("c{i}"), &format!("s{}", i % 4), &title(i)), state(i))).collect()
}
