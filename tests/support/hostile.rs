//! What any bytes at all may do to the readers: nothing but give a result. Shared by fuzz targets and by tests.

use std::io::{self, Cursor, Read};

use roster::brake::Removals;
use roster::changes::ChangeSetReader;
use roster::diff::{self, CompareOptions};
use roster::finding::Finding;
use roster::mapping::{self, Mapping};
use roster::read::{Input, MemoryInput, ReadOptions, Set, Strictness};
use roster::snapshot::SnapshotReader;
use roster::sorting::MemoryScratch;
use roster::table::archive::{Archive, Limits};
use roster::table::{Options, RowReader, Table};

/// A reader of untrusted bytes.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// Its name, also that of its folder of seeds.
    pub name: &'static str,
    /// Gives it the bytes; panics if what it promises does not hold.
    pub run: fn(&[u8]),
}

/// [`table`].
pub const TABLE: Target = Target { name: "table", run: table };
/// [`delivery`].
pub const DELIVERY: Target = Target { name: "delivery", run: delivery };
/// [`archive`].
pub const ARCHIVE: Target = Target { name: "archive", run: archive };
/// [`snapshot`].
pub const SNAPSHOT: Target = Target { name: "snapshot", run: snapshot };
/// [`change_set`].
pub const CHANGE_SET: Target = Target { name: "change_set", run: change_set };
/// [`mapping()`].
pub const MAPPING: Target = Target { name: "mapping", run: mapping };

/// One delimited text: rows lie in order inside the file, in blocks of any size.
///
/// # Panics
/// If a row lies outside of the text or before the one before it, or blocks of another size give other rows.
pub fn table(bytes: &[u8]) {
    let coarse = rows(bytes, Options { max_record_bytes: 1 << 16, ..Options::default() });
    let fine = rows(bytes, Options { max_record_bytes: 1 << 16, block_bytes: 7, ..Options::default() });
    assert_eq!(coarse, fine, "the size of a block changed what was read");
}

/// Lines and fields of every row.
fn rows(bytes: &[u8], options: Options) -> Vec<(u64, Vec<String>)> {
    let input = Box::new(Cursor::new(bytes.to_vec()));
    let mut table = Table::open(input, options).expect("memory can be read");
    let mut reader = RowReader::new();
    let mut found: Vec<(u64, Vec<String>)> = Vec::new();
    while let Some(block) = table.next_block().expect("memory can be read") {
        let mut rows = reader.rows(&block);
        while let Some(row) = rows.next() {
            assert!(found.last().is_none_or(|(line, _)| *line < row.line()), "rows are out of order");
            found.push((row.line(), (0..row.len()).map(|i| row.get(i).to_owned()).collect()));
        }
    }
    let end = table.end();
    assert!(found.iter().all(|(line, _)| *line <= end.lines), "a row lies behind the end of the text");
    assert_eq!(end.rows, found.len() as u64);
    found
}

/// A whole delivery, read tolerantly and strictly: counts add up, and findings name files that were sent.
///
/// # Panics
/// If they do not.
pub fn delivery(bytes: &[u8]) {
    for strictness in [Strictness::Tolerant, Strictness::Strict] {
        check(files(bytes), ReadOptions { strictness, ..ReadOptions::default() });
    }
}

/// Checks a delivery; gives back how many candidate records there were.
fn check(files: Vec<MemoryInput>, read: ReadOptions) -> u64 {
    let set = Set::new(files.into_iter().map(|f| Box::new(f) as Box<dyn Input>).collect());
    let options = CompareOptions {
        read,
        removals: Removals::default(),
        today: None,
        purge_before: None,
        scratch: &MemoryScratch,
    };
    let mut findings: Vec<Finding> = Vec::new();
    let comparison = diff::check(&set, options, &mut findings).expect("memory can be read");
    for (entity, summary) in &comparison.entities {
        let r = summary.read;
        assert_eq!(r.read, r.accepted + r.rejected + r.repeated + r.out_of_scope, "{entity}");
    }
    for finding in &findings {
        assert!(finding.line != Some(0) && finding.column != Some(0), "{finding}");
    }
    comparison.entities.values().map(|summary| summary.read.read).sum()
}

