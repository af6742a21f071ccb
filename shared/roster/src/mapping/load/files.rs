//! Files of a mapping: how each is read, and what is left out of it.

use super::path::Path;
use super::{Loader, shortened};
use crate::mapping::document::{
    ColumnRef, Columns, Condition, FileMapping, HeaderRow, Need, OpenLine, Parts, Reading, Test,
};
use crate::mapping::limits::{MAX_CHOICES, MAX_COLUMNS, MAX_CONDITIONS, MAX_FILES, MAX_VALUES};
use crate::mapping::node::Node;
use crate::mapping::pattern;
use crate::mapping::words::{COLUMNS, DELIMITERS, ENCODINGS, HEADERS, NEEDS};

const FILE_KEYS: &[&str] = &["file", "need", "many", "read", "header", "only", "records", "ignore", "open"];

impl Loader {
    pub(super) fn files(&mut self, at: &Path<'_>, node: Option<&Node>) -> Option<Vec<FileMapping>> {
        let Some(node) = node else {
            self.read
                .errors
                .add(at, || "\"files\" is missing: a mapping says what it does with each file".to_owned());
            return None;
        };
        let list = self.read.list(at, node, 1..=MAX_FILES)?;
        let files = list.iter().enumerate().map(|(i, file)| {
            self.file = i;
            self.file(&at.index(i), file)
        });
        files.collect::<Vec<_>>().into_iter().collect()
    }

    fn file(&mut self, at: &Path<'_>, node: &Node) -> Option<FileMapping> {
        let object = self.read.object(at, node, FILE_KEYS)?;
        let pattern = self.read.needed(at, object, "file").and_then(|n| self.pattern(&at.key("file"), n));
        let need = match object.get("need") {
            Some(node) => self.read.word(&at.key("need"), node, NEEDS),
            None => Some(Need::Required),
        };
        let many = match object.get("many") {
            Some(node) => self.read.flag(&at.key("many"), node),
            None => Some(false),
        };
        let reading = match object.get("read") {
            Some(node) => self.reading(&at.key("read"), node),
            None => Some(Reading::default()),
        };
        self.columns = reading.as_ref().map_or(Columns::ByName, |reading| reading.columns);
        let header = match object.get("header") {
            Some(node) => self.read.texts(&at.key("header"), node, 0..=MAX_COLUMNS),
            None => Some(Vec::new()),
        };
        let only = self.conditions(&at.key("only"), object.get("only"));
        let records = self.records(&at.key("records"), object.get("records"));
        let ignore = match object.get("ignore") {
            Some(node) => self.columns(&at.key("ignore"), node, 0..=MAX_COLUMNS),
            None => Some(Vec::new()),
        };
        let open = self.open_lines(&at.key("open"), object.get("open"));
        Some(FileMapping {
            pattern: pattern?,
            need: need?,
            parts: if many? { Parts::Many } else { Parts::One },
            reading: reading?,
            header: header?,
            only: only?,
            records: records?,
            ignore: ignore?,
            open: open?,
        })
    }

    fn pattern(&mut self, at: &Path<'_>, node: &Node) -> Option<String> {
        let text = self.read.text(at, node)?;
        if let Some(fault) = pattern::fault(text) {
            self.read.errors.add(at, || fault.to_owned());
            return None;
        }
        Some(text.to_owned())
    }

    fn reading(&mut self, at: &Path<'_>, node: &Node) -> Option<Reading> {
        let object = self.read.object(at, node, &["encoding", "delimiter", "header", "columns", "blank"])?;
        let encoding = object.get("encoding").map(|n| self.read.word(&at.key("encoding"), n, ENCODINGS));
        let delimiter = object.get("delimiter").map(|n| self.delimiter(&at.key("delimiter"), n));
        let header = object.get("header").map(|n| self.read.word(&at.key("header"), n, HEADERS));
        let columns = object.get("columns").map(|n| self.read.word(&at.key("columns"), n, COLUMNS));
        let blank = match object.get("blank") {
            Some(node) => self.read.texts(&at.key("blank"), node, 0..=MAX_VALUES),
            None => Some(Vec::new()),
        };
        let header = header.unwrap_or(Some(HeaderRow::Present))?;
        let implied = match header {
            HeaderRow::Present => Columns::ByName,
            HeaderRow::Absent => Columns::ByPosition,
        };
        let columns = columns.unwrap_or(Some(implied))?;
        if (header, columns) == (HeaderRow::Absent, Columns::ByName) {
            self.read.errors.add(&at.key("columns"), || {
                "a file without a header has no column names; use \"by-position\"".to_owned()
            });
        }
        Some(Reading {
            encoding: flat(encoding)?,
            delimiter: flat(delimiter)?,
            header,
            columns,
            blank: blank?,
        })
    }

    /// A word, or the character itself.
    fn delimiter(&mut self, at: &Path<'_>, node: &Node) -> Option<u8> {
        if let Node::Text(text) = node
            && let [byte] = text.as_bytes()
            && is_delimiter(*byte)
        {
            return Some(*byte);
        }
        self.read.word(at, node, DELIMITERS)
    }

    pub(super) fn conditions(&mut self, at: &Path<'_>, node: Option<&Node>) -> Option<Vec<Condition>> {
        let Some(node) = node else { return Some(Vec::new()) };
        let list = self.read.list(at, node, 0..=MAX_CONDITIONS)?;
        let conditions = list.iter().enumerate().map(|(i, node)| self.condition(&at.index(i), node));
        conditions.collect::<Vec<_>>().into_iter().collect()
    }

