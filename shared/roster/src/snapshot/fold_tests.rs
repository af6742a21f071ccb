//! Folding a change set into a snapshot is the same as applying its changes one by one.

use proptest::prelude::*;

use super::sample::{Row, class, classes, open, read, row, schools, settings, written};
use super::*;
use crate::changes::{Change, Op};
use crate::model::Entity;
use crate::sorting::MemoryScratch;
use crate::stored::{Compression, StoredError};

const NOW: i64 = 1_000;

fn how(purge_before: i64) -> FoldSettings<'static> {
    FoldSettings { snapshot: settings(Compression::Zstd), now: NOW, purge_before, scratch: &MemoryScratch }
}

fn folded(old: &[u8], changes: &[Change], purge_before: i64) -> Result<Vec<u8>, StoredError> {
    let mut old = open(old)?;
    fold(Some(&mut old), changes.iter().cloned().map(Ok), how(purge_before), Vec::new())
}

fn change(op: Op, at: Option<(usize, &Row)>, after: Option<Vec<u8>>) -> Change {
    let before = at.map(|(_, row)| row.bytes.clone());
    let hashed = row(after.clone().or(before.clone()).unwrap(), RecordState::Live).entry;
    let ordinal = at.map(|(ordinal, _)| ordinal as u32);
    Change {
        op,
        entity: Entity::Classes,
        ordinal,
        arrival: 0,
        key: hashed.key,
        row: hashed.row,
        before,
        after,
    }
}

/// The ops that a record in this state can meet.
fn possible(state: RecordState) -> &'static [Op] {
    match state {
        RecordState::Live => &[Op::Updated, Op::Removed, Op::Renamed, Op::Missing],
        RecordState::Missing { .. } => &[Op::Updated, Op::Removed, Op::Missing, Op::Returned],
        RecordState::Removed { .. } => &[Op::Revived, Op::Purged],
    }
}

/// A change of the record at an ordinal, and what should come of it.
fn edit(ordinal: usize, old: &Row, op: Op, title: &str) -> (Change, Option<Row>) {
    let id = crate::model::Record::decode(Entity::Classes, &old.bytes).unwrap().sourced_id().to_owned();
    let school = format!("s{}", title.len() % 3);
    let with = |bytes: Vec<u8>| {
        (change(op, Some((ordinal, old)), Some(bytes.clone())), Some(row(bytes, RecordState::Live)))
    };
    let without = |state| (change(op, Some((ordinal, old)), None), state);
    let stays = |state| without(Some(Row { state, ..old.clone() }));
    match op {
        Op::Updated | Op::Revived => with(class(&id, &school, title)),
        Op::Renamed => with(class(&format!("{id}-new"), &school, title)),
        Op::Removed => stays(RecordState::Removed { at: NOW }),
        Op::Returned => stays(RecordState::Live),
        Op::Purged => without(None),
        Op::Missing => match old.state {
            RecordState::Missing { deliveries } => stays(RecordState::Missing { deliveries: deliveries + 1 }),
            RecordState::Live | RecordState::Removed { .. } => stays(RecordState::Missing { deliveries: 1 }),
        },
        Op::Created => unreachable!("created records have no ordinal"),
    }
}

/// Which records change, with which of their possible ops, to which title.
type Picks = Vec<(usize, usize, String)>;

/// One night in the naive way: changes, and the rows after them.
fn night(
    number: usize,
    rows: &[Row],
    (picks, created): (&[(usize, usize, String)], &[String]),
    purge_before: i64,
) -> (Vec<Change>, Vec<Row>) {
    let (mut changes, mut after) = (Vec::new(), Vec::new());
    for (ordinal, old) in rows.iter().enumerate() {
        let pick = picks.iter().find(|(at, _, _)| at % rows.len() == ordinal);
        if let Some((_, op, title)) = pick {
            let ops = possible(old.state);
            let (change, row) = edit(ordinal, old, ops[op % ops.len()], title);
            changes.push(change);
            after.extend(row);
        } else if !matches!(old.state, RecordState::Removed { at } if at < purge_before) {
            after.push(old.clone());
        }
    }
    for (i, title) in created.iter().enumerate() {
        let bytes = class(&format!("new{number}-{i}"), "s9", title);
        let created = Change { arrival: i as u64, ..change(Op::Created, None, Some(bytes.clone())) };
        // Changes come in no order that folding may rely on.
        changes.insert(i % (changes.len() + 1), created);
        after.push(row(bytes, RecordState::Live));
    }
    changes.reverse();
    (changes, after)
}

fn nights() -> impl Strategy<Value = Vec<(Picks, Vec<String>, i64)>> {
    let title =
        prop_oneof![4 => "[a-z]{0,30}".boxed(), 1 => (0usize..90_000).prop_map(|n| "x".repeat(n)).boxed()];
    let pick = (any::<usize>(), any::<usize>(), title.clone());
    let picks = prop::collection::vec(pick, 0..12);
    let night = (
        picks,
        prop::collection::vec(title, 0..5),
        prop_oneof![Just(0i64), Just(30), Just(NOW), Just(NOW + 1)],
    );
    prop::collection::vec(night, 1..5)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn folding_is_applying(n in 0usize..60, size in prop_oneof![Just(5usize), Just(9_000)], nights in nights()) {
        let mut rows = classes(n, size);
        let mut stored = written(&rows, Compression::Zstd);
        for (number, (picks, created, purge_before)) in nights.into_iter().enumerate() {
            let (changes, after) = night(number, &rows, (&picks, &created), purge_before);
            stored = folded(&stored, &changes, purge_before).unwrap();
            let (got, counts) = read(&stored).unwrap();
            prop_assert!(got == after, "{changes:?}");
            prop_assert_eq!(counts, schools(&after));
            rows = after;
        }
    }
}

