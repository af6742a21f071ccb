//! A value's recipe tied to a header.

use std::borrow::Cow;
use std::collections::HashMap;

use super::super::{ColumnRef, Piece, Source, Value};
use super::lookup::Lookups;
use super::names::Names;
use super::steps::BoundStep;
use super::{Cells, Trouble};

/// A value of rows of one file.
#[derive(Debug)]
pub(super) struct BoundValue {
    source: BoundSource,
    steps: Vec<BoundStep>,
    default: Option<Box<str>>,
}

#[derive(Debug)]
enum BoundSource {
    Cell(usize),
    Text(Box<str>),
    Template(Vec<BoundPiece>),
    First(Vec<BoundValue>),
    Join(Vec<BoundValue>, Box<str>),
}

#[derive(Debug)]
enum BoundPiece {
    Text(Box<str>),
    Cell(usize),
}

/// Longest value that is made; what is longer is cut, so that no row becomes a flood.
pub(super) const LONGEST: usize = 8 << 10;

/// What a value is tied to.
#[derive(Clone, Copy)]
pub(super) struct Sight<'a> {
    pub(super) names: &'a Names,
    /// The header that the mapping was made for.
    pub(super) noted: &'a Names,
    pub(super) lookups: &'a Lookups,
}

impl Sight<'_> {
    /// Whether a value is made of a column that was there when the mapping was made.
    fn lost(&self, value: &Value) -> bool {
        let mut columns = Vec::new();
        named(value, &mut columns);
        columns
            .into_iter()
            .any(|column| self.noted.find(column).is_some() && self.names.find(column).is_none())
    }
}

impl BoundValue {
    /// `None` if the file does not have what it is made of. Where the mapping was made for a header with a column that is
    /// gone, nothing else stands in for it.
    pub(super) fn new(value: &Value, sight: Sight<'_>) -> Option<BoundValue> {
        let Sight { names, lookups, .. } = sight;
        let each = |values: &[Value]| -> Option<Vec<BoundValue>> {
            let mut bound = Vec::new();
            for value in values {
                match BoundValue::new(value, sight) {
                    Some(value) => bound.push(value),
                    None if sight.lost(value) => return None,
                    None => {}
                }
            }
            some(bound)
        };
        let source = match &value.source {
            Source::Column(columns) => {
                BoundSource::Cell(columns.iter().find_map(|column| names.find(column))?)
            }
            Source::Constant(text) => BoundSource::Text(text.as_str().into()),
            Source::Template(pieces) => {
                BoundSource::Template(pieces.iter().map(|piece| bound(piece, names)).collect::<Option<_>>()?)
            }
            Source::First(values) => BoundSource::First(each(values)?),
            Source::Join { values, with } => BoundSource::Join(each(values)?, with.as_str().into()),
        };
        let steps = value.steps.iter().map(|step| BoundStep::new(step, lookups)).collect::<Option<_>>()?;
        Some(BoundValue { source, steps, default: value.default.as_deref().map(Box::from) })
    }

    /// The column that it is, as it stands.
    pub(super) fn plain(&self) -> Option<usize> {
        match (&self.source, self.steps.is_empty(), &self.default) {
            (BoundSource::Cell(column), true, None) => Some(*column),
            _ => None,
        }
    }

    /// The one column that it is made of.
    pub(super) fn origin(&self) -> Option<usize> {
        let mut columns = HashMap::new();
        self.columns(&mut columns);
        match columns.len() {
            1 => columns.into_keys().next(),
            _ => None,
        }
    }

    fn columns(&self, found: &mut HashMap<usize, ()>) {
        match &self.source {
            BoundSource::Cell(column) => {
                found.insert(*column, ());
            }
            BoundSource::Text(_) => {}
            BoundSource::Template(pieces) => {
                let cells = pieces.iter().filter_map(|piece| match piece {
                    BoundPiece::Cell(column) => Some((*column, ())),
                    BoundPiece::Text(_) => None,
                });
                found.extend(cells);
            }
            BoundSource::First(values) | BoundSource::Join(values, _) => {
                values.iter().for_each(|value| value.columns(found));
            }
        }
    }

