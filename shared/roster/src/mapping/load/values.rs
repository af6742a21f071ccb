//! Values: where they come from, what is done to them, and when they count.

use super::Loader;
use super::object::{Object, listed};
use super::path::Path;
use crate::mapping::document::{ColumnRef, FieldMapping, FieldTarget, Piece, Source, Value, Write};
use crate::mapping::limits::{MAX_DEPTH, MAX_VALUES};
use crate::mapping::node::Node;
use crate::mapping::template;
use crate::mapping::words::WRITES;

/// What a value begins as; one of these.
pub(in crate::mapping) const SOURCES: &[&str] = &["column", "constant", "template", "first", "join"];

impl Loader {
    /// A value of a field, with when it counts; the target is filled in by the caller.
    pub(super) fn field_value(&mut self, at: &Path<'_>, node: &Node) -> Option<FieldMapping> {
        let value = self.value(at, node, 1);
        let (mut write, mut confidence) = (Some(Write::Always), Some(None));
        if let Node::Object(_) = node {
            let object = self.read.any_object(at, node, "")?;
            if let Some(node) = object.get("write") {
                write = self.read.word(&at.key("write"), node, WRITES);
            }
            if let Some(node) = object.get("confidence") {
                confidence = self.confidence(&at.key("confidence"), node).map(Some);
            }
        }
        Some(FieldMapping {
            target: FieldTarget::Status,
            value: value?,
            write: write?,
            confidence: confidence?,
        })
    }

    fn confidence(&mut self, at: &Path<'_>, node: &Node) -> Option<u8> {
        let number = match node {
            Node::Integer(number) => *number as f64,
            Node::Decimal(number) => *number,
            Node::Null | Node::Flag(_) | Node::Text(_) | Node::List(_) | Node::Object(_) => f64::NAN,
        };
        if !(0.0..=1.0).contains(&number) {
            self.read.unexpected(at, node, "a number from 0 to 1");
            return None;
        }
        Some((number * 100.0).round() as u8)
    }

    /// A value that stands in `depth - 1` others.
    fn value(&mut self, at: &Path<'_>, node: &Node, depth: usize) -> Option<Value> {
        self.work += 1;
        if let Node::Text(_) | Node::Integer(_) = node {
            return Some(Value::of(Source::Column(vec![self.column(at, node)?])));
        }
        if depth > MAX_DEPTH {
            self.read.errors.add(at, || format!("at most {MAX_DEPTH} values stand in each other"));
            return None;
        }
        let Node::Object(_) = node else {
            let expected = "the name of a column, or an object with one of ";
            self.read.unexpected(at, node, &format!("{expected}{}", listed(SOURCES.iter().copied())));
            return None;
        };
        let known: &[&str] = match depth {
            1 => &[
                "column",
                "constant",
                "template",
                "first",
                "join",
                "steps",
                "default",
                "write",
                "confidence",
            ],
            _ => &["column", "constant", "template", "first", "join", "steps", "default"],
        };
        let object = self.read.object(at, node, known)?;
        let source = self.source(at, object, depth);
        let steps = match object.get("steps") {
            Some(node) => self.steps(&at.key("steps"), node),
            None => Some(Vec::new()),
        };
        let default = match object.get("default") {
            Some(node) => self.read.text(&at.key("default"), node).map(|text| Some(text.to_owned())),
            None => Some(None),
        };
        Some(Value { source: source?, steps: steps?, default: default? })
    }

    fn source(&mut self, at: &Path<'_>, object: Object<'_>, depth: usize) -> Option<Source> {
        let found: Vec<&str> = SOURCES.iter().copied().filter(|key| object.get(key).is_some()).collect();
        let [key] = found[..] else {
            self.read.errors.add(at, || {
                let how = if found.is_empty() { "none".to_owned() } else { listed(found.iter().copied()) };
                format!("a value begins as one of {}; here is {how}", listed(SOURCES.iter().copied()))
            });
            return None;
        };
        let (at, node) = (at.key(key), object.get(key)?);
        match key {
            "column" => self.column_or_columns(&at, node).map(Source::Column),
            "constant" => Some(Source::Constant(self.read.filled(&at, node)?.to_owned())),
            "template" => self.template(&at, node),
            "first" => self.values(&at, node, depth).map(Source::First),
            _ => self.join(&at, node, depth),
        }
    }

    fn column_or_columns(&mut self, at: &Path<'_>, node: &Node) -> Option<Vec<ColumnRef>> {
        match node {
            Node::List(_) => self.columns(at, node, 1..=MAX_VALUES),
            Node::Null
            | Node::Flag(_)
            | Node::Integer(_)
            | Node::Decimal(_)
            | Node::Text(_)
            | Node::Object(_) => Some(vec![self.column(at, node)?]),
        }
    }

    fn template(&mut self, at: &Path<'_>, node: &Node) -> Option<Source> {
        let text = self.read.text(at, node)?;
        let pieces = match template::parse(text) {
            Ok(pieces) => pieces,
            Err(fault) => {
                self.read.errors.add(at, || fault);
                return None;
            }
        };
        self.work += pieces.len();
        let fits = |piece: &Piece| match piece {
            Piece::Text(_) => true,
            Piece::Column(column) => self.fits(at, column),
        };
        let misfits = pieces.iter().map(fits).filter(|fits| !fits).count();
        (misfits == 0).then_some(Source::Template(pieces))
    }

    fn values(&mut self, at: &Path<'_>, node: &Node, depth: usize) -> Option<Vec<Value>> {
        let list = self.read.list(at, node, 1..=MAX_VALUES)?;
        let values = list.iter().enumerate().map(|(i, node)| self.value(&at.index(i), node, depth + 1));
        values.collect::<Vec<_>>().into_iter().collect()
    }

    fn join(&mut self, at: &Path<'_>, node: &Node, depth: usize) -> Option<Source> {
        let object = self.read.object(at, node, &["values", "with"])?;
        let values = self.read.needed(at, object, "values");
        let values = values.and_then(|node| self.values(&at.key("values"), node, depth));
        let with = self.read.needed(at, object, "with");
        let with = with.and_then(|node| self.read.text(&at.key("with"), node));
        Some(Source::Join { values: values?, with: with?.to_owned() })
    }
}
