//! ZIP sets: read like loose files, damaged and hostile ones reported.

use std::io::{self, Cursor, Read, Seek, SeekFrom};

use proptest::prelude::*;
use roster::model::Entity;
use roster::read::{Bytes, Input, Set};

use super::district::{Files, v11};
use super::nights::{Night, Nights};
use super::zips::{Checksum, Deflate, ENCRYPTED, LINK, Made, entries, entry, zip};

fn of(archive: Vec<u8>) -> Files {
    Files(vec![("export.zip".to_owned(), archive)])
}

/// The district with one more entry, made in some way.
fn and(made: Made) -> Vec<u8> {
    let mut all = entries(&v11());
    all.push(made);
    zip(&all)
}

struct Case {
    rule: &'static str,
    archive: fn() -> Vec<u8>,
    tolerant: &'static str,
    strict: &'static str,
}

const fn case(
    rule: &'static str,
    archive: fn() -> Vec<u8>,
    (tolerant, strict): (&'static str, &'static str),
) -> Case {
    Case { rule, archive, tolerant, strict }
}

const ERROR: (&str, &str) = ("error export.zip", "error export.zip");
const WARNING: (&str, &str) = ("warning export.zip", "error export.zip");
const NOTICE: (&str, &str) = ("notice export.zip", "error export.zip");

static CASES: &[Case] = &[
    case("invalid-archive", || zip(&entries(&v11()))[..900].to_vec(), ERROR),
    case("invalid-archive", Vec::new, ERROR),
    case(
        "invalid-archive",
        || and(Made { checksum: Checksum::Wrong, ..entry("a.csv", b"a,b\n1,2\n") }),
        ERROR,
    ),
    case("invalid-archive", || and(Made { deflate: Deflate::Unknown, ..entry("a.csv", b"a,b\n") }), ERROR),
    case("oversized-entry", || and(Made { declared: Some(3), ..entry("a.csv", b"a,b\n1,2\n") }), ERROR),
    case("too-many-entries", || zip(&vec![entry("a.csv", b""); 1001]), ERROR),
    case("duplicate-entry", || and(entry("Orgs.csv", b"sourcedId\n")), WARNING),
    case("nested-entry", || and(entry("old/extra.csv", b"a,b\n1,2\n")), NOTICE),
    case("path-traversal", || and(entry("../extra.csv", b"a,b\n")), WARNING),
    case("path-traversal", || and(Made { attributes: LINK, ..entry("a.csv", b"/etc/hosts") }), WARNING),
    case("absolute-path", || and(entry("/extra.csv", b"a,b\n")), WARNING),
    case("folder-entry", || and(entry("old/", b"")), NOTICE),
    case("unnamed-entry", || and(entry(" ", b"a,b\n")), WARNING),
    case("encrypted-entry", || and(Made { flags: ENCRYPTED, ..entry("a.csv", b"a,b\n") }), ERROR),
    case("implausible-compression", || and(entry("a.csv", &vec![b'x'; 17 << 20])), ERROR),
];

/// Rules whose limits are too large for a test to reach with bytes; [`Huge`] only says that it is.
const BY_SIZE: &[&str] = &["oversized-archive", "oversized-contents"];

pub(super) fn broken_rules() -> impl Iterator<Item = &'static str> {
    CASES.iter().map(|case| case.rule).chain(BY_SIZE.iter().copied())
}

#[test]
fn what_is_wrong_with_an_archive_is_a_finding() {
    for case in CASES {
        let files = of((case.archive)());
        let found = |nights: Nights| nights.plan(&files).found(case.rule).into_iter().next();
        let got = (found(Nights::new()), found(Nights::strict()));
        let want = (Some(case.tolerant.to_owned()), Some(case.strict.to_owned()));
        assert_eq!(got, want, "{}", case.rule);
    }
}

#[test]
fn an_archive_reads_as_its_files_do_loose() {
    let (mut loose, mut packed) = (Nights::new(), Nights::new());
    assert_eq!(packed.apply(&of(zip(&entries(&v11())))).ops(), loose.apply(&v11()).ops());
    assert_eq!(packed.roster(), loose.roster());
    assert_eq!(packed.apply(&v11()).ops(), [""; 0]);
}

#[test]
fn archives_are_known_by_their_bytes_and_not_only_by_name() {
    let files = Files(vec![("upload.csv".to_owned(), zip(&entries(&v11())))]);
    let night = Nights::new().plan(&files);
    assert_eq!((night.findings.len(), night.comparison.complete), (0, true));
}

