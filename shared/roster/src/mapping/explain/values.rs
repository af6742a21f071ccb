//! Values in plain words.

use super::steps;
use crate::mapping::document::{ColumnRef, Piece, Source, Value};

/// Where a value comes from and what is done to it, as what follows the name of a field.
pub(super) fn value(value: &Value) -> String {
    let mut text = source(&value.source);
    for step in &value.steps {
        text.push_str(", ");
        text.push_str(&steps::step(step));
    }
    match value.default.as_deref() {
        Some("") | None => {}
        Some(default) => text.push_str(&format!("; a blank becomes {}", quoted(default))),
    }
    text
}

fn source(source: &Source) -> String {
    match source {
        Source::Column(columns) => match &columns[..] {
            [ColumnRef::Position(place)] => format!("comes from column {place}"),
            several => format!(
                "comes from the column {}",
                several.iter().map(column).collect::<Vec<_>>().join(", or else ")
            ),
        },
        Source::Constant(text) => format!("is always {}", quoted(text)),
        Source::Template(pieces) => format!("is {}", template(pieces)),
        Source::First(values) => {
            format!("is the first of these that is not blank: {}", inner(values, "; or "))
        }
        Source::Join { values, with } => {
            let between = if with.is_empty() { "nothing".to_owned() } else { quoted(with) };
            format!("is what is not blank of these, with {between} between: {}", inner(values, "; and "))
        }
    }
}

fn template(pieces: &[Piece]) -> String {
    let parts: Vec<_> = pieces
        .iter()
        .map(|piece| match piece {
            Piece::Text(text) => quoted(text),
            Piece::Column(place) => column(place),
        })
        .collect();
    match &parts[..] {
        [one] => one.clone(),
        parts => format!("{}, one behind the other", listed(parts)),
    }
}

fn inner(values: &[Value], between: &str) -> String {
    let values: Vec<_> = values.iter().map(|inner| format!("what {}", value(inner))).collect();
    values.join(between)
}

/// Texts as in a sentence: a, b and c.
pub(super) fn listed(parts: &[String]) -> String {
    match parts.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}

/// A column as people know it.
pub(super) fn column(column: &ColumnRef) -> String {
    match column {
        ColumnRef::Name(name) => on_one_line(name),
        ColumnRef::Position(place) => format!("column {place}"),
    }
}

pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", on_one_line(text))
}

/// Without line ends and other control characters.
pub(super) fn on_one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