#[test]
fn the_first_snapshot_is_folded_from_nothing() {
    let (changes, after) = night(0, &[], (&[], &["a".into(), "b".into(), "c".into()]), 0);
    let old: Option<&mut SnapshotReader<std::io::Cursor<&[u8]>>> = None;
    let bytes = fold(old, changes.into_iter().map(Ok), how(0), Vec::new()).unwrap();
    assert_eq!(read(&bytes).unwrap(), (after.clone(), schools(&after)));
}

fn checksums(bytes: &[u8]) -> Vec<u64> {
    open(bytes).unwrap().blocks.iter().map(|block| block.place.checksum).collect()
}

#[test]
fn blocks_without_a_changed_record_are_copied_as_they_are() {
    let rows = classes(3_000, 200);
    let old = written(&rows, Compression::Zstd);
    let first = open(&old).unwrap().blocks[4].first as usize;
    let cases = [(Op::Updated, rows[first].state, Some(4)), (Op::Removed, RecordState::Live, None)];
    for (op, state, rewritten) in cases {
        let at = (first..).find(|&i| rows[i].state == state && i % 7 == 0).unwrap();
        let (change, _) = edit(at, &rows[at], op, "another title");
        let new = folded(&old, &[change], i64::MIN).unwrap();
        let (before, after) = (checksums(&old), checksums(&new));
        let differ: Vec<_> = (0..before.len()).filter(|&i| before[i] != after[i]).collect();
        assert_eq!((before.len(), differ), (after.len(), rewritten.into_iter().collect()), "{op:?}");
    }
}

#[test]
fn rewriting_all_blocks_leaves_as_many() {
    let rows = classes(3_000, 200);
    let all: Vec<_> = (0..rows.len()).map(|at| (at, 0, "y".repeat(203))).collect();
    let old = written(&rows, Compression::Zstd);
    let (changes, after) = night(0, &rows, (&all, &[]), i64::MIN);
    let new = folded(&old, &changes, i64::MIN).unwrap();
    assert!(read(&new).unwrap().0 == after);
    assert_eq!(checksums(&new).len(), checksums(&old).len());
}

#[test]
fn many_small_nights_do_not_leave_many_small_blocks() {
    let mut rows = Vec::new();
    let mut stored = written(&rows, Compression::Zstd);
    for i in 0..60 {
        let (changes, after) = night(i, &rows, (&[(i * 7, i, "t".repeat(i * 40))], &["x".repeat(2_000)]), 0);
        stored = folded(&stored, &changes, 0).unwrap();
        rows = after;
    }
    assert!(read(&stored).unwrap().0 == rows);
    assert!(checksums(&stored).len() <= 5, "{} blocks", checksums(&stored).len());
}

#[test]
fn changes_made_for_another_snapshot_are_refused() {
    let rows = classes(8, 3);
    let old = written(&rows, Compression::None);
    let good = |at: usize, op| edit(at, &rows[at], op, "t").0;
    let created = change(Op::Created, None, Some(class("n", "s", "t")));
    let cases = [
        ("another key", vec![Change { key: 1, ..good(0, Op::Updated) }]),
        ("no such ordinal", vec![Change { ordinal: Some(8), ..good(0, Op::Updated) }]),
        ("no ordinal", vec![Change { ordinal: None, ..good(0, Op::Updated) }]),
        ("created with an ordinal", vec![Change { ordinal: Some(1), ..created.clone() }]),
        ("created without a record", vec![Change { after: None, ..created }]),
        ("two of one record", vec![good(0, Op::Updated), good(0, Op::Removed)]),
        ("removed twice", vec![good(5, Op::Removed)]),
        ("revived alive", vec![good(0, Op::Revived)]),
        ("purged alive", vec![good(0, Op::Purged)]),
        ("another entity", vec![Change { entity: Entity::Orgs, ..good(0, Op::Updated) }]),
    ];
    for (what, changes) in cases {
        let got = folded(&old, &changes, i64::MIN);
        assert!(matches!(got, Err(StoredError::Unfit(_))), "{what}: {:?}", got.map(|bytes| bytes.len()));
    }
    let mut other = how(0);
    other.snapshot.row_version = 8;
    let got = fold(Some(&mut open(&old).unwrap()), std::iter::empty(), other, Vec::new());
    assert!(matches!(got, Err(StoredError::Unfit(_))));
}

#[test]
fn a_damaged_block_is_not_copied_on() {
    let rows = classes(2_000, 200);
    let mut old = written(&rows, Compression::None);
    let at = open(&old).unwrap().blocks[2].place.at as usize;
    old[at + 50] ^= 1;
    assert!(matches!(folded(&old, &[], 0), Err(StoredError::Damaged { .. })));
}