#[test]
fn a_set_may_mix_loose_files_and_archives() {
    let loose = Files(vec![("orgs.csv".into(), v11().bytes("orgs.csv").to_vec())]);
    let packed = zip(&entries(&v11().without("orgs.csv")));
    let night = Nights::new().plan(&loose.clone().with("rest.zip", packed));
    assert_eq!((night.findings.len(), night.comparison.complete), (0, true));
    let twice = loose.with("all.zip", zip(&entries(&v11())));
    assert_eq!(Nights::new().plan(&twice).found("duplicate-file"), ["warning orgs.csv"]);
}

#[test]
fn files_in_folders_of_an_archive_are_read_unless_strict() {
    let nested: Vec<Made> =
        v11().0.iter().map(|(name, bytes)| entry(&format!("out/{name}"), bytes)).collect();
    let files = of(zip(&nested));
    let night = Nights::new().plan(&files);
    assert_eq!((night.found("nested-entry").len(), night.comparison.complete), (14, true));
    let strict = Nights::strict().plan(&files);
    assert_eq!((strict.comparison.format.is_none(), strict.comparison.complete), (true, false));
}

#[test]
fn a_damaged_entry_counts_as_not_sent() {
    let nights = Nights::after(&v11());
    let mut all = entries(&v11().drop("enrollments.csv", "e2"));
    all.iter_mut().filter(|e| e.name == b"enrollments.csv").for_each(|e| e.checksum = Checksum::Wrong);
    let night = nights.plan(&of(zip(&all)));
    assert_eq!(night.ops(), [""; 0]);
    assert_eq!(night.found("invalid-archive"), ["error export.zip"]);
    assert_eq!(night.found("missing-listed-file"), ["warning enrollments.csv"]);
    assert!(!night.comparison.complete);
}

#[test]
fn an_office_document_is_no_archive_of_tables() {
    let sheet = zip(&[entry("[Content_Types].xml", b"<x/>"), entry("xl/sheet1.xml", b"<x/>")]);
    let night = Nights::new().plan(&v11().with("results.csv", sheet));
    assert_eq!(night.found("office-document"), ["error results.csv"]);
    assert_eq!(night.found("binary-file"), [""; 0]);
    assert_eq!(night.found("unknown-file"), [""; 0]);
}

/// An archive of very many bytes that are never read.
struct Huge(u64);

impl Input for Huge {
    fn name(&self) -> &str {
        "huge.zip"
    }
    fn size(&self) -> u64 {
        self.0
    }
    fn open(&self) -> io::Result<Box<dyn Bytes>> {
        Ok(Box::new(Endless { at: 0, size: self.0 }))
    }
}

struct Endless {
    at: u64,
    size: u64,
}

impl Read for Endless {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let mut magic = Cursor::new(b"PK\x03\x04");
        magic.set_position(self.at);
        let got = magic.read(out)?;
        self.at += got as u64;
        Ok(got)
    }
}

impl Seek for Endless {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = match to {
            SeekFrom::Start(at) => at,
            SeekFrom::End(by) => self.size.saturating_add_signed(by),
            SeekFrom::Current(by) => self.at.saturating_add_signed(by),
        };
        Ok(self.at)
    }
}

#[test]
fn an_archive_that_is_too_large_is_not_opened() {
    let night = Nights::new().plan_set(&Set::new(vec![Box::new(Huge(5 << 30))]));
    assert_eq!(night.found("oversized-archive"), ["error huge.zip"]);
}

#[test]
fn an_archive_that_holds_too_much_is_not_read() {
    let liar = |n: usize| Made {
        declared: Some(u32::MAX - 1),
        deflate: Deflate::Stored,
        ..entry(&format!("{n}.csv"), b"")
    };
    let night = Nights::new().plan(&of(zip(&(0..9).map(liar).collect::<Vec<_>>())));
    assert_eq!(night.found("oversized-contents"), ["error export.zip"]);
}

fn bounded(night: &Night) -> bool {
    night.findings.len() < 2_500 && night.comparison.entities.keys().all(|e| Entity::ALL.contains(e))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_damaged_archive_never_removes_or_panics(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut archive = zip(&entries(&v11()));
        let at = at.index(archive.len());
        archive[at] = byte;
        let night = Nights::after(&v11()).plan(&of(archive));
        prop_assert!(bounded(&night));
        prop_assert_eq!(night.removed(), Vec::<String>::new());
    }

    #[test]
    fn a_cut_archive_changes_nothing(at in any::<prop::sample::Index>()) {
        let archive = zip(&entries(&v11()));
        let cut = archive[..at.index(archive.len())].to_vec();
        let night = Nights::after(&v11()).plan(&of(cut));
        prop_assert_eq!(night.ops(), Vec::<String>::new());
    }
}
