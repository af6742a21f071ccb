//! What it means for a mapping that the columns of a file are others than before.

mod changes;
mod losses;

use std::collections::BTreeSet;

pub use changes::HeaderChanges;

use super::bind::show;
use super::{Columns, FileMapping};
use crate::brake::Fact;
use crate::finding::Rule;
use crate::model::Entity;
use crate::rules;
use losses::{Loss, Weight, losses};

/// The headers of one file.
#[derive(Debug, Clone, Copy)]
pub struct Headers<'a> {
    /// Of the delivery last applied; `None` if the file was not in it.
    pub before: Option<&'a [String]>,
    /// As it came. Of a file without a header: names of its places, such as `column 1`.
    pub now: &'a [String],
}

/// What to say of a header, and what the brake must know.
#[derive(Debug, Clone, Default)]
pub struct Drift {
    /// Findings about the file's header.
    pub notes: Vec<Note>,
    /// What holds the run.
    pub facts: Vec<Fact>,
}

/// A finding about a header.
#[derive(Debug, Clone)]
pub struct Note {
    /// What is wrong.
    pub rule: &'static Rule,
    /// The column that it is about, if it is one.
    pub column: Option<String>,
    /// What, in words without personal values.
    pub message: String,
}

/// Compares a file's header with the one before and with the one that its mapping was made for.
///
/// By name, order and additions never hold; a lost key, role, school, required column or filter does, and any other lost
/// column is said. By position, whatever is not as the mapping was made for holds.
pub fn judge(file: &FileMapping, name: &str, headers: Headers<'_>) -> Drift {
    if headers.now.is_empty() {
        return Drift::default();
    }
    match file.reading.columns {
        Columns::ByName => by_name(file, name, headers),
        Columns::ByPosition => by_position(file, name, headers),
    }
}

fn by_name(file: &FileMapping, name: &str, headers: Headers<'_>) -> Drift {
    let mut drift = Drift::default();
    let (was, whose) = match headers.before {
        Some(before) => (Some(before), "of before"),
        None => (noted(file), "that the mapping was made for"),
    };
    let changes = was.map(|was| HeaderChanges::between(was, headers.now));
    if let Some(changes) = changes.filter(|changes| !changes.is_empty()) {
        let message = format!("the columns are not those {whose}: {changes}");
        drift.notes.push(Note { rule: &rules::changed_header::RULE, column: None, message });
    }
    let mut said = BTreeSet::new();
    for was in headers.before.into_iter().chain(noted(file)) {
        for loss in losses(file, (was, headers.now)) {
            let column = show(loss.column);
            if said.insert((column.clone(), loss.weight)) {
                drift.lose(name, column, &loss);
            }
        }
    }
    drift
}

fn by_position(file: &FileMapping, name: &str, headers: Headers<'_>) -> Drift {
    let mut drift = Drift::default();
    let Some(was) = noted(file).or(headers.before) else { return drift };
    let changes = HeaderChanges::between(was, headers.now);
    if changes.is_empty() {
        return drift;
    }
    let message =
        format!("the mapping finds columns by their place, and they are not those of before: {changes}");
    drift.notes.push(Note { rule: &rules::changed_positions::RULE, column: None, message });
    let changes = changes.to_string();
    drift.facts.push(Fact::PositionsChanged { file: name.to_owned(), changes, entity: entity_of(file) });
    drift
}

impl Drift {
    fn lose(&mut self, file: &str, column: String, loss: &Loss<'_>) {
        let (message, feeds) = match loss.weight {
            Weight::Holds(feeds) => {
                (format!("the column \"{column}\" did not come, which {}", feeds.words()), Some(feeds))
            }
            Weight::Light => (
                format!("the column \"{column}\" did not come; what is stored of {} stays", loss.feeds),
                None,
            ),
        };
        let rule = &rules::lost_column::RULE;
        self.notes.push(Note { rule, column: Some(column.clone()), message });
        if let Some(feeds) = feeds {
            let (file, entity) = (file.to_owned(), Some(loss.entity));
            self.facts.push(Fact::ColumnLost { file, column, feeds, entity });
        }
    }
}

/// The header that the mapping was made for.
fn noted(file: &FileMapping) -> Option<&[String]> {
    Some(file.header.as_slice()).filter(|header| !header.is_empty())
}

fn entity_of(file: &FileMapping) -> Option<Entity> {
    file.records.first().map(|record| record.entity)
}

#[cfg(test)]
mod tests;
