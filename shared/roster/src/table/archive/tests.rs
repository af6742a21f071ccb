//! What archives come out as.

use std::io::{Cursor, Read, Write};

use proptest::prelude::*;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::{Archive, ArchiveProblem, ArchiveProblemKind as Kind, Limits};

fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer
            .start_file(*name, SimpleFileOptions::default().compression_method(CompressionMethod::Deflated))
            .unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn open(bytes: &[u8], limits: Limits) -> Archive {
    Archive::open(Cursor::new(bytes), &limits).unwrap()
}

fn kinds(archive: &Archive) -> Vec<Kind> {
    archive.problems().iter().map(|problem| problem.kind).collect()
}

fn names(archive: &Archive) -> Vec<&str> {
    archive.entries().iter().map(super::Entry::name).collect()
}

#[test]
fn entries_are_listed_and_read() {
    let bytes =
        archive(&[("users.csv", b"sourcedId\n1\n"), ("__MACOSX/._users.csv", b"x"), (".DS_Store", b"x")]);
    let archive = open(&bytes, Limits::default());
    assert_eq!((names(&archive), kinds(&archive)), (vec!["users.csv"], vec![]));
    let mut text = String::new();
    archive.entries()[0].read(Cursor::new(bytes)).unwrap().read_to_string(&mut text).unwrap();
    assert_eq!(text, "sourcedId\n1\n");
    assert_eq!(archive.entries()[0].size(), 12);
}

#[test]
fn names_are_guarded() {
    let cases = [
        ("../users.csv", Kind::EntryPathTraversal, 0),
        ("a\\..\\users.csv", Kind::EntryPathTraversal, 0),
        ("/etc/users.csv", Kind::EntryAbsolutePath, 0),
        ("C:\\users.csv", Kind::EntryAbsolutePath, 0),
        (" ", Kind::EntryEmptyName, 0),
        ("folder/", Kind::EntryDirectory, 0),
        ("folder/users.csv", Kind::EntryNestedPath, 1),
    ];
    for (name, kind, listed) in cases {
        let archive = open(&archive(&[(name, b"")]), Limits::default());
        assert_eq!((kinds(&archive), names(&archive).len()), (vec![kind], listed), "{name}");
    }
    let twice = open(&archive(&[("users.csv", b"1"), ("Users.CSV", b"2")]), Limits::default());
    assert_eq!((kinds(&twice), names(&twice)), (vec![Kind::EntryDuplicateName], vec!["users.csv"]));
}

#[test]
fn sizes_are_guarded() {
    let zeros = vec![0; 100_000];
    let bytes = archive(&[("a.csv", &zeros), ("b.csv", b"b\n")]);
    let no_floor = Limits { ratio_floor_bytes: 1_000, ..Limits::default() };
    let cases = [
        (Limits::default(), vec![], 2),
        (no_floor, vec![Kind::EntryRatioExceeded], 1),
        (Limits { entry_bytes: 99_999, ..Limits::default() }, vec![Kind::EntryTooLarge], 1),
        (Limits { total_bytes: 100_001, ..Limits::default() }, vec![Kind::TotalSizeExceeded], 0),
        (Limits { entries: 1, ..Limits::default() }, vec![Kind::EntryCountExceeded], 0),
        (Limits { input_bytes: 100, ..Limits::default() }, vec![Kind::InputTooLarge], 0),
    ];
    for (limits, problems, listed) in cases {
        let archive = open(&bytes, limits);
        assert_eq!((kinds(&archive), names(&archive).len()), (problems, listed), "{limits:?}");
    }
}

#[test]
fn an_entry_cannot_give_more_than_it_declared() {
    let mut bytes = archive(&[("a.csv", &[b'a'; 5_000])]);
    let central = memchr::memmem::find(&bytes, b"PK\x01\x02").unwrap();
    bytes[central + 24..central + 28].copy_from_slice(&100u32.to_le_bytes());
    let archive = open(&bytes, Limits::default());
    let mut out = Vec::new();
    let error = archive.entries()[0].read(Cursor::new(bytes)).unwrap().read_to_end(&mut out).unwrap_err();
    assert_eq!(ArchiveProblem::of(&error).unwrap().kind, Kind::EntryTooLarge);
    assert!(out.len() <= 100);
}

#[test]
fn damage_is_a_problem_and_never_an_end() {
    let text: Vec<u8> = (0..5_000u32).flat_map(|n| (n.wrapping_mul(2_654_435_761)).to_le_bytes()).collect();
    let whole = archive(&[("a.csv", &text)]);
    for at in (30..whole.len() - 200).step_by(500) {
        let mut bytes = whole.clone();
        bytes[at + 20] ^= 0x55;
        let archive = open(&bytes, Limits::default());
        let mut out = Vec::new();
        let error = archive.entries()[0].read(Cursor::new(bytes)).unwrap().read_to_end(&mut out).unwrap_err();
        assert!(ArchiveProblem::of(&error).is_some(), "byte {at}");
    }
    for bytes in [&b""[..], b"PK", b"sourcedId,status\n", &whole[..whole.len() / 2]] {
        assert_eq!(kinds(&open(bytes, Limits::default())), [Kind::InvalidArchive]);
    }
}

#[test]
fn what_cannot_be_read_is_said() {
    let whole = archive(&[("a.csv", b"a,b\n")]);
    let central = memchr::memmem::find(&whole, b"PK\x01\x02").unwrap();
    let unix_link: [u8; 4] = (0o120_777u32 << 16).to_le_bytes();
    let cases: [(usize, &[u8], Kind); 3] = [
        (8, &[1, 0], Kind::EntryEncrypted),
        (10, &[12, 0], Kind::EntryUnknownCompression),
        (38, &unix_link, Kind::EntryLink),
    ];
    for (offset, patch, kind) in cases {
        let mut bytes = whole.clone();
        bytes[central + 5] = 3;
        bytes[central + offset..central + offset + patch.len()].copy_from_slice(patch);
        let archive = open(&bytes, Limits::default());
        assert_eq!((kinds(&archive), names(&archive).len()), (vec![kind], 0));
        assert_eq!(archive.problems()[0].entry.as_deref(), Some("a.csv"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn no_damage_makes_it_panic(patches in prop::collection::vec((0usize..400, any::<u8>()), 1..6), cut in 0usize..400) {
        let mut bytes = archive(&[("users.csv", b"a,b\n1,2\n"), ("orgs.csv", &[b'x'; 300])]);
        for (at, byte) in patches {
            let at = at % bytes.len();
            bytes[at] = byte;
        }
        bytes.truncate(bytes.len().saturating_sub(cut / 8));
        let archive = open(&bytes, Limits::default());
        for entry in archive.entries() {
            let mut out = Vec::new();
            match entry.read(Cursor::new(&bytes)).unwrap().read_to_end(&mut out) {
                Ok(read) => prop_assert_eq!(read as u64, entry.size()),
                Err(error) => prop_assert!(ArchiveProblem::of(&error).is_some(), "{}", error),
            }
        }
    }
}
