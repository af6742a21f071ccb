//! Change sets are read as they were written, in order, or not at all.

use std::io::Cursor;

use proptest::prelude::*;

use super::*;
use crate::model::{Entity, Record};
use crate::sorting::MemoryScratch;
use crate::stored::{Part, StoredError};

fn record(entity: Entity, id: &str, more: &str) -> Vec<u8> {
    let second = entity.fields()[1].name;
    Record::from_pairs(entity, &[("sourcedId", id), (second, more)]).bytes().to_vec()
}

fn change(entity: Entity, op: Op, id: &str) -> Change {
    let before = (op != Op::Created).then(|| record(entity, id, "before"));
    let after = matches!(op, Op::Created | Op::Updated | Op::Revived | Op::Renamed)
        .then(|| record(entity, id, "after"));
    let ordinal = (op != Op::Created).then_some(id.len() as u32);
    let key = xxhash_rust::xxh3::xxh3_128(id.as_bytes());
    Change { op, entity, ordinal, arrival: id.len() as u64, key, row: !key, before, after }
}

fn written(changes: &[Change]) -> Vec<u8> {
    let mut sorter = ChangeSorter::new(&MemoryScratch);
    changes.iter().for_each(|change| sorter.push(change).unwrap());
    sorter.write(Vec::new()).unwrap()
}

fn open(bytes: &[u8]) -> Result<ChangeSetReader<Cursor<&[u8]>>, StoredError> {
    ChangeSetReader::open(Cursor::new(bytes))
}

type Counts = Vec<(Entity, Op, u64)>;

fn read(bytes: &[u8]) -> Result<(Vec<Change>, Counts), StoredError> {
    let mut set = open(bytes)?;
    let counts = set.counts().collect();
    Ok((set.changes().collect::<Result<_, _>>()?, counts))
}

fn many(n: usize) -> Vec<Change> {
    let entity = |i: usize| [Entity::Users, Entity::Orgs, Entity::Enrollments][i % 3];
    (0..n).map(|i| change(entity(i), Op::ALL[i % 8], &format!("{:x}", i * 7919 % n))).collect()
}

fn in_order(mut changes: Vec<Change>) -> Vec<Change> {
    changes.sort_by(|a, b| (a.entity, a.sourced_id()).cmp(&(b.entity, b.sourced_id())));
    changes
}

#[test]
fn changes_come_by_entity_and_id_in_batches_of_one_entity() {
    let changes = many(9_000);
    let bytes = written(&changes);
    assert!(read(&bytes).unwrap().0 == in_order(changes.clone()));
    let mut set = open(&bytes).unwrap();
    assert_eq!((set.len(), set.batches()), (9_000, 9));
    for number in 0..set.batches() {
        let batch = set.batch(number).unwrap();
        assert!(batch.len() <= 1_000 && batch.iter().all(|change| change.entity == batch[0].entity));
    }
    assert!(set.batch(9).unwrap().is_empty());
    let users: Vec<_> = set.changes_of(Entity::Users).map(Result::unwrap).collect();
    assert!(users == in_order(changes.into_iter().filter(|change| change.entity == Entity::Users).collect()));
    assert!(set.changes_of(Entity::Courses).next().is_none());
}

#[test]
fn counts_are_by_entity_and_op() {
    let changes = many(100);
    let bytes = written(&changes);
    let set = open(&bytes).unwrap();
    for (entity, op) in
        [(Entity::Users, Op::Created), (Entity::Orgs, Op::Updated), (Entity::Courses, Op::Created)]
    {
        let expected = changes.iter().filter(|change| change.entity == entity && change.op == op).count();
        assert_eq!(set.count(entity, op), expected as u64);
    }
    assert_eq!(set.counts().map(|(_, _, count)| count).sum::<u64>(), 100);
}

#[test]
fn one_record_is_found_without_reading_the_rest() {
    let changes = in_order(many(9_000));
    let mut bytes = written(&changes);
    let damaged = open(&bytes).unwrap().place_of(4).at as usize;
    bytes[damaged] ^= 1;
    let mut set = open(&bytes).unwrap();
    for at in [0, 1, 999, 1_000, 2_500, 3_000, 8_999] {
        let wanted = &changes[at];
        assert_eq!(set.find(wanted.entity, wanted.sourced_id()).unwrap().as_ref(), Some(wanted), "{at}");
    }
    for absent in ["", "zzz", "10\u{0}"] {
        assert_eq!(set.find(Entity::Orgs, absent).unwrap(), None);
    }
    assert!(set.find(Entity::Users, changes[4_500].sourced_id()).is_err());
}

#[test]
fn the_first_of_many_changes_of_one_id_is_found() {
    let mut changes: Vec<_> = (0..2_500).map(|_| change(Entity::Orgs, Op::Updated, "m")).collect();
    changes[0].arrival = 99;
    changes.insert(0, change(Entity::Orgs, Op::Created, "a"));
    let bytes = written(&changes);
    assert_eq!(open(&bytes).unwrap().find(Entity::Orgs, "m").unwrap().unwrap().arrival, 99);
}

#[test]
fn changes_out_of_order_are_refused() {
    for (first, second) in
        [((Entity::Users, "a"), (Entity::Orgs, "b")), ((Entity::Orgs, "b"), (Entity::Orgs, "a"))]
    {
        let mut writer = ChangeSetWriter::new(Vec::new()).unwrap();
        writer.push(&change(first.0, Op::Updated, first.1)).unwrap();
        assert!(matches!(writer.push(&change(second.0, Op::Updated, second.1)), Err(StoredError::Unfit(_))));
    }
}

#[test]
fn no_change_is_a_change_set_too() {
    let bytes = written(&[]);
    let mut set = open(&bytes).unwrap();
    assert!(set.is_empty() && set.batches() == 0 && set.find(Entity::Orgs, "a").unwrap().is_none());
}

#[test]
fn a_damaged_change_set_is_never_read_wrong() {
    let bytes = written(&many(9));
    let expected = read(&bytes).unwrap();
    for len in 0..bytes.len() {
        assert!(read(&bytes[..len]).is_err(), "cut to {len}");
    }
    for at in 0..bytes.len() {
        for flip in [1, 0x80, 0xff] {
            let mut damaged = bytes.clone();
            damaged[at] ^= flip;
            assert!(read(&damaged).map_or(true, |got| got == expected), "byte {at} ^ {flip}");
        }
    }
    let mut damaged = bytes.clone();
    damaged[open(&bytes).unwrap().place_of(1).at as usize] ^= 1;
    assert!(matches!(read(&damaged), Err(StoredError::Damaged { part: Part::Block(1), .. })));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_changes_are_read_back(
        made in prop::collection::vec((0usize..22, 0usize..8, ".{0,20}", any::<(u64, u128, u128)>(), any::<u32>()), 0..60),
    ) {
        let changes: Vec<_> = made.iter().map(|(entity, op, id, (arrival, key, row), at)| {
            let base = change(Entity::ALL[*entity], Op::ALL[*op], id);
            let ordinal = base.ordinal.map(|_| *at);
            Change { arrival: *arrival, key: *key, row: *row, ordinal, ..base }
        }).collect();
        prop_assert!(read(&written(&changes)).unwrap().0 == in_order(changes));
    }

    #[test]
    fn any_bytes_are_refused_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(read(&[b"RCchgs\r\n", &bytes[..]].concat()).is_err());
    }
}
