//! Every format on small deliveries: `tests/fixtures/formats/<format>/<behaviour>/` has the files and, in `expected.txt`,
//! what a tolerant and a strict check say of them, and the records that the tolerant one accepts.
//! `UPDATE_FIXTURES=1` writes that anew; read the difference before you keep it.
#![expect(clippy::unwrap_used, reason = "a test that cannot read its fixtures must stop")]

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use rollcall_tests::{assert_none, tree};
use roster::brake::Removals;
use roster::changes::{Change, ChangeSorter};
use roster::diff::{self, CompareOptions};
use roster::finding::Finding;
use roster::formats::FORMATS;
use roster::model::Record;
use roster::read::{FindingSink, Input, MemoryInput, ReadOptions, Set, Strictness};
use roster::sorting::MemoryScratch;

const EXPECTED: &str = "expected.txt";

fn folders(below: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(below).into_iter().flatten().flatten();
    let mut folders: Vec<_> = entries.map(|e| e.path()).filter(|p| p.is_dir()).collect();
    folders.sort();
    folders
}

fn set(folder: &Path) -> Set {
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    paths.retain(|p| !p.ends_with(EXPECTED));
    paths.sort();
    let input = |p: &PathBuf| {
        let name = p.file_name().unwrap().to_string_lossy().into_owned();
        Box::new(MemoryInput { name, bytes: fs::read(p).unwrap() }) as Box<dyn Input>
    };
    Set::new(paths.iter().map(input).collect())
}

/// What checks say of a delivery, as text.
fn account(folder: &Path) -> String {
    let tolerant = check(folder, Strictness::Tolerant);
    let strict = check(folder, Strictness::Strict);
    format!("## tolerant\n\n{tolerant}\n## strict\n\n{strict}")
}

fn check(folder: &Path, strictness: Strictness) -> String {
    let options = CompareOptions {
        read: ReadOptions { strictness, ..ReadOptions::default() },
        removals: Removals::default(),
        today: None,
        purge_before: None,
        scratch: &MemoryScratch,
    };
    let mut findings: Vec<Finding> = Vec::new();
    let mut changes = ChangeSorter::new(&MemoryScratch);
    let sinks: (&mut dyn FindingSink, &mut ChangeSorter<'_>) = (&mut findings, &mut changes);
    let comparison = diff::compare(&set(folder), (&mut |_| Ok(None), &[]), options, sinks).unwrap();
    let format = comparison.format.as_ref().map_or("no format", |f| f.name.as_str());
    let mut text = format!("{format}, {}\n", if comparison.complete { "complete" } else { "not complete" });
    for (entity, summary) in &comparison.entities {
        let r = summary.read;
        let line = format!(
            "{entity}: {} read, {} accepted, {} rejected, {} repeated",
            r.read, r.accepted, r.rejected, r.repeated
        );
        writeln!(text, "{line}").unwrap();
    }
    let mut lines: Vec<String> = findings.iter().map(|f| format!("{:8}{f}", f.severity)).collect();
    lines.sort();
    lines.iter().for_each(|line| writeln!(text, "{line}").unwrap());
    if strictness == Strictness::Tolerant {
        let mut add = |change: &Change| {
            text.push_str(&record(change));
            text.push('\n');
            Ok(())
        };
        changes.each(&mut add).unwrap();
    }
    text
}

/// A record with its values that are not blank.
fn record(change: &Change) -> String {
    let entity = change.entity;
    let record = Record::decode(entity, change.after.as_deref().unwrap()).unwrap();
    let mut line = format!("{entity} {}", record.sourced_id());
    for (field, value) in entity.fields().iter().zip(record.values()).skip(1) {
        let Some(value) = value.filter(|value| !value.is_empty()) else { continue };
        write!(line, " {}={value}", field.name).unwrap();
    }
    for (name, value) in record.own_values().filter(|(_, value)| !value.is_empty()) {
        write!(line, " metadata.{name}={value}").unwrap();
    }
    line
}

#[test]
fn every_format_has_fixtures() {
    for format in FORMATS {
        let folder = tree::root().join("tests/fixtures/formats").join(format.name);
        assert!(folders(&folder).len() >= 3, "{} needs deliveries, each in a folder", folder.display());
    }
}

#[test]
fn deliveries_are_read_as_expected() {
    let mut complaints = Vec::new();
    for format in folders(&tree::root().join("tests/fixtures/formats")) {
        for folder in folders(&format) {
            let (found, file) = (account(&folder), folder.join(EXPECTED));
            if std::env::var_os("UPDATE_FIXTURES").is_some() {
                fs::write(&file, &found).unwrap();
            }
            let expected = fs::read_to_string(&file).unwrap_or_default();
            if found != expected {
                complaints.push(format!("{} says otherwise:\n{found}", file.display()));
            }
        }
    }
    assert_none(&complaints);
}

/// Exports of other programs, and the few of them that are of a built-in format.
#[test]
fn no_other_export_is_taken_for_a_built_in_format() {
    const OURS: &[(&str, &str)] =
        &[("clever-five-files", "clever"), ("sds-v1-shaped", "sds-v1"), ("sds-v2-shaped", "sds-v2.1")];
    let folders = folders(&tree::root().join("tests/fixtures/exports"));
    assert!(folders.len() >= 30);
    let mut complaints = Vec::new();
    for folder in folders {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let want = OURS.iter().find(|(ours, _)| *ours == name).map_or("no format", |(_, format)| format);
        let found = check(&folder, Strictness::Tolerant);
        let found = found.split(',').next().unwrap_or_default();
        if found != want {
            complaints.push(format!("{name} is taken for {found}, not {want}"));
        }
    }
    assert_none(&complaints);
}
