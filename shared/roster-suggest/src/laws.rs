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
