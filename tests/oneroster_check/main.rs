//! What we export, judged by a checker in another language that was written from the specification's text alone.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test fails by panicking and says what it skips"
)]

use std::fs::{self, File};
use std::io::{self, Write};
use std::num::NonZeroU32;
use std::path::Path;
use std::process::{Command, ExitCode, Output};

use jiff::civil::date;
use libtest_mimic::{Arguments, Failed, Trial};
use rollcall_tests::tree;
use roster::brake::Removals;
use roster::changes::ChangeSorter;
use roster::diff::{CompareOptions, NoFindings, compare};
use roster::export::{ExportFormat, RosterWriter};
use roster::generate::{self, District, Stamp};
use roster::model::{Entity, Record};
use roster::read::{Input, MemoryInput, ReadOptions, Set};
use roster::sorting::MemoryScratch;

type Test = (&'static str, fn());

const TESTS: &[Test] = &[
    ("the_checker_finds_what_is_wrong", the_checker_finds_what_is_wrong),
    ("an_exported_roster_is_a_good_oneroster_set", an_exported_roster_is_a_good_oneroster_set),
    ("an_export_that_lacks_a_record_is_not", an_export_that_lacks_a_record_is_not),
];

fn the_checker_finds_what_is_wrong() {
    let output = check("--self-test".as_ref());
    assert!(output.status.success(), "{}", said(&output));
}

fn an_exported_roster_is_a_good_oneroster_set() {
    let folder = tempfile::tempdir().unwrap();
    let counts = export(&district(), folder.path());
    let output = check(folder.path());
    assert!(output.status.success(), "{}", said(&output));
    let want: Vec<String> = counts.iter().map(|(entity, count)| format!("{entity} {count}")).collect();
    for line in want {
        assert!(said(&output).lines().any(|said| said == line), "{line} in\n{}", said(&output));
    }
}

fn an_export_that_lacks_a_record_is_not() {
    let folder = tempfile::tempdir().unwrap();
    export(&district(), folder.path());
    let users = folder.path().join("users.csv");
    let text = fs::read_to_string(&users).unwrap();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    fs::write(&users, [&lines[..1], &lines[2..]].concat().concat()).unwrap();
    let output = check(folder.path());
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("is not in users.csv"), "{}", said(&output));
}

fn district() -> District {
    District::new(500, 7, date(2026, 8, 17)).on_day(4).stamped(Stamp::Night(4))
}

/// Takes a district in as if there had been nothing before, and writes the roster into a folder.
fn export(district: &District, folder: &Path) -> Vec<(Entity, u64)> {
    let mut open = |name: &str| Ok(Box::new(File::create(folder.join(name))?) as Box<dyn Write>);
    let mut writer = RosterWriter::new(ExportFormat::OneRoster, &mut open);
    for record in take_in(district).unwrap() {
        writer.record(&record).unwrap();
    }
    writer.finish().unwrap().into_iter().collect()
}

fn take_in(district: &District) -> io::Result<Vec<Record>> {
    let file = |file: &generate::File| {
        let mut bytes = Vec::new();
        district.write(*file, &mut bytes)?;
        Ok(Box::new(MemoryInput { name: file.name().to_owned(), bytes }) as Box<dyn Input>)
    };
    let set = Set::new(generate::File::ALL.iter().map(file).collect::<io::Result<_>>()?);
    let options = CompareOptions {
        read: ReadOptions::default(),
        removals: Removals::After(NonZeroU32::MIN),
        today: None,
        purge_before: None,
        scratch: &MemoryScratch,
    };
    let mut changes = ChangeSorter::new(&MemoryScratch);
    compare(&set, (&mut |_| Ok(None), &[]), options, (&mut NoFindings, &mut changes))?;
    let mut records = Vec::new();
    let kept = changes.each(|change| {
        let after = change.after.as_deref();
        records.extend(after.and_then(|bytes| Record::decode(change.entity, bytes)));
        Ok(())
    });
    kept.map_err(io::Error::other)?;
    Ok(records)
}

fn check(argument: &Path) -> Output {
    let script = tree::root().join("tests/oneroster_check/check.py");
    Command::new("python3").arg("-B").arg(script).arg(argument).output().unwrap()
}

fn said(output: &Output) -> String {
    [&output.stdout[..], &output.stderr[..]].map(String::from_utf8_lossy).concat()
}

fn main() -> ExitCode {
    let python = Command::new("python3").arg("--version").output();
    let missing = python.is_err().then_some("python3 is not installed");
    let trials = TESTS.iter().map(|test| trial(test, missing)).collect();
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

fn trial(&(name, test): &Test, missing: Option<&'static str>) -> Trial {
    match missing {
        None => Trial::test(name, move || {
            test();
            Ok(())
        }),
        Some(reason) if std::env::var_os("CI").is_some() => {
            Trial::test(name, move || Err(Failed::from(reason)))
        }
        Some(reason) => {
            eprintln!("skipped: {name} ({reason})");
            Trial::test(name, || Ok(())).with_ignored_flag(true).with_kind(reason)
        }
    }
}
