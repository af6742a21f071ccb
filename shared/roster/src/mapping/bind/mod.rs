//! A record's mapping tied to the header of one file, and the values that it makes of each row.

mod condition;
mod dates;
mod lookup;
mod names;
mod steps;
mod value;

use std::ops::Range;

pub use dates::{is_pattern, parse_date};
pub(crate) use lookup::{Lookups, Table};
pub(crate) use names::{Names, show};
pub use names::{fold, matches_pattern};
pub(crate) use value::named;

use super::{FieldTarget, FileMapping, RecordMapping};
use crate::model::Entity;
use crate::table::Row;
use condition::BoundCondition;
use value::{BoundValue, Sight};

/// Columns from here on are not the file's: their values are made.
pub(crate) const MADE: usize = 1 << 24;

/// Where the value of a field is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum At {
    /// In a column as it stands.
    Column(usize),
    /// It is made of several columns or by steps, and is the value of this number.
    Made(usize),
    /// The file does not have what it is made of.
    Absent,
}

impl At {
    /// As a column of the row: made values come after all others.
    pub(crate) fn column(self) -> Option<usize> {
        match self {
            At::Column(at) => Some(at),
            At::Made(number) => Some(MADE + number),
            At::Absent => None,
        }
    }
}

/// Why there is no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// The row ends before a column that it is made of.
    CutOff,
    /// A code without an answer, which is an error or a warning.
    UnknownCode(Grave),
    /// No pattern fits a date.
    NoDate,
    /// The other file has no such row.
    NoRow(Grave),
}

/// What becomes of the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Grave {
    /// The value is dropped.
    Warning,
    /// There is no record.
    Error,
}

/// A record's mapping tied to a header.
#[derive(Debug, Default)]
pub(crate) struct Binding {
    /// For each field of the mapping, in its order.
    pub(crate) at: Vec<At>,
    conditions: Vec<BoundCondition>,
    made: Vec<BoundValue>,
    /// Column of the file to point at, for each made value.
    origins: Vec<Option<usize>>,
    blank: Vec<String>,
    /// Whether the file has nothing to say of the record but its ID.
    bare: bool,
}

impl Binding {
    /// Ties a record's mapping to the names of a file's columns.
    pub(crate) fn new(
        file: &FileMapping,
        record: &RecordMapping,
        names: &Names,
        lookups: &Lookups,
    ) -> Binding {
        let conditions = file.only.iter().chain(&record.only);
        let mut binding = Binding {
            conditions: conditions.map(|condition| BoundCondition::new(condition, names)).collect(),
            blank: file.reading.blank.clone(),
            ..Binding::default()
        };
        let noted = Names::new(&file.header, 0);
        let sight = Sight { names, noted: &noted, lookups };
        for field in &record.fields {
            let at = match BoundValue::new(&field.value, sight) {
                None => At::Absent,
                Some(value) => match value.plain() {
                    Some(column) => At::Column(column),
                    None => binding.make(value),
                },
            };
            binding.at.push(at);
        }
        let fields = || record.fields.iter().zip(&binding.at);
        let mut others = fields().filter(|(field, _)| field.target != FieldTarget::Field(0)).peekable();
        binding.bare = others.peek().is_some() && others.all(|(_, at)| *at == At::Absent);
        binding
    }

    fn make(&mut self, value: BoundValue) -> At {
        self.origins.push(value.origin());
        self.made.push(value);
        At::Made(self.made.len() - 1)
    }

    /// The column of the file that a column stands for; `None` for what is made of none or several.
    pub(crate) fn origin(&self, column: usize) -> Option<usize> {
        match column.checked_sub(MADE) {
            None => Some(column),
            Some(number) => self.origins.get(number).copied().flatten(),
        }
    }

    /// Whether the file has none of the columns that the record is made of, but for its ID.
    pub(crate) fn is_bare(&self) -> bool {
        self.bare
    }

    /// Whether no row of the file can become such a record, because it needs a column that the file does not have.
    pub(crate) fn is_idle(&self) -> bool {
        self.conditions.iter().any(BoundCondition::asks_in_vain)
    }

    /// Whether a row becomes a record.
    pub(crate) fn takes(&self, cells: &Cells<'_>) -> bool {
        self.conditions.iter().all(|condition| condition.holds(cells))
    }

    /// Makes what has to be made of a row.
    pub(crate) fn fill(&self, cells: &Cells<'_>, made: &mut Made) {
        made.text.clear();
        made.parts.clear();
        for value in &self.made {
            let start = made.text.len();
            let part = value.write(cells, &mut made.text).map(|()| start..made.text.len());
            if part.is_err() {
                made.text.truncate(start);
            }
            made.parts.push(part);
        }
    }

    /// The cells of a row.
    pub(crate) fn cells<'a>(&'a self, row: &'a Row<'a>, width: usize) -> Cells<'a> {
        Cells { row, width, blank: &self.blank }
    }
}

/// Values made of one row.
#[derive(Debug, Default)]
pub(crate) struct Made {
    text: String,
    parts: Vec<Result<Range<usize>, Trouble>>,
}

impl Made {
    /// The value of a number.
    pub(crate) fn get(&self, number: usize) -> Result<&str, Trouble> {
        match self.parts.get(number) {
            Some(Ok(range)) => Ok(&self.text[range.clone()]),
            Some(Err(trouble)) => Err(*trouble),
            None => Err(Trouble::CutOff),
        }
    }
}

/// What a row says, trimmed; words that mean nothing are blank.
#[derive(Clone, Copy)]
pub(crate) struct Cells<'a> {
    row: &'a Row<'a>,
    width: usize,
    blank: &'a [String],
}

impl<'a> Cells<'a> {
    /// What stands in a column; `None` where the row ends before.
    #[inline]
    pub(crate) fn get(&self, column: usize) -> Option<&'a str> {
        if column >= self.width {
            return None;
        }
        let text = names::trimmed(self.row.get(column));
        let is_blank = || self.blank.iter().any(|word| word.eq_ignore_ascii_case(text));
        Some(if !self.blank.is_empty() && is_blank() { "" } else { text })
    }
}

/// Whether an ID can be made of what a record of the entity ties together.
pub(crate) const fn names_itself(entity: Entity) -> &'static [&'static str] {
    match entity {
        Entity::Enrollments => &["classSourcedId", "userSourcedId", "role"],
        Entity::Roles => &["userSourcedId", "role", "orgSourcedId"],
        Entity::Relationships => &["studentSourcedId", "adultSourcedId"],
        _ => &[],
    }
}
