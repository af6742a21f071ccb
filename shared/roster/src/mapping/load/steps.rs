//! Steps: what is done to a value.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use super::lookups::Through;
use super::object::{Object, listed};
use super::path::{Path, shortened};
use super::{Loader, dates};
use crate::mapping::document::{Codes, ColumnRef, Lookup, Other, Step};
use crate::mapping::limits::{MAX_CODES, MAX_COLUMNS, MAX_DATES, MAX_PAD, MAX_PART, MAX_STEPS, MAX_TEXT};
use crate::mapping::nearest::hint;
use crate::mapping::node::Node;
use crate::mapping::words::{OTHERS, PLAIN_STEPS, SET_STEPS, names};

impl Loader {
    pub(super) fn steps(&mut self, at: &Path<'_>, node: &Node) -> Option<Vec<Step>> {
        let list = self.read.list(at, node, 0..=MAX_STEPS)?;
        self.work += list.len();
        let steps = list.iter().enumerate().map(|(i, node)| self.step(&at.index(i), node));
        steps.collect::<Vec<_>>().into_iter().collect()
    }

    fn step(&mut self, at: &Path<'_>, node: &Node) -> Option<Step> {
        match node {
            Node::Text(name) => {
                let plain = PLAIN_STEPS.iter().find(|(known, _)| known == name).map(|(_, step)| step.clone());
                if plain.is_none() {
                    self.unknown_step(at, name);
                }
                plain
            }
            Node::Object(pairs) => match &pairs[..] {
                [(name, settings)] => self.set_step(at, name, settings),
                _ => {
                    let message = || format!("one step is one object with one key, as {}", SET_STEPS[0].1);
                    self.read.errors.add(at, message);
                    None
                }
            },
            Node::Null | Node::Flag(_) | Node::Integer(_) | Node::Decimal(_) | Node::List(_) => {
                self.read.unexpected(at, node, &format!("a step, as \"lower\" or {}", SET_STEPS[0].1));
                None
            }
        }
    }

    fn unknown_step(&mut self, at: &Path<'_>, name: &str) {
        self.read.errors.add(at, || {
            if let Some((_, example)) = SET_STEPS.iter().find(|(known, _)| *known == name) {
                return format!("the step {name} needs to be told more, as {example}");
            }
            if PLAIN_STEPS.iter().any(|(known, _)| *known == name) {
                return format!("the step {name} stands alone, as \"{name}\"");
            }
            let all = || names(PLAIN_STEPS).chain(names(SET_STEPS));
            format!(
                "there is no step \"{}\"{}; steps are {}",
                shortened(name),
                hint(name, all()),
                listed(all())
            )
        });
    }

    fn set_step(&mut self, at: &Path<'_>, name: &str, node: &Node) -> Option<Step> {
        let inside = at.key(name);
        match name {
            "pad" => self.pad(&inside, node),
            "unpad" => self.read.character(&inside, node).map(Step::Unpad),
            "prefix" => Some(Step::Prefix(self.read.filled(&inside, node)?.to_owned())),
            "suffix" => Some(Step::Suffix(self.read.filled(&inside, node)?.to_owned())),
            "replace" => self.replace(&inside, node),
            "split" => self.split(&inside, node),
            "before" => Some(Step::Before(self.read.filled(&inside, node)?.to_owned())),
            "after" => Some(Step::After(self.read.filled(&inside, node)?.to_owned())),
            "cut" => self.cut(&inside, node),
            "date" => self.date(&inside, node),
            "codes" => self.codes(&inside, node),
            "through" => self.through(&inside, node),
            _ => {
                self.unknown_step(at, name);
                None
            }
        }
    }

    fn pad(&mut self, at: &Path<'_>, node: &Node) -> Option<Step> {
        let object = self.read.object(at, node, &["to", "with"])?;
        let to = self.count(at, (object, "to"), 1..=MAX_PAD);
        let with = self.read.needed(at, object, "with");
        let with = with.and_then(|node| self.read.character(&at.key("with"), node));
        Some(Step::Pad { to: to?, with: with? })
    }

    fn replace(&mut self, at: &Path<'_>, node: &Node) -> Option<Step> {
        let object = self.read.object(at, node, &["from", "to"])?;
        let from = self.read.needed(at, object, "from");
        let from = from.and_then(|node| self.read.filled(&at.key("from"), node));
        let to = self.read.needed(at, object, "to");
        let to = to.and_then(|node| self.read.text(&at.key("to"), node));
        Some(Step::Replace { from: from?.to_owned(), to: to?.to_owned() })
    }

    fn split(&mut self, at: &Path<'_>, node: &Node) -> Option<Step> {
        let object = self.read.object(at, node, &["by", "take"])?;
        let by = self.read.needed(at, object, "by");
        let by = by.and_then(|node| self.read.filled(&at.key("by"), node));
        let (path, most) = (at.key("take"), MAX_PART as i64);
        let take = self.read.needed(at, object, "take").and_then(|n| self.read.whole(&path, n, -most..=most));
        if take == Some(0) {
            self.read
                .errors
                .add(&path, || "the first part is 1, the last is -1; there is no part 0".to_owned());
            return None;
        }
        Some(Step::Split { by: by?.to_owned(), take: i32::try_from(take?).ok()? })
    }

