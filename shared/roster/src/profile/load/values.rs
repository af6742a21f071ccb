//! Values of a document one by one: objects with known keys, lists, texts, flags.

use super::errors::ProfileErrors;
use crate::profile::node::{Node, shortened};

/// Reads values and notes what is wrong with them.
#[derive(Debug, Default)]
pub(super) struct Reader {
    pub(super) errors: ProfileErrors,
}

/// The keys and values of an object.
#[derive(Debug, Clone, Copy)]
pub(super) struct Object<'n>(&'n [(String, Node)]);

impl<'n> Object<'n> {
    pub(super) fn get(self, key: &str) -> Option<&'n Node> {
        self.0.iter().find(|(known, _)| known == key).map(|(_, node)| node)
    }
}

/// The path of a key.
pub(super) fn below(at: &str, key: &str) -> String {
    let plain = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    match (at.is_empty(), plain && key.len() <= 64) {
        (true, true) => key.to_owned(),
        (false, true) => format!("{at}.{key}"),
        (_, false) => format!("{at}[{:?}]", shortened(key)),
    }
}

impl Reader {
    /// Notes that something is wrong.
    pub(super) fn say(&mut self, at: &str, message: String) {
        self.errors.add(at, message);
    }

    fn unexpected(&mut self, at: &str, node: &Node, expected: &str) {
        self.say(at, format!("expected {expected}, found {}", node.found()));
    }

    /// The keys of an object, whatever they are; one that stands twice is noted and counts once.
    pub(super) fn pairs<'n>(&mut self, at: &str, node: &'n Node, expected: &str) -> &'n [(String, Node)] {
        let Node::Object(pairs) = node else {
            self.unexpected(at, node, expected);
            return &[];
        };
        let mut seen = std::collections::HashSet::new();
        for (key, _) in pairs {
            if !seen.insert(key) {
                self.say(&below(at, key), "stands twice in the same object; keep one".to_owned());
            }
        }
        pairs
    }

    /// An object with these keys and no others.
    pub(super) fn object<'n>(&mut self, at: &str, node: &'n Node, known: &[&str]) -> Option<Object<'n>> {
        let pairs = self.pairs(at, node, &format!("an object with {}", known.join(", ")));
        for (key, _) in pairs.iter().filter(|(key, _)| !known.contains(&key.as_str())) {
            self.say(&below(at, key), format!("there is no such key here; allowed are {}", known.join(", ")));
        }
        matches!(node, Node::Object(_)).then_some(Object(pairs))
    }

    /// A text on one line of at most so many characters.
    pub(super) fn text(&mut self, at: &str, node: &Node, most: usize) -> Option<String> {
        let Node::Text(text) = node else {
            self.unexpected(at, node, "a text");
            return None;
        };
        if text.chars().count() > most || text.contains(char::is_control) {
            self.say(at, format!("expected a text on one line of at most {most} characters"));
            return None;
        }
        Some(text.clone())
    }

    /// Texts that are not blank: at most so many, of so many characters each.
    pub(super) fn texts(&mut self, at: &str, node: &Node, (most, longest): (usize, usize)) -> Vec<String> {
        let Node::List(nodes) = node else {
            self.unexpected(at, node, "a list of texts");
            return Vec::new();
        };
        if nodes.len() > most {
            self.say(at, format!("{} texts; at most {most} are allowed", nodes.len()));
            return Vec::new();
        }
        let mut texts = Vec::new();
        for (index, node) in nodes.iter().enumerate() {
            let at = format!("{at}[{index}]");
            match self.text(&at, node, longest) {
                Some(text) if text.trim().is_empty() => {
                    self.say(&at, "expected a text that is not blank".to_owned())
                }
                text => texts.extend(text.map(|text| text.trim().to_owned())),
            }
        }
        texts
    }

    /// `true` or `false`.
    pub(super) fn flag(&mut self, at: &str, node: &Node) -> Option<bool> {
        let Node::Flag(flag) = node else {
            self.unexpected(at, node, "true or false");
            return None;
        };
        Some(*flag)
    }
}
