//! Files written by every released version stay readable: `tests/fixtures/stored/v*` hold one of each.

use std::io::Cursor;

use crate::changes::{Change, ChangeSetReader, Op};
use crate::model::{Entity, Record};
use crate::snapshot::{Entry, RecordState, SnapshotReader};

const SNAPSHOT_V1: &[u8] = include_bytes!("../../../../tests/fixtures/stored/v1/classes.snapshot");
const CHANGES_V1: &[u8] = include_bytes!("../../../../tests/fixtures/stored/v1/classes.changes");

/// What was frozen: 300 classes, of which some are missing or removed.
fn frozen(n: u32) -> (Entry, RecordState, Vec<u8>) {
    let state = match n % 10 {
        4 => RecordState::Missing { deliveries: n },
        7 => RecordState::Removed { at: 1_790_000_000 + i64::from(n) },
        _ => RecordState::Live,
    };
    let (id, school, title) =
        (format!("class-{n:03}"), format!("school-{}", n % 3), "Geschichte für alle ".repeat(n as usize));
    let pairs =
        [("sourcedId", id.as_str()), ("schoolSourcedId", &school), ("title", &title), ("periods", "")];
    let entry = Entry { key: u128::from(n) << 100 | 1, row: u128::from(n) << 90 | 2 };
    (entry, state, Record::from_pairs(Entity::Classes, &pairs).bytes().to_vec())
}

/// What was frozen: a change of each kind.
fn frozen_change(n: u32) -> Change {
    let op = Op::ALL[n as usize];
    let ordinal = (op != Op::Created).then_some(n);
    let before = (op != Op::Created).then(|| frozen(n).2);
    let after = matches!(op, Op::Created | Op::Updated | Op::Revived | Op::Renamed).then(|| frozen(n + 10).2);
    let (arrival, key, row) = (u64::from(n) << 40, u128::MAX - u128::from(n), u128::from(n));
    Change { op, entity: Entity::Classes, ordinal, arrival, key, row, before, after }
}

#[test]
fn a_snapshot_of_version_1_is_read() {
    let mut snapshot = SnapshotReader::open(Cursor::new(SNAPSHOT_V1)).unwrap();
    assert_eq!(
        (snapshot.entity(), snapshot.row_version(), snapshot.format_version()),
        (Entity::Classes, 1, 1)
    );
    let index = snapshot.index().unwrap();
    assert_eq!((snapshot.len(), snapshot.present()), (300, 270));
    let mut ordinals = Vec::new();
    let states: Vec<_> = (0..300).map(|n| snapshot.state(n)).collect();
    snapshot
        .fetch(0..300, |n, record| {
            assert_eq!((index[n as usize], states[n as usize], record.to_vec()), frozen(n));
            ordinals.push(n);
            Ok(())
        })
        .unwrap();
    assert_eq!(ordinals.len(), 300);
    assert_eq!(
        snapshot.schools().iter().collect::<Vec<_>>(),
        [("school-0", 90), ("school-1", 90), ("school-2", 90)]
    );
}

#[test]
fn a_change_set_of_version_1_is_read() {
    let mut set = ChangeSetReader::open(Cursor::new(CHANGES_V1)).unwrap();
    assert_eq!((set.len(), set.format_version()), (8, 1));
    for n in 0..8 {
        let expected = frozen_change(n);
        assert_eq!(set.find(Entity::Classes, expected.sourced_id()).unwrap(), Some(expected));
    }
}
