//! What stands in other files, for references that go through their columns.

use std::collections::HashMap;
use std::sync::Arc;

use super::super::Lookup;

/// What one column of a file says for each value of another.
pub(crate) type Table = HashMap<Box<str>, Box<str>>;

/// The tables that a mapping's lookups need. A file that did not come has none.
#[derive(Debug, Default, Clone)]
pub(crate) struct Lookups(Vec<(Lookup, Arc<Table>)>);

impl Lookups {
    /// Keeps the table of a lookup.
    pub(crate) fn keep(&mut self, lookup: Lookup, table: Table) {
        self.0.push((lookup, Arc::new(table)));
    }

    /// The table of a lookup; `None` if its file did not come.
    pub(crate) fn of(&self, lookup: &Lookup) -> Option<Arc<Table>> {
        self.0.iter().find(|(known, _)| is_same(known, lookup)).map(|(_, table)| table.clone())
    }

    /// Whether the table of a lookup is kept.
    pub(crate) fn has(&self, lookup: &Lookup) -> bool {
        self.0.iter().any(|(known, _)| is_same(known, lookup))
    }
}

fn is_same(one: &Lookup, other: &Lookup) -> bool {
    (&one.file, &one.matches, &one.take) == (&other.file, &other.matches, &other.take)
}
