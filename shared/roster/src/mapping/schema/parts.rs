//! Pieces that a schema is made of.

use std::ops::RangeInclusive;

use crate::mapping::limits::MAX_TEXT;
use crate::mapping::node::Node;

/// A key of an object.
pub(super) struct Key {
    name: &'static str,
    schema: Node,
    needed: Needed,
}

#[derive(PartialEq)]
enum Needed {
    Yes,
    No,
}

impl Key {
    /// A key that may be left out.
    pub(super) fn may(name: &'static str, schema: Node) -> Key {
        Key { name, schema, needed: Needed::No }
    }
}

/// A key that must be there.
pub(super) fn need(name: &'static str, schema: Node) -> Key {
    Key { name, schema, needed: Needed::Yes }
}

/// An object with these keys alone.
pub(super) fn object(keys: Vec<Key>) -> Node {
    let needed: Vec<Node> =
        keys.iter().filter(|key| key.needed == Needed::Yes).map(|key| Node::text(key.name)).collect();
    let properties = keys.into_iter().map(|key| (key.name.to_owned(), key.schema)).collect();
    let mut pairs =
        vec![("type".to_owned(), Node::text("object")), ("properties".to_owned(), Node::Object(properties))];
    if !needed.is_empty() {
        pairs.push(("required".to_owned(), Node::List(needed)));
    }
    pairs.push(("additionalProperties".to_owned(), Node::Flag(false)));
    Node::Object(pairs)
}

/// A schema of `$defs`.
pub(super) fn refer(name: &str) -> Node {
    Node::object([("$ref", Node::Text(format!("#/$defs/{name}")))])
}

/// A schema with a description before it.
pub(super) fn said(description: &str, schema: Node) -> Node {
    let mut pairs = vec![("description".to_owned(), Node::text(description))];
    match schema {
        Node::Object(inner) => pairs.extend(inner),
        Node::Null | Node::Flag(_) | Node::Integer(_) | Node::Decimal(_) | Node::Text(_) | Node::List(_) => {}
    }
    Node::Object(pairs)
}

/// A text of at least so many characters.
pub(super) fn text(least: usize) -> Node {
    let mut pairs = vec![("type".to_owned(), Node::text("string"))];
    if least > 0 {
        pairs.push(("minLength".to_owned(), count(least)));
    }
    pairs.push(("maxLength".to_owned(), count(MAX_TEXT)));
    Node::Object(pairs)
}

/// One character.
pub(super) fn character() -> Node {
    Node::object([
        ("type", Node::text("string")),
        ("minLength", Node::Integer(1)),
        ("maxLength", Node::Integer(1)),
    ])
}

pub(super) fn flag() -> Node {
    Node::object([("type", Node::text("boolean"))])
}

/// A whole number.
pub(super) fn whole(range: RangeInclusive<i64>) -> Node {
    Node::object([
        ("type", Node::text("integer")),
        ("minimum", Node::Integer(*range.start())),
        ("maximum", Node::Integer(*range.end())),
    ])
}

/// One of these words.
pub(super) fn words(words: impl Iterator<Item = &'static str>) -> Node {
    Node::object([("enum", Node::List(words.map(Node::text).collect()))])
}

/// So many of these.
pub(super) fn list(items: Node, sizes: RangeInclusive<usize>) -> Node {
    let mut pairs = vec![("type".to_owned(), Node::text("array")), ("items".to_owned(), items)];
    if *sizes.start() > 0 {
        pairs.push(("minItems".to_owned(), count(*sizes.start())));
    }
    pairs.push(("maxItems".to_owned(), count(*sizes.end())));
    Node::Object(pairs)
}

/// Any of these.
pub(super) fn any_of(schemas: Vec<Node>) -> Node {
    Node::object([("anyOf", Node::List(schemas))])
}

pub(super) fn count(number: usize) -> Node {
    Node::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}
