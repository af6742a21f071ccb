//! Snapshots are read as they were written, or not at all.

use proptest::prelude::*;

use super::sample::{class, classes, open, read, row, schools, written};
use super::*;
use crate::stored::{Compression, Part, StoredError};

#[test]
fn what_is_written_is_read() {
    for (n, size) in [(0, 0), (1, 0), (9, 40), (5_000, 30), (40, 30_000), (3, 200_000)] {
        for compression in [Compression::None, Compression::Zstd] {
            let rows = classes(n, size);
            let (got, counts) = read(&written(&rows, compression)).unwrap();
            assert!(got == rows, "{n} of {size}");
            assert_eq!(counts, schools(&rows));
        }
    }
}

#[test]
fn a_snapshot_says_what_it_is() {
    let rows = classes(20, 3);
    let bytes = written(&rows, Compression::Zstd);
    let reader = open(&bytes).unwrap();
    assert_eq!((reader.entity(), reader.row_version()), (crate::model::Entity::Classes, 7));
    assert_eq!((reader.len(), reader.present(), reader.format_version()), (20, 17, 1));
    let listed: Vec<_> = reader.states().iter().map(|(ordinal, _)| *ordinal).collect();
    assert_eq!(listed, [3, 5, 10, 12, 17, 19]);
    let changed = written(&classes(20, 40), Compression::Zstd);
    assert_ne!(reader.fingerprint(), open(&changed).unwrap().fingerprint());
}

#[test]
fn fetching_reads_only_the_blocks_of_the_records_asked_for() {
    let rows = classes(3_000, 200);
    let mut bytes = written(&rows, Compression::None);
    let (good, bad) = {
        let reader = open(&bytes).unwrap();
        assert!(reader.blocks.len() > 5);
        (reader.blocks[2], reader.blocks[3])
    };
    bytes[bad.place.at as usize + 9] ^= 1;
    let mut reader = open(&bytes).unwrap();
    let wanted = [0, 1, 1, good.first, good.end() - 1, bad.end(), 2_999];
    let mut got = Vec::new();
    reader
        .fetch(wanted, |ordinal, record| {
            got.push((ordinal, record.to_vec()));
            Ok(())
        })
        .unwrap();
    let expected: Vec<_> = wanted.iter().map(|&i| (i, rows[i as usize].bytes.clone())).collect();
    assert!(got == expected);
    let error = reader.fetch([1, bad.first], |_, _| Ok(())).unwrap_err();
    assert!(matches!(error, StoredError::Damaged { part: Part::Block(3), .. }), "{error}");
}

#[test]
fn ordinals_must_ascend_and_be_there() {
    let bytes = written(&classes(10, 3), Compression::None);
    for ordinals in [vec![2, 1], vec![10]] {
        let got = open(&bytes).unwrap().fetch(ordinals, |_, _| Ok(()));
        assert!(matches!(got, Err(StoredError::Io(_))));
    }
}

#[test]
fn after_a_damaged_block_no_record_of_another_is_given() {
    let mut bytes = written(&classes(1_000, 200), Compression::None);
    let at = open(&bytes).unwrap().blocks[1].place.at as usize;
    bytes[at] ^= 1;
    let mut reader = open(&bytes).unwrap();
    let mut records = reader.records();
    while let Ok(Some(_)) = records.next() {}
    assert!(records.next().is_err() && records.next().is_err());
}

/// Every single damage either shows as an error or changes nothing.
#[test]
fn a_damaged_snapshot_is_never_read_wrong() {
    let rows = classes(9, 20);
    for compression in [Compression::None, Compression::Zstd] {
        let bytes = written(&rows, compression);
        let expected = (rows.clone(), schools(&rows));
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
        let longer = [&bytes[..], b"\0"].concat();
        assert!(read(&longer).is_err());
    }
}

#[test]
fn errors_name_what_is_damaged() {
    let bytes = written(&classes(9, 20), Compression::None);
    let at = |part| match part {
        Part::Header => 12,
        Part::Block(_) => open(&bytes).unwrap().blocks[0].place.at as usize,
        Part::Index(_) => open(&bytes).unwrap().file.place(0).at as usize,
        Part::States => open(&bytes).unwrap().file.place(1).at as usize,
        Part::Schools => open(&bytes).unwrap().file.place(2).at as usize,
        Part::Directory => open(&bytes).unwrap().file.place(3).at as usize,
        Part::Footer => bytes.len() - 1,
    };
    use Part::*;
    for part in [Header, Block(0), Index(0), States, Schools, Directory, Footer] {
        let mut damaged = bytes.clone();
        damaged[at(part)] ^= 4;
        let got = read(&damaged).unwrap_err();
        assert!(matches!(got, StoredError::Damaged { part: found, .. } if found == part), "{part}: {got}");
    }
    assert!(matches!(read(b"sourcedId,status"), Err(StoredError::Foreign(_))));
}

#[test]
fn a_newer_version_is_refused_by_name() {
    let mut bytes = written(&classes(1, 1), Compression::None);
    bytes[8] = 2;
    let about_len = usize::from(bytes[10]);
    let checksum = xxhash_rust::xxh3::xxh3_64(&bytes[..12 + about_len]);
    bytes[12 + about_len..20 + about_len].copy_from_slice(&checksum.to_le_bytes());
    assert!(matches!(read(&bytes), Err(StoredError::Version { found: 2, known: 1, .. })));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_records_and_states_are_read_back(
        titles in prop::collection::vec((".{0,40}", 0u8..6, any::<i64>()), 0..80),
    ) {
        let rows: Vec<_> = titles.iter().enumerate().map(|(i, (title, kind, at))| {
            let state = match kind {
                0 => RecordState::Missing { deliveries: *at as u32 },
                1 => RecordState::Removed { at: *at },
                _ => RecordState::Live,
            };
            row(class(&format!("c{i}"), title.get(..2).unwrap_or(""), title), state)
        }).collect();
        let (got, counts) = read(&written(&rows, Compression::Zstd)).unwrap();
        prop_assert!(got == rows);
        prop_assert_eq!(counts, schools(&rows));
    }

    #[test]
    fn any_bytes_are_refused_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(read(&[b"RCsnap\r\n", &bytes[..]].concat()).is_err());
    }
}
