//! Values of a document one by one: objects with known keys, lists, texts, words, numbers.

use std::ops::RangeInclusive;

use super::errors::Errors;
use super::path::{Path, shortened};
use crate::mapping::limits::MAX_TEXT;
use crate::mapping::nearest::hint;
use crate::mapping::node::Node;
use crate::mapping::words::{self, Words};

/// Reads values and notes what is wrong with them.
#[derive(Debug, Default)]
pub(super) struct Reader {
    pub(super) errors: Errors,
}

/// The keys and values of an object.
#[derive(Debug, Clone, Copy)]
pub(super) struct Object<'n>(&'n [(String, Node)]);

impl<'n> Object<'n> {
    pub(super) fn get(self, key: &str) -> Option<&'n Node> {
        self.0.iter().find(|(known, _)| known == key).map(|(_, node)| node)
    }

    pub(super) fn pairs(self) -> &'n [(String, Node)] {
        self.0
    }
}

impl Reader {
    /// Notes that a value is of the wrong kind.
    pub(super) fn unexpected(&mut self, at: &Path<'_>, node: &Node, expected: &str) {
        let found = match node {
            Node::Text(text) => format!("the text \"{}\"", shortened(text)),
            Node::Integer(number) => format!("the number {number}"),
            Node::Decimal(number) => format!("the number {number}"),
            Node::Flag(flag) => flag.to_string(),
            Node::Null | Node::List(_) | Node::Object(_) => node.kind().to_owned(),
        };
        self.errors.add(at, || format!("expected {expected}, found {found}"));
    }

    /// An object with any keys.
    pub(super) fn any_object<'n>(
        &mut self,
        at: &Path<'_>,
        node: &'n Node,
        expected: &str,
    ) -> Option<Object<'n>> {
        match node {
            Node::Object(pairs) => Some(Object(pairs)),
            Node::Null
            | Node::Flag(_)
            | Node::Integer(_)
            | Node::Decimal(_)
            | Node::Text(_)
            | Node::List(_) => {
                self.unexpected(at, node, expected);
                None
            }
        }
    }

    /// An object; keys that are not known are noted.
    pub(super) fn object<'n>(&mut self, at: &Path<'_>, node: &'n Node, known: &[&str]) -> Option<Object<'n>> {
        let object =
            self.any_object(at, node, &format!("an object with {}", listed(known.iter().copied())))?;
        for (key, _) in object.0.iter().filter(|(key, _)| !known.contains(&key.as_str())) {
            self.errors.add(&at.key(key), || {
                let meant = hint(key, known.iter().copied());
                format!("there is no such key here{meant}; allowed are {}", listed(known.iter().copied()))
            });
        }
        Some(object)
    }

    /// The value of a key that must be there.
    pub(super) fn needed<'n>(&mut self, at: &Path<'_>, object: Object<'n>, key: &str) -> Option<&'n Node> {
        let found = object.get(key);
        if found.is_none() {
            self.errors.add(&at.key(key), || format!("\"{key}\" is missing"));
        }
        found
    }

    /// A list of so many.
    pub(super) fn list<'n>(
        &mut self,
        at: &Path<'_>,
        node: &'n Node,
        sizes: RangeInclusive<usize>,
    ) -> Option<&'n [Node]> {
        let Node::List(list) = node else {
            self.unexpected(at, node, "a list");
            return None;
        };
        if !sizes.contains(&list.len()) {
            let (least, most) = (sizes.start(), sizes.end());
            self.errors.add(at, || format!("{} entries; {least} to {most} are allowed here", list.len()));
            return None;
        }
        Some(list)
    }

    /// A text that is not too long.
    pub(super) fn text<'n>(&mut self, at: &Path<'_>, node: &'n Node) -> Option<&'n str> {
        let Node::Text(text) = node else {
            self.unexpected(at, node, "a text");
            return None;
        };
        if text.len() > MAX_TEXT && text.chars().count() > MAX_TEXT {
            self.errors.add(at, || format!("a text has at most {MAX_TEXT} characters"));
            return None;
        }
        Some(text)
    }

    /// A text that is not blank.
    pub(super) fn filled<'n>(&mut self, at: &Path<'_>, node: &'n Node) -> Option<&'n str> {
        let text = self.text(at, node)?;
        if text.is_empty() {
            self.errors.add(at, || "a text that is not empty is needed here".to_owned());
            return None;
        }
        Some(text)
    }

    /// Texts of a list.
    pub(super) fn texts(
        &mut self,
        at: &Path<'_>,
        node: &Node,
        sizes: RangeInclusive<usize>,
    ) -> Option<Vec<String>> {
        let list = self.list(at, node, sizes)?;
        let texts = list.iter().enumerate().map(|(i, n)| self.text(&at.index(i), n).map(str::to_owned));
        texts.collect::<Vec<_>>().into_iter().collect()
    }

    /// One character.
    pub(super) fn character(&mut self, at: &Path<'_>, node: &Node) -> Option<char> {
        let text = self.filled(at, node)?;
        let mut chars = text.chars();
        let one = chars.next().filter(|_| chars.next().is_none());
        if one.is_none() {
            self.errors.add(at, || format!("expected one character, found \"{}\"", shortened(text)));
        }
        one
    }

    /// What one of these words stands for.
    pub(super) fn word<T: Clone>(&mut self, at: &Path<'_>, node: &Node, known: Words<T>) -> Option<T> {
        let Node::Text(text) = node else {
            self.unexpected(at, node, &choices(words::names(known)));
            return None;
        };
        let found = known.iter().find(|(word, _)| word == text).map(|(_, choice)| choice.clone());
        if found.is_none() {
            self.errors.add(at, || {
                let (word, meant) = (shortened(text), hint(text, words::names(known)));
                format!("\"{word}\" is not allowed here{meant}; use {}", choices(words::names(known)))
            });
        }
        found
    }

    /// `true` or `false`.
    pub(super) fn flag(&mut self, at: &Path<'_>, node: &Node) -> Option<bool> {
        let Node::Flag(flag) = node else {
            self.unexpected(at, node, "true or false");
            return None;
        };
        Some(*flag)
    }

    /// A whole number within bounds.
    pub(super) fn whole(&mut self, at: &Path<'_>, node: &Node, range: RangeInclusive<i64>) -> Option<i64> {
        if let Node::Integer(number) = node
            && range.contains(number)
        {
            return Some(*number);
        }
        self.unexpected(at, node, &format!("a whole number from {} to {}", range.start(), range.end()));
        None
    }
}

/// Words as they stand in a sentence: a, b and c.
pub(super) fn listed<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    joined(words, "and", "")
}

/// Words that one of is to be chosen: "a", "b" or "c".
pub(super) fn choices<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    joined(words, "or", "\"")
}

fn joined<'a>(words: impl IntoIterator<Item = &'a str>, last: &str, quote: &str) -> String {
    let words: Vec<String> = words.into_iter().map(|word| format!("{quote}{word}{quote}")).collect();
    match words.split_last() {
        Some((end, [])) => end.clone(),
        Some((end, rest)) => format!("{} {last} {end}", rest.join(", ")),
        None => String::new(),
    }
}
