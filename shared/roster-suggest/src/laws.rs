//! What holds of every suggestion, whatever the files are.

use proptest::prelude::*;
use roster::mapping::Mapping;
use roster::read::{Input, MemoryInput, Set};

use crate::{Options, Outcome, Suggestion, suggest};

fn of(files: Vec<(String, Vec<u8>)>) -> Suggestion {
    let input = |(name, bytes)| Box::new(MemoryInput { name, bytes }) as Box<dyn Input>;
    suggest(&Set::new(files.into_iter().map(input).collect()), Options::default()).unwrap()
}

fn loads(suggestion: &Suggestion) {
    let json = suggestion.mapping.to_json();
    if suggestion.mapping.files.is_empty() {
        return;
    }
    let loaded = Mapping::from_json(&json).unwrap_or_else(|errors| panic!("{errors}\n{json}"));
    assert_eq!(loaded, suggestion.mapping, "{json}");
}

const NAMES: &[&str] = &[
    "students.csv",
    "staff.csv",
    "a*b?.txt",
    "контакты.csv",
    "x/y/classes_20260901.csv",
    "enrollments.csv",
    "contacts.csv",
    "roles.csv",
    "relationships.csv",
    "demographics.csv",
    "courses.csv",
    "terms.csv",
    ".csv",
    "",
];
const HEADERS: &[&str] = &[
    "Student ID",
    "ID",
    "First Name",
    "Last Name",
    "Name",
    "Grade",
    "DOB",
    "School",
    "School ID",
    "Teacher ID",
    "Section",
    "Course",
    "Term",
    "Start Date",
    "End Date",
    "Role",
    "Email",
    "Guardian 1 Name",
    "Mother Phone",
    "Relationship",
    "SSN",
    "{x}",
    "",
    "ID",
    "x\u{0}y",
    "Email 2",
    "é",
    "Priority",
    "Race",
    "Code 1",
    "Teacher 2 ID",
    "Status",
    "Home Language",
    "Lives With",
    "Pick Up",
    "Active",
    "Org ID",
    "Username",
    "Subject",
    "Section ID",
    "User ID",
    "Contact ID",
    "Course ID",
    "Type",
    "Title",
    "Is Primary",
    "School Year",
];
const VALUES: &[&str] = &[
    "1",
    "2",
    "0042",
    "Ada",
    "Lovelace, Ada",
    "Ada Lovelace",
    "ada@example.org",
    "4/30/2012",
    "5/6/2012",
    "M",
    "F",
    "Y",
    "07",
    "Maple School",
    "student",
    "teacher",
    "Mother",
    "",
    "{}",
    "x,y",
    "123-45-6789",
    "2026-2027",
    "S1",
    "A;B",
    "\u{feff}",
];

