//! Which rows become a record.

use super::super::{Condition, Test};
use super::Cells;
use super::names::Names;

/// A condition tied to a header.
#[derive(Debug)]
pub(super) struct BoundCondition {
    /// A column that the file does not have is blank in every row.
    column: Option<usize>,
    test: Test,
}

impl BoundCondition {
    pub(super) fn new(condition: &Condition, names: &Names) -> BoundCondition {
        BoundCondition { column: names.find(&condition.column), test: condition.test.clone() }
    }

    /// Whether it asks for a value of a column that the file does not have.
    pub(super) fn asks_in_vain(&self) -> bool {
        self.test == Test::Filled && self.column.is_none()
    }

    pub(super) fn holds(&self, cells: &Cells<'_>) -> bool {
        let text = self.column.and_then(|column| cells.get(column)).unwrap_or("");
        let among = |texts: &[String]| texts.iter().any(|known| same(known.trim(), text));
        match &self.test {
            Test::Is(texts) => among(texts),
            Test::IsNot(texts) => !among(texts),
            Test::Filled => !text.is_empty(),
            Test::Blank => text.is_empty(),
        }
    }
}

fn same(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
        || (!one.is_ascii() || !other.is_ascii()) && one.to_lowercase() == other.to_lowercase()
}
