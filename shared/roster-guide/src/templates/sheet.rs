//! A template as a table: the columns of the format and of the profile, and rows of invented people.

use roster::formats::{Column, Format};
use roster::mapping::fold;
use roster::model::Entity;
use roster::profile::{OwnField, OwnKind, Profile, Storing, ValueKind};

use super::{TEMPLATES, own};
use crate::columns::{file_of, is_wanted, meaning};

/// The example rows by file. Columns that a format does not have are left out.
pub(super) const EXAMPLES: [(&str, &str); 7] = [
    ("schools.csv", include_str!("../examples/schools.csv")),
    ("staff.csv", include_str!("../examples/staff.csv")),
    ("students.csv", include_str!("../examples/students.csv")),
    ("contacts.csv", include_str!("../examples/contacts.csv")),
    ("people.csv", include_str!("../examples/people.csv")),
    ("classes.csv", include_str!("../examples/classes.csv")),
    ("enrollments.csv", include_str!("../examples/enrollments.csv")),
];

/// The people of whom own records tell in the examples.
const PEOPLE: [&str; 3] = ["00042", "00043", "00044"];

/// One template.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sheet {
    pub(crate) name: String,
    pub(crate) header: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
    /// Own fields beside the format's columns: entity, name, column.
    pub(crate) added: Vec<(Entity, String, String)>,
    /// The own kind that it is for.
    pub(crate) kind: Option<String>,
    /// The own fields of the kind: name, column.
    pub(crate) columns_of_kind: Vec<(String, String)>,
}

impl Sheet {
    /// Where a column stands.
    pub(crate) fn place(&self, column: &str) -> Option<usize> {
        self.header.iter().position(|name| fold(name) == fold(column))
    }

    /// The first value of a column; empty where there is none.
    pub(crate) fn example(&self, column: &str) -> String {
        let at = self.place(column);
        let values = |at: usize| self.rows.iter().map(move |row| row[at].as_str());
        at.and_then(|at| values(at).find(|value| !value.is_empty())).unwrap_or_default().to_owned()
    }

    fn add(&mut self, column: &str, value: &str) {
        self.header.push(column.to_owned());
        self.rows.iter_mut().for_each(|row| row.push(value.to_owned()));
    }
}

/// The templates of a format, those of the profile's own kinds last; none for formats that are not ours.
pub(crate) fn sheets(format: &Format, profile: &Profile) -> Vec<Sheet> {
    if format.name != TEMPLATES {
        return Vec::new();
    }
    let known = EXAMPLES.iter().filter_map(|(name, rows)| sheet(format, profile, (name, rows)));
    let kinds = profile.kinds().iter().filter(|kind| kind.storing == Storing::Stored);
    known.chain(kinds.map(of_kind)).collect()
}

fn sheet(format: &Format, profile: &Profile, (name, examples): (&str, &str)) -> Option<Sheet> {
    let spec = format.file(name)?;
    let mapping = format.mapping()?;
    let file = file_of(&mapping, spec)?;
    let examples = table(examples);
    let mut sheet = Sheet { name: name.to_owned(), ..Sheet::default() };
    sheet.rows = vec![Vec::new(); examples.len() - 1];
    let place = |name: &str| examples[0].iter().position(|title| fold(title) == fold(name));
    let mut columns: Vec<&Column> = spec.columns.iter().collect();
    columns.sort_by_key(|column| place(&column.name).unwrap_or(usize::MAX));
    for column in columns {
        let meaning = meaning((spec, column), Some(file), profile);
        if meaning.by.is_none() || !is_wanted(&meaning) {
            continue;
        }
        sheet.header.push(column.name.to_string());
        let at = place(&column.name);
        for (row, example) in sheet.rows.iter_mut().zip(&examples[1..]) {
            row.push(at.map(|at| example[at].clone()).unwrap_or_default());
        }
    }
    for (entity, own, column) in own::added(file, profile) {
        sheet.add(&column, &sample(own));
        sheet.added.push((entity, own.name.clone(), column));
    }
    Some(sheet)
}

/// The lines of a file of examples, the header being the first; a test holds that there is one.
fn table(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let rows = reader.records().filter_map(Result::ok);
    rows.map(|row| row.iter().map(str::to_owned).collect()).collect()
}

fn of_kind(kind: &OwnKind) -> Sheet {
    let mut sheet = Sheet { name: own::file_name(kind), kind: Some(kind.name.clone()), ..Sheet::default() };
    sheet.rows = PEOPLE.iter().map(|id| vec![(*id).to_owned(), String::new()]).collect();
    sheet.header = [own::PERSON, own::RECORD].map(str::to_owned).to_vec();
    for (own, column) in own::columns(kind) {
        sheet.add(&column, &sample(own));
        sheet.columns_of_kind.push((own.name.clone(), column));
    }
    sheet
}

/// A good value of an own field.
fn sample(own: &OwnField) -> String {
    if !own.example.is_empty() {
        return own.example.clone();
    }
    match &own.kind {
        ValueKind::Text => "example",
        ValueKind::Date => "2026-08-15",
        ValueKind::Boolean => "true",
        ValueKind::Integer => "7",
        ValueKind::Number => "87.5",
        ValueKind::Email => "ada.byron@example.org",
        ValueKind::Phone => "(505) 555-0199",
        ValueKind::Url => "https://www.example.org",
        ValueKind::Language => "es",
        ValueKind::Grade => "07",
        ValueKind::Words(words) => words.first().map_or("", String::as_str),
    }
    .to_owned()
}