fn table() -> impl Strategy<Value = String> {
    let header = proptest::collection::vec(proptest::sample::select(HEADERS), 1..12);
    let rows =
        proptest::collection::vec(proptest::collection::vec(proptest::sample::select(VALUES), 1..12), 0..8);
    (header, rows).prop_map(|(header, rows)| {
        let line = |cells: &[&str]| cells.iter().map(|c| format!("\"{c}\"")).collect::<Vec<_>>().join(",");
        let lines = std::iter::once(line(&header)).chain(rows.iter().map(|row| line(row)));
        lines.collect::<Vec<_>>().join("\n")
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_bytes_become_a_draft_that_loads(
        files in proptest::collection::vec((proptest::sample::select(NAMES), proptest::collection::vec(any::<u8>(), 0..200)), 0..4)
    ) {
        loads(&of(files.into_iter().map(|(name, bytes)| (name.to_owned(), bytes)).collect()));
    }

    #[test]
    fn any_tables_become_a_draft_that_loads(
        files in proptest::collection::vec((proptest::sample::select(NAMES), table()), 1..5)
    ) {
        loads(&of(files.into_iter().map(|(name, text)| (name.to_owned(), text.into_bytes())).collect()));
    }
}

#[test]
fn what_is_said_of_columns_never_names_people() {
    let text = "Student ID,First Name,Last Name,DOB,Code 1\n1,Zebediah,Quux,4/5/2012,Zebediah\n2,Ada,Lovelace,6/7/2011,Q\n";
    let suggestion = of(vec![("students.csv".to_owned(), text.as_bytes().to_vec())]);
    let said =
        suggestion.lines.iter().map(|line| format!("{} {:?}", line.why, line.targets)).collect::<String>();
    let json = suggestion.mapping.to_json();
    for value in ["Zebediah", "Quux", "Lovelace", "4/5/2012"] {
        assert!(!said.contains(value) && !json.contains(value), "{value}: {said} {json}");
    }
    let date = suggestion.lines.iter().find(|line| line.column == "DOB").unwrap();
    assert_eq!(date.outcome, Outcome::Open, "{date:?}");
}

#[test]
fn a_very_wide_or_long_table_is_read_in_part() {
    let wide = (0..5_000).map(|at| format!("Column {at}")).collect::<Vec<_>>().join(",");
    let long = format!("Student ID,First Name,Last Name\n{}", "1,Ada,Lovelace\n".repeat(20_000));
    let files =
        vec![("wide.csv".to_owned(), wide.into_bytes()), ("students.csv".to_owned(), long.into_bytes())];
    loads(&of(files));
}

fn csv(rows: impl Iterator<Item = String>) -> Vec<u8> {
    rows.collect::<Vec<_>>().join("\n").into_bytes()
}

#[test]
fn files_without_a_header_are_told_by_values_places_and_each_other() {
    let names = ["Ada,Abbott", "Ben,Baker", "Carla,Chen", "Diego,Diaz", "Elena,Evans", "Farid,Fischer"];
    let people = |from: usize, rest: fn(usize) -> String| {
        csv(names.iter().enumerate().map(move |(at, name)| {
            let (given, family) = name.split_once(',').unwrap_or_default();
            format!("{},{family},{given},{}", from + 7 * at, rest(at))
        }))
    };
    let students = people(100_000, |at| format!("0{},2015-03-{:02}", at + 1, at + 11));
    let staff = people(5_000, |at| format!("t{at}@school.example.org"));
    let classes = csv((0..6).map(|at| format!("{},Painting {at},{}", 3_000 + at, 5_000 + 7 * at)));
    let rosters = csv((0..36).map(|at| format!("{},{}", 100_000 + 7 * (at / 6), 3_000 + at % 6)));
    let suggestion = of(vec![
        ("students.txt".to_owned(), students),
        ("staff.txt".to_owned(), staff),
        ("sections.txt".to_owned(), classes),
        ("rosters.txt".to_owned(), rosters),
    ]);
    for (file, column, want) in [
        ("students.txt", "#1", "student.sourcedId"),
        ("students.txt", "#2", "student.familyName"),
        ("students.txt", "#3", "student.givenName"),
        ("students.txt", "#5", "demographics.birthDate"),
        ("staff.txt", "#4", "staff.email"),
        ("sections.txt", "#1", "classes.sourcedId"),
        ("sections.txt", "#2", "classes.title"),
        ("sections.txt", "#3", "enrollments.userSourcedId"),
        ("rosters.txt", "#1", "enrollments.userSourcedId"),
        ("rosters.txt", "#2", "enrollments.classSourcedId"),
    ] {
        let line = suggestion.lines.iter().find(|line| line.file == file && line.column == column).unwrap();
        assert_eq!(line.targets, [want], "{file} {column}: {line:?}");
        let is_proven = line.why.contains("stand in the other file");
        assert!(line.confidence < 80 || is_proven, "{line:?}");
    }
}

#[test]
fn of_people_that_nothing_calls_students_or_staff_nothing_is_sure() {
    let text = "ID,First Name,Last Name,Email\n1,Ada,Lovelace,a@example.org\n2,Alan,Turing,b@example.org\n";
    let suggestion = of(vec![("list.csv".to_owned(), text.as_bytes().to_vec())]);
    let sure = suggestion.lines.iter().filter(|line| line.confidence >= 80).count();
    assert_eq!(sure, 0, "{:?}", suggestion.lines);
}