/// The files of a delivery in one text: each begins with a line `=== name`.
fn files(bytes: &[u8]) -> Vec<MemoryInput> {
    let mut files: Vec<MemoryInput> = Vec::new();
    for line in bytes.split_inclusive(|b| *b == b'\n') {
        match (line.strip_prefix(b"=== "), files.last_mut()) {
            (Some(name), _) => {
                let name = String::from_utf8_lossy(name).trim().to_owned();
                files.push(MemoryInput { name, bytes: Vec::new() });
            }
            (None, Some(file)) => file.bytes.extend_from_slice(line),
            (None, None) => files.push(MemoryInput { name: "users.csv".into(), bytes: line.to_vec() }),
        }
    }
    files
}

/// A ZIP file: its entries are read to their ends, within the limits.
///
/// # Panics
/// If an entry gives more bytes than the limits allow.
pub fn archive(bytes: &[u8]) {
    let limits = Limits::default();
    let Ok(archive) = Archive::open(Cursor::new(bytes), &limits) else { return };
    for entry in archive.entries().iter().take(16) {
        let Ok(reader) = entry.read(Cursor::new(bytes)) else { continue };
        let most = 8 << 20;
        let read = io::copy(&mut reader.take(most), &mut io::sink()).unwrap_or(0);
        assert!(read <= entry.size() || read == most, "more bytes than the entry says");
    }
}

/// A stored snapshot: damage is an error.
pub fn snapshot(bytes: &[u8]) {
    let Ok(mut reader) = SnapshotReader::open(Cursor::new(bytes)) else { return };
    let Ok(index) = reader.index() else { return };
    let mut records = reader.records();
    let mut read = 0;
    while let Ok(Some(_)) = records.next() {
        read += 1;
        assert!(read <= index.len(), "more records than the index knows");
    }
}

/// A stored change set: damage is an error.
pub fn change_set(bytes: &[u8]) {
    let Ok(mut reader) = ChangeSetReader::open(Cursor::new(bytes)) else { return };
    for batch in 0..reader.batches().min(64) {
        if reader.batch(batch).is_err() {
            return;
        }
    }
}

/// A mapping document, which lines `=== name` may follow with the files of a delivery: it is refused with paths, or else
/// written as it was read, and makes of each row no more records than it says.
///
/// # Panics
/// If an error has no path, a document that was read is not read again as it was, or a row becomes more than it may.
pub fn mapping(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let document = text.split_once("\n=== ").map_or(&*text, |(document, _)| document);
    match Mapping::from_json(document) {
        Ok(read) => {
            let json = read.to_json();
            assert_eq!(Mapping::from_json(&json).as_ref(), Ok(&read), "it was written as another mapping");
            assert!(!mapping::explain(&read).is_empty());
            deliver(read, text.strip_prefix(document).unwrap_or_default().trim_start_matches('\n'));
        }
        Err(errors) => {
            assert!(!errors.errors.is_empty() && errors.errors.len() <= 50);
            let told = |e: &mapping::MappingError| !e.path.is_empty() && !e.message.is_empty();
            assert!(errors.errors.iter().all(told), "an error has no path");
        }
    }
}

/// Reads files as a mapping says.
fn deliver(mapping: Mapping, text: &str) {
    // A line end is a new row however it is written; a user of many orgs has a role at each.
    let breaks = text.bytes().filter(|byte| matches!(byte, b'\n' | b'\r' | b',')).count() as u64 + 1;
    let most: u64 = mapping.files.iter().map(|file| file.records.len() as u64).sum();
    let mapping = Some(std::sync::Arc::new(mapping));
    let read = ReadOptions { mapping, ..ReadOptions::default() };
    let candidates = check(files(text.as_bytes()), read);
    assert!(
        candidates <= breaks * most * 3,
        "{candidates} records of {breaks} rows and {most} mapped records"
    );
}