    fn condition(&mut self, at: &Path<'_>, node: &Node) -> Option<Condition> {
        const TESTS: &[&str] = &["is", "isNot", "filled"];
        let object = self.read.object(at, node, &["column", "is", "isNot", "filled"])?;
        let column = self.read.needed(at, object, "column").and_then(|n| self.column(&at.key("column"), n));
        let tests: Vec<&str> = TESTS.iter().copied().filter(|test| object.get(test).is_some()).collect();
        let [test] = tests[..] else {
            self.read.errors.add(at, || {
                "a condition has one of {\"is\": [...]}, {\"isNot\": [...]} and {\"filled\": true}".to_owned()
            });
            return None;
        };
        let (at, node) = (at.key(test), object.get(test)?);
        let test = match test {
            "is" => Test::Is(self.read.texts(&at, node, 1..=MAX_CHOICES)?),
            "isNot" => Test::IsNot(self.read.texts(&at, node, 1..=MAX_CHOICES)?),
            _ if self.read.flag(&at, node)? => Test::Filled,
            _ => Test::Blank,
        };
        Some(Condition { column: column?, test })
    }

    fn open_lines(&mut self, at: &Path<'_>, node: Option<&Node>) -> Option<Vec<OpenLine>> {
        let Some(node) = node else { return Some(Vec::new()) };
        let list = self.read.list(at, node, 0..=MAX_COLUMNS)?;
        let lines = list.iter().enumerate().map(|(i, node)| self.open_line(&at.index(i), node));
        lines.collect::<Vec<_>>().into_iter().collect()
    }

    fn open_line(&mut self, at: &Path<'_>, node: &Node) -> Option<OpenLine> {
        let object = self.read.object(at, node, &["column", "perhaps", "why"])?;
        let column = self.read.needed(at, object, "column")?;
        let column = self.read.text(&at.key("column"), column)?.to_owned();
        let perhaps = match object.get("perhaps") {
            Some(node) => self.read.texts(&at.key("perhaps"), node, 0..=MAX_VALUES)?,
            None => Vec::new(),
        };
        for (i, target) in perhaps.iter().enumerate() {
            self.qualified(&at.key("perhaps").index(i), target);
        }
        let why = match object.get("why") {
            Some(node) => self.read.text(&at.key("why"), node)?.to_owned(),
            None => String::new(),
        };
        Some(OpenLine { column, perhaps, why })
    }

    /// A column by name or place, as the file allows.
    pub(super) fn column(&mut self, at: &Path<'_>, node: &Node) -> Option<ColumnRef> {
        let column = match node {
            Node::Text(_) => ColumnRef::Name(self.read.filled(at, node)?.to_owned()),
            Node::Integer(_) => {
                let place = self.read.whole(at, node, 1..=MAX_COLUMNS as i64)?;
                ColumnRef::Position(usize::try_from(place).ok()?)
            }
            Node::Null | Node::Flag(_) | Node::Decimal(_) | Node::List(_) | Node::Object(_) => {
                self.read.unexpected(at, node, "a column: its name, or its place as a number");
                return None;
            }
        };
        self.fits(at, &column).then_some(column)
    }

    /// Whether a column is named as columns of this file are; notes it if not.
    pub(super) fn fits(&mut self, at: &Path<'_>, column: &ColumnRef) -> bool {
        let fault = column_fault(self.columns, column);
        if let Some(fault) = &fault {
            self.read.errors.add(at, || fault.clone());
        }
        fault.is_none()
    }

    pub(super) fn columns(
        &mut self,
        at: &Path<'_>,
        node: &Node,
        sizes: std::ops::RangeInclusive<usize>,
    ) -> Option<Vec<ColumnRef>> {
        let list = self.read.list(at, node, sizes)?;
        let columns = list.iter().enumerate().map(|(i, node)| self.column(&at.index(i), node));
        columns.collect::<Vec<_>>().into_iter().collect()
    }
}

/// What is wrong with naming a column like this in a file whose columns are told apart like that.
pub(super) fn column_fault(columns: Columns, column: &ColumnRef) -> Option<String> {
    match (columns, column) {
        (_, ColumnRef::Name(name)) if name.trim().is_empty() => Some("a column has a name".to_owned()),
        (_, ColumnRef::Position(place)) if !(1..=MAX_COLUMNS).contains(place) => {
            Some(format!("the first column is 1, the last possible one {MAX_COLUMNS}"))
        }
        (Columns::ByPosition, ColumnRef::Name(name)) => Some(format!(
            "columns of this file are told apart by their places: write a number instead of \"{}\", or leave \
             \"columns\": \"by-position\" out of its \"read\"",
            shortened(name)
        )),
        (Columns::ByName, ColumnRef::Position(place)) => Some(format!(
            "columns of this file are told apart by their names: write a name instead of {place}, or \"read\": \
             {{\"columns\": \"by-position\"}}"
        )),
        (Columns::ByName, ColumnRef::Name(_)) | (Columns::ByPosition, ColumnRef::Position(_)) => None,
    }
}

/// Whether a byte may stand between fields.
pub(in crate::mapping) fn is_delimiter(byte: u8) -> bool {
    byte == b'\t' || (byte.is_ascii_punctuation() && byte != b'"')
}

/// `Some(None)` is what was there and wrong.
fn flat<T>(found: Option<Option<T>>) -> Option<Option<T>> {
    match found {
        Some(Some(value)) => Some(Some(value)),
        Some(None) => None,
        None => Some(None),
    }
}