    fn cut(&mut self, at: &Path<'_>, node: &Node) -> Option<Step> {
        let object = self.read.object(at, node, &["from", "length"])?;
        let from = self.count(at, (object, "from"), 1..=MAX_TEXT);
        let length = match object.get("length") {
            Some(_) => self.count(at, (object, "length"), 1..=MAX_TEXT).map(Some),
            None => Some(None),
        };
        Some(Step::Cut { from: from?, length: length? })
    }

    fn date(&mut self, at: &Path<'_>, node: &Node) -> Option<Step> {
        let patterns = self.read.texts(at, node, 1..=MAX_DATES)?;
        let mut good = true;
        for (i, pattern) in patterns.iter().enumerate() {
            if let Some(fault) = dates::fault(pattern) {
                self.read.errors.add(&at.index(i), || fault);
                good = false;
            }
        }
        if let Some((one, other)) = dates::at_odds(&patterns).filter(|_| good) {
            self.read.errors.add(at, || {
                format!("3 and 4 are another day in {one} than in {other}; keep the one that the file means")
            });
            return None;
        }
        good.then_some(Step::Date(patterns))
    }

    fn codes(&mut self, at: &Path<'_>, node: &Node) -> Option<Step> {
        let object = self.read.object(at, node, &["table", "other"])?;
        let table = self.read.needed(at, object, "table").and_then(|n| self.table(&at.key("table"), n));
        if object.get("other").is_none() {
            self.read.errors.add(at, || {
                "say as \"other\" what becomes of a code that the table does not have: \"warn\", \"error\", \"keep\" or \"blank\""
                    .to_owned()
            });
        }
        let other = self.other(at, object);
        Some(Step::Codes(Codes { table: table?, other: other? }))
    }

    fn table(&mut self, at: &Path<'_>, node: &Node) -> Option<BTreeMap<String, String>> {
        let pairs = self.read.any_object(at, node, "an object of codes and the words for them")?.pairs();
        if !(1..=MAX_CODES).contains(&pairs.len()) {
            self.read.errors.add(at, || format!("{} codes; a table has 1 to {MAX_CODES}", pairs.len()));
            return None;
        }
        let (mut table, mut folded, mut good) = (BTreeMap::new(), BTreeMap::new(), true);
        for (code, node) in pairs {
            let at = at.key(code);
            let known = code.trim().to_lowercase();
            let fault = self.code_fault(&known, code.len(), folded.get(&known).copied());
            if let Some(fault) = fault {
                self.read.errors.add(&at, || fault);
                good = false;
            }
            folded.insert(known, code.as_str());
            match self.read.text(&at, node) {
                Some(word) => drop(table.insert(code.clone(), word.to_owned())),
                None => good = false,
            }
        }
        good.then_some(table)
    }

    fn code_fault(&self, known: &str, length: usize, same: Option<&str>) -> Option<String> {
        if known.is_empty() {
            return Some(
                "a blank stays blank whatever the table says; what it becomes is said by \"default\""
                    .to_owned(),
            );
        }
        if length > 4 * MAX_TEXT {
            return Some(format!("a text has at most {MAX_TEXT} characters"));
        }
        same.map(|same| {
            format!("\"{}\" is the same code: case and spaces around it mean nothing", shortened(same))
        })
    }

    fn through(&mut self, at: &Path<'_>, node: &Node) -> Option<Step> {
        let object = self.read.object(at, node, &["file", "match", "take", "other"])?;
        let file = self.read.needed(at, object, "file").and_then(|n| self.read.filled(&at.key("file"), n));
        let matches = self.foreign_column(at, (object, "match"));
        let take = self.foreign_column(at, (object, "take"));
        let other = self.other(at, object);
        let lookup = Lookup { file: file?.to_owned(), matches: matches?, take: take?, other: other? };
        self.throughs.push(Through { from: self.file, path: at.to_string(), lookup: lookup.clone() });
        Some(Step::Through(lookup))
    }

    /// A column of another file; whether it is named as that file's columns are is seen when all files are read.
    fn foreign_column(&mut self, at: &Path<'_>, (object, key): (Object<'_>, &str)) -> Option<ColumnRef> {
        let (node, path) = (self.read.needed(at, object, key)?, at.key(key));
        if let Node::Integer(_) = node {
            let place = self.read.whole(&path, node, 1..=MAX_COLUMNS as i64)?;
            return usize::try_from(place).ok().map(ColumnRef::Position);
        }
        Some(ColumnRef::Name(self.read.filled(&path, node)?.to_owned()))
    }

    fn other(&mut self, at: &Path<'_>, object: Object<'_>) -> Option<Other> {
        match object.get("other") {
            Some(node) => self.read.word(&at.key("other"), node, OTHERS),
            None => Some(Other::default()),
        }
    }

    fn count(
        &mut self,
        at: &Path<'_>,
        (object, key): (Object<'_>, &str),
        range: RangeInclusive<usize>,
    ) -> Option<usize> {
        let node = self.read.needed(at, object, key)?;
        let range = *range.start() as i64..=*range.end() as i64;
        self.read.whole(&at.key(key), node, range).and_then(|number| usize::try_from(number).ok())
    }
}