    /// Appends the value.
    pub(super) fn write(&self, cells: &Cells<'_>, out: &mut String) -> Result<(), Trouble> {
        if let (BoundSource::Template(pieces), true, None) =
            (&self.source, self.steps.is_empty(), &self.default)
        {
            return template(pieces, cells, out);
        }
        out.push_str(&self.get(cells)?);
        Ok(())
    }

    fn get<'a>(&'a self, cells: &Cells<'a>) -> Result<Cow<'a, str>, Trouble> {
        let mut text = self.begin(cells)?;
        for step in &self.steps {
            if text.is_empty() {
                break;
            }
            text = step.apply(text)?;
            if text.len() > LONGEST {
                text = Cow::Owned(cut(&text, LONGEST).to_owned());
            }
        }
        match (&self.default, text.is_empty()) {
            (Some(default), true) => Ok(Cow::Borrowed(default)),
            (Some(_) | None, _) => Ok(text),
        }
    }

    fn begin<'a>(&'a self, cells: &Cells<'a>) -> Result<Cow<'a, str>, Trouble> {
        match &self.source {
            BoundSource::Cell(column) => cells.get(*column).map(Cow::Borrowed).ok_or(Trouble::CutOff),
            BoundSource::Text(text) => Ok(Cow::Borrowed(text)),
            BoundSource::Template(pieces) => {
                let mut text = String::new();
                template(pieces, cells, &mut text)?;
                Ok(Cow::Owned(text))
            }
            BoundSource::First(values) => {
                for value in values {
                    let text = value.get(cells)?;
                    if !text.is_empty() {
                        return Ok(text);
                    }
                }
                Ok(Cow::Borrowed(""))
            }
            BoundSource::Join(values, with) => {
                let mut text = String::new();
                for value in values {
                    let part = value.get(cells)?;
                    if !text.is_empty() && !part.is_empty() {
                        text.push_str(with);
                    }
                    text.push_str(cut(&part, LONGEST.saturating_sub(text.len())));
                }
                Ok(Cow::Owned(text))
            }
        }
    }
}

fn bound(piece: &Piece, names: &Names) -> Option<BoundPiece> {
    match piece {
        Piece::Text(text) => Some(BoundPiece::Text(text.as_str().into())),
        Piece::Column(column) => names.find(column).map(BoundPiece::Cell),
    }
}

fn some(values: Vec<BoundValue>) -> Option<Vec<BoundValue>> {
    (!values.is_empty()).then_some(values)
}

/// Appends a template; nothing if any of its columns is blank.
fn template(pieces: &[BoundPiece], cells: &Cells<'_>, out: &mut String) -> Result<(), Trouble> {
    let start = out.len();
    for piece in pieces {
        match piece {
            BoundPiece::Text(text) => out.push_str(text),
            BoundPiece::Cell(column) => match cells.get(*column) {
                None => {
                    out.truncate(start);
                    return Err(Trouble::CutOff);
                }
                Some("") => {
                    out.truncate(start);
                    return Ok(());
                }
                Some(text) => out.push_str(cut(text, LONGEST)),
            },
        }
    }
    Ok(())
}

/// The beginning of a text, at most so many bytes.
pub(super) fn cut(text: &str, most: usize) -> &str {
    &text[..text.floor_char_boundary(most)]
}

/// Every column that a value names.
pub(crate) fn named<'v>(value: &'v Value, found: &mut Vec<&'v ColumnRef>) {
    match &value.source {
        Source::Column(columns) => found.extend(columns),
        Source::Constant(_) => {}
        Source::Template(pieces) => found.extend(pieces.iter().filter_map(|piece| match piece {
            Piece::Column(column) => Some(column),
            Piece::Text(_) => None,
        })),
        Source::First(values) | Source::Join { values, .. } => {
            values.iter().for_each(|value| named(value, found));
        }
    }
}
