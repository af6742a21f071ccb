//! Values in the schema.

use super::parts::{Key, any_of, list, need, object, refer, said, text, whole, words};
use crate::mapping::limits::{MAX_COLUMNS, MAX_STEPS, MAX_VALUES};
use crate::mapping::load::SOURCES;
use crate::mapping::node::Node;
use crate::mapping::words::{WRITES, names};

pub(super) fn column() -> Node {
    said(
        "A column: its name, or its place where the first is 1.",
        any_of(vec![text(1), whole(1..=MAX_COLUMNS as i64)]),
    )
}

/// A value in another value.
pub(super) fn value() -> Node {
    any_of(vec![refer("column"), sourced(Vec::new())])
}

/// A value of a field.
pub(super) fn field_value() -> Node {
    let confidence = Node::object([
        ("type", Node::text("number")),
        ("minimum", Node::Integer(0)),
        ("maximum", Node::Integer(1)),
    ]);
    let more = vec![
        Key::may("write", said("When the value counts; always if nothing is said.", words(names(WRITES)))),
        Key::may("confidence", said("How sure a suggestion was.", confidence)),
    ];
    any_of(vec![refer("column"), sourced(more)])
}

/// An object with one source.
fn sourced(more: Vec<Key>) -> Node {
    let columns = any_of(vec![refer("column"), list(refer("column"), 1..=MAX_VALUES)]);
    let values = || list(refer("value"), 1..=MAX_VALUES);
    let join = object(vec![need("values", values()), need("with", refer("text"))]);
    let mut keys = vec![
        Key::may("column", said("The first of these columns that the file has.", columns)),
        Key::may("constant", said("Always this.", refer("filled"))),
        Key::may(
            "template",
            said(
                "Text with columns in braces, as student:{ID}; blank where any of them is.",
                refer("filled"),
            ),
        ),
        Key::may("first", said("The first of these that is not blank.", values())),
        Key::may("join", said("Those of these that are not blank, with a text between.", join)),
        Key::may("steps", said("What is done to it, in this order.", list(refer("step"), 0..=MAX_STEPS))),
        Key::may("default", said("What a blank becomes.", refer("text"))),
    ];
    keys.extend(more);
    let mut sourced = object(keys);
    if let Node::Object(pairs) = &mut sourced {
        let one = |source: &&str| Node::object([("required", Node::List(vec![Node::text(*source)]))]);
        pairs.push(("oneOf".to_owned(), Node::List(SOURCES.iter().map(one).collect())));
    }
    sourced
}
