//! `each`: one record of the document that stands for several.

use std::collections::HashSet;

use super::Loader;
use super::path::{Path, shortened};
use crate::mapping::limits::{MAX_EACH, MAX_EXPANDED, MAX_TEXT};
use crate::mapping::node::Node;

const PLACE: &str = "{each}";

impl Loader {
    /// The texts that a record stands once for; none where it stands for itself.
    pub(super) fn each(&mut self, at: &Path<'_>, record: &Node) -> Option<Vec<String>> {
        let Node::Object(pairs) = record else { return Some(Vec::new()) };
        let Some((_, node)) = pairs.iter().find(|(key, _)| key == "each") else { return Some(Vec::new()) };
        let path = at.key("each");
        let texts = self.read.texts(&path, node, 1..=MAX_EACH)?;
        let mut seen = HashSet::new();
        for (i, text) in texts.iter().enumerate() {
            if text.is_empty() || text.contains(['{', '}', '"']) || !seen.insert(text) {
                self.read.errors.add(&path.index(i), || {
                    format!(
                        "\"{}\" cannot stand for {PLACE}: each text is there once, is not empty and has no braces or \
                         quotation marks",
                        shortened(text)
                    )
                });
                return None;
            }
        }
        self.affordable(at, record, &texts).then_some(texts)
    }

    /// Whether the records that `each` makes stay within bounds.
    fn affordable(&mut self, at: &Path<'_>, record: &Node, texts: &[String]) -> bool {
        let size = Size::of(record);
        if size.places == 0 {
            let message =
                || format!("there is no {PLACE} in this record: all {} would be the same", texts.len());
            self.read.errors.add(&at.key("each"), message);
            return false;
        }
        let bytes = texts.iter().map(|text| size.bytes + size.places * text.len());
        self.expanded = bytes.fold(self.expanded, usize::saturating_add);
        if self.expanded > MAX_EXPANDED {
            self.read.errors.add(&at.key("each"), || {
                format!("\"each\" makes this mapping larger than {} MB; use fewer texts", MAX_EXPANDED >> 20)
            });
            return false;
        }
        true
    }
}

/// What a record takes, and how often the text of `each` stands in it.
#[derive(Debug, Default)]
struct Size {
    bytes: usize,
    places: usize,
}

impl Size {
    fn of(node: &Node) -> Size {
        let mut size = Size::default();
        size.add(node);
        size
    }

    fn add(&mut self, node: &Node) {
        self.bytes += size_of::<Node>();
        match node {
            Node::Null | Node::Flag(_) | Node::Integer(_) | Node::Decimal(_) => {}
            Node::Text(text) => {
                self.bytes += text.len();
                self.places += text.matches(PLACE).count();
            }
            Node::List(list) => list.iter().for_each(|node| self.add(node)),
            Node::Object(pairs) => pairs.iter().for_each(|(key, node)| {
                self.bytes += key.len();
                self.add(node);
            }),
        }
    }
}

/// A record with a text for `{each}` in every text of it; keys stay.
pub(super) fn with(node: &Node, each: &str) -> Node {
    match node {
        // A text that is too long is refused as it is: it need not grow.
        Node::Text(text) if text.len() <= 4 * MAX_TEXT => Node::Text(text.replace(PLACE, each)),
        Node::Null | Node::Flag(_) | Node::Integer(_) | Node::Decimal(_) | Node::Text(_) => node.clone(),
        Node::List(list) => Node::List(list.iter().map(|node| with(node, each)).collect()),
        Node::Object(pairs) => {
            let fill = |(key, node): &(String, Node)| (key.clone(), with(node, each));
            Node::Object(pairs.iter().filter(|(key, _)| key != "each").map(fill).collect())
        }
    }
}
