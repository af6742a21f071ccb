//! Steps in the schema.

use super::parts::{Key, any_of, character, count, list, need, object, refer, said, whole, words};
use crate::mapping::limits::{MAX_CODES, MAX_DATES, MAX_PAD, MAX_PART, MAX_TEXT};
use crate::mapping::node::Node;
use crate::mapping::words::{OTHERS, PLAIN_STEPS, SET_STEPS, names};

pub(super) fn step() -> Node {
    let mut all = vec![said("A step that needs no settings.", words(names(PLAIN_STEPS)))];
    all.extend(names(SET_STEPS).map(|name| object(vec![need(name, settings(name))])));
    any_of(all)
}

fn settings(name: &str) -> Node {
    match name {
        "pad" => said("Filled up on the left.", pad()),
        "unpad" => said("Without these on the left; one character stays.", character()),
        "prefix" => said("Text in front.", refer("filled")),
        "suffix" => said("Text behind.", refer("filled")),
        "replace" => said("Every occurrence of a text by another.", replace()),
        "split" => said("One part of several; the first is 1, the last -1.", split()),
        "before" => said("What stands in front of the first occurrence of a text.", refer("filled")),
        "after" => said("What stands behind the first occurrence of a text.", refer("filled")),
        "cut" => said("Some characters, the first being 1.", cut()),
        "date" => said("A date in one of these patterns, as M/d/yyyy.", list(refer("filled"), 1..=MAX_DATES)),
        "codes" => said("Other words for codes.", codes()),
        _ => said("What stands in another file's row.", through()),
    }
}

fn pad() -> Node {
    object(vec![need("to", whole(1..=MAX_PAD as i64)), need("with", character())])
}

fn replace() -> Node {
    object(vec![need("from", refer("filled")), need("to", refer("text"))])
}

fn split() -> Node {
    let most = MAX_PART as i64;
    object(vec![need("by", refer("filled")), need("take", whole(-most..=most))])
}

fn cut() -> Node {
    let place = || whole(1..=MAX_TEXT as i64);
    object(vec![need("from", place()), Key::may("length", place())])
}

fn codes() -> Node {
    let table = Node::object([
        ("type", Node::text("object")),
        ("additionalProperties", refer("text")),
        ("minProperties", Node::Integer(1)),
        ("maxProperties", count(MAX_CODES)),
    ]);
    let other = said("What becomes of a code that the table does not have.", words(names(OTHERS)));
    object(vec![need("table", table), need("other", other)])
}

fn through() -> Node {
    object(vec![
        need("file", said("The \"file\" of an entry of \"files\".", refer("filled"))),
        need("match", said("The column that has the value.", refer("column"))),
        need("take", said("The column that is taken.", refer("column"))),
        other(),
    ])
}

fn other() -> Key {
    Key::may(
        "other",
        said("What becomes of a value without an answer; warn if nothing is said.", words(names(OTHERS))),
    )
}
