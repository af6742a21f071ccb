//! JSON as a tree that keeps the order of keys: what documents are read from and written as.

use std::cell::RefCell;
use std::collections::HashSet;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::load::{Errors, Path};

/// How deep lists and objects may stand in each other; a document needs no more than 18.
const DEEPEST: usize = 32;

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    Null,
    Flag(bool),
    Integer(i64),
    Decimal(f64),
    Text(String),
    List(Vec<Node>),
    Object(Vec<(String, Node)>),
}

impl Node {
    pub(super) fn text(text: impl Into<String>) -> Node {
        Node::Text(text.into())
    }

    pub(super) fn object<const N: usize>(pairs: [(&str, Node); N]) -> Node {
        Node::Object(pairs.into_iter().map(|(key, node)| (key.to_owned(), node)).collect())
    }

    /// What it is, for a message.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Node::Null => "null",
            Node::Flag(_) => "true or false",
            Node::Integer(_) | Node::Decimal(_) => "a number",
            Node::Text(_) => "a text",
            Node::List(_) => "a list",
            Node::Object(_) => "an object",
        }
    }
}

/// Reads JSON. A key that stands twice is an error in `errors`; the first stays. `Err` says why there is no tree.
pub(super) fn parse(text: &str, errors: &mut Errors) -> Result<Node, String> {
    let shared = RefCell::new(errors);
    let mut json = serde_json::Deserializer::from_str(text);
    let seed = Seed { at: &Path::ROOT, depth: 0, errors: &shared };
    let node = seed.deserialize(&mut json).and_then(|node| json.end().map(|()| node));
    node.map_err(|e| format!("this is not JSON that can be read: {e}"))
}

struct Seed<'a, 'e> {
    at: &'a Path<'a>,
    depth: usize,
    errors: &'a RefCell<&'e mut Errors>,
}

impl<'a, 'e> Seed<'a, 'e> {
    fn below<E: Error>(&self, at: &'a Path<'a>) -> Result<Seed<'a, 'e>, E> {
        match self.depth < DEEPEST {
            true => Ok(Seed { at, depth: self.depth + 1, errors: self.errors }),
            false => Err(E::custom(format_args!("more than {DEEPEST} lists and objects in each other"))),
        }
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_, '_> {
    type Value = Node;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_, '_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Node, E> {
        Ok(Node::Flag(flag))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Node, E> {
        Ok(Node::Integer(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Node, E> {
        Ok(i64::try_from(number).map_or(Node::Decimal(number as f64), Node::Integer))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Node, E> {
        Ok(Node::Decimal(number))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Node, E> {
        Ok(Node::text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Node, A::Error> {
        let mut nodes = Vec::new();
        loop {
            let at = self.at.index(nodes.len());
            match list.next_element_seed(self.below(&at)?)? {
                Some(node) => nodes.push(node),
                None => return Ok(Node::List(nodes)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Node, A::Error> {
        let (mut pairs, mut seen) = (Vec::new(), HashSet::new());
        while let Some(key) = object.next_key::<String>()? {
            let at = self.at.key(&key);
            let node = object.next_value_seed(self.below(&at)?)?;
            if seen.insert(key.clone()) {
                pairs.push((key, node));
            } else {
                self.errors.borrow_mut().add(&at, || "stands twice in the same object; keep one".to_owned());
            }
        }
        Ok(Node::Object(pairs))
    }
}
