//! Our templates in a real spreadsheet program: what survives when they are opened as the instructions say, and what not.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test fails by panicking and says what it skips"
)]

mod calc;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use calc::Import;
use libtest_mimic::{Arguments, Failed, Trial};
use roster::formats;
use roster::profile::Profile;
use roster_guide::{TEMPLATES, templates};

type Test = (&'static str, fn());

const TESTS: &[Test] = &[
    (
        "opened_as_the_instructions_say_every_value_survives",
        opened_as_the_instructions_say_every_value_survives,
    ),
    (
        "opened_with_every_column_as_text_every_value_survives",
        opened_with_every_column_as_text_every_value_survives,
    ),
    ("opened_by_a_double_click_ids_lose_their_zeros", opened_by_a_double_click_ids_lose_their_zeros),
    ("opened_in_another_encoding_names_are_garbled", opened_in_another_encoding_names_are_garbled),
];

fn opened_as_the_instructions_say_every_value_survives() {
    let (before, after) = round_trip(Import::QuotedAsText);
    assert_eq!(before.len(), 7);
    assert_eq!(before, after);
    let has = |value: &str| after["students.csv"].iter().flatten().any(|cell| cell == value);
    for value in
        ["00042", "0420017", "04", "0101", "2016-03-09", "Zoë", "Núñez-García", "Nguyễn", "(505) 555-0142"]
    {
        assert!(has(value), "{value}");
    }
}

fn opened_with_every_column_as_text_every_value_survives() {
    let (before, after) = round_trip(Import::AllColumnsText);
    assert_eq!(before, after);
}

/// The page of instructions tells how to see that this happened: by these values.
fn opened_by_a_double_click_ids_lose_their_zeros() {
    let (before, after) = round_trip(Import::AsItLooks);
    let first = |files: &Files| [0, 1, 3].map(|column| files["students.csv"][1][column].clone());
    assert_eq!(first(&before), ["00042", "0420017", "Zoë"]);
    assert_eq!(first(&after), ["42", "420017", "Zoë"]);
}

fn opened_in_another_encoding_names_are_garbled() {
    let (_, after) = round_trip(Import::OtherEncoding);
    assert_eq!(after["students.csv"][1][3], "ZoÃ«");
    let page = templates(formats::find(TEMPLATES).unwrap(), &Profile::standard());
    let page = page.iter().find(|file| file.name == "instructions.md").unwrap();
    assert!(page.text.contains("if you see\n   `42` or `ZoÃ«`, close the file without saving it"));
}

/// The cells of each file.
type Files = BTreeMap<String, Vec<Vec<String>>>;

/// The templates as they were written, and after they were opened, stored as a workbook, opened again and saved as CSV.
fn round_trip(import: Import) -> (Files, Files) {
    let folder = tempfile::tempdir().unwrap();
    let [from, books, to] = ["from", "books", "to"].map(|name| folder.path().join(name));
    fs::create_dir(&from).unwrap();
    for file in templates(formats::find(TEMPLATES).unwrap(), &Profile::standard()) {
        if file.name.ends_with(".csv") {
            fs::write(from.join(&file.name), &file.text).unwrap();
        }
    }
    calc::open(&from, import, &books);
    calc::save(&books, &to);
    (cells(&from), cells(&to))
}

fn cells(folder: &Path) -> Files {
    let read = |path: &Path| {
        let text = fs::read_to_string(path).unwrap();
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
    };
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    calc::files(folder).iter().map(|path| (name(path), read(path))).collect()
}

fn main() -> ExitCode {
    let missing = calc::is_missing().then_some("LibreOffice Calc is not installed");
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
