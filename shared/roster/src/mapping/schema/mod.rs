//! The JSON Schema of mapping documents (draft 2020-12), made of the model and of the words and bounds of the loader.
//!
//! What it refuses the loader refuses too. The loader sees more: templates, date patterns, lookups, what belongs together.

mod entities;
mod parts;
mod steps;
mod values;

use super::limits::{MAX_CHOICES, MAX_COLUMNS, MAX_CONDITIONS, MAX_EACH, MAX_FILES, MAX_RECORDS, MAX_VALUES};
use super::load::{VERSION, is_delimiter};
use super::node::Node;
use super::print;
use super::words::{COLUMNS, DELIMITERS, ENCODINGS, HEADERS, NEEDS, names};
use parts::{Key, any_of, flag, list, need, object, refer, said, text, words};

/// The schema as JSON, always the same.
pub fn schema() -> String {
    let mut pairs = vec![
        ("$schema".to_owned(), Node::text("https://json-schema.org/draft/2020-12/schema")),
        ("title".to_owned(), Node::text("Mapping document of Rollcall")),
        (
            "description".to_owned(),
            Node::text("Which columns of a district's files feed which fields of which records."),
        ),
    ];
    if let Node::Object(document) = document() {
        pairs.extend(document);
    }
    pairs.push(("$defs".to_owned(), definitions()));
    print::pretty(&Node::Object(pairs))
}

fn document() -> Node {
    object(vec![
        need(
            "mapping",
            said("The version of the document.", Node::object([("const", Node::Integer(VERSION))])),
        ),
        Key::may("name", said("What people call it.", refer("text"))),
        need("files", said("One for each kind of file.", list(refer("file"), 1..=MAX_FILES))),
        Key::may("$schema", said("Where this schema is, for editors; means nothing else.", refer("text"))),
    ])
}

fn definitions() -> Node {
    let mut pairs = vec![
        ("text".to_owned(), text(0)),
        ("filled".to_owned(), text(1)),
        ("column".to_owned(), values::column()),
        ("columns".to_owned(), list(refer("column"), 0..=MAX_COLUMNS)),
        ("condition".to_owned(), condition()),
        ("conditions".to_owned(), list(refer("condition"), 0..=MAX_CONDITIONS)),
        ("step".to_owned(), steps::step()),
        ("value".to_owned(), values::value()),
        ("fieldValue".to_owned(), values::field_value()),
        ("open".to_owned(), open_line()),
        ("file".to_owned(), file()),
        ("record".to_owned(), entities::record()),
    ];
    pairs.extend(entities::all_fields());
    Node::Object(pairs)
}

fn file() -> Node {
    object(vec![
        need(
            "file",
            said(
                "The file's name without folders, in any case; * is any text, ? one character, | stands between names of \
                 which one is enough.",
                text(1),
            ),
        ),
        Key::may(
            "need",
            said("Whether a complete set has one; required if nothing is said.", words(names(NEEDS))),
        ),
        Key::may("many", said("Whether several files may fit, such as one for each school.", flag())),
        Key::may("read", said("What is not left to detection.", read())),
        Key::may(
            "header",
            said("The header that the mapping was made for.", list(refer("text"), 0..=MAX_COLUMNS)),
        ),
        Key::may("only", said("Rows that do not meet all of these are left out.", refer("conditions"))),
        Key::may("records", said("What one row becomes.", list(refer("record"), 0..=MAX_RECORDS))),
        Key::may("ignore", said("Columns that are left out on purpose.", refer("columns"))),
        Key::may("open", said("What a person has to decide.", list(refer("open"), 0..=MAX_COLUMNS))),
    ])
}

fn read() -> Node {
    let signs = (b'\t'..=b'~').filter(|byte| is_delimiter(*byte)).map(|byte| Node::text(char::from(byte)));
    let delimiters = names(DELIMITERS).map(Node::text).chain(signs).collect();
    object(vec![
        Key::may("encoding", words(names(ENCODINGS))),
        Key::may("delimiter", Node::object([("enum", Node::List(delimiters))])),
        Key::may("header", said("Whether the first line names the columns.", words(names(HEADERS)))),
        Key::may("columns", said("How columns are told apart.", words(names(COLUMNS)))),
        Key::may(
            "blank",
            said("Words that mean that there is no value.", list(refer("text"), 0..=MAX_VALUES)),
        ),
    ])
}

fn condition() -> Node {
    let choices = || list(refer("text"), 1..=MAX_CHOICES);
    let mut condition = object(vec![
        need("column", refer("column")),
        Key::may("is", said("One of these stands in it, in any case.", choices())),
        Key::may("isNot", said("None of these stands in it.", choices())),
        Key::may("filled", said("Whether anything stands in it.", flag())),
    ]);
    if let Node::Object(pairs) = &mut condition {
        pairs.push(("minProperties".to_owned(), Node::Integer(2)));
        pairs.push(("maxProperties".to_owned(), Node::Integer(2)));
    }
    condition
}

fn open_line() -> Node {
    object(vec![
        need("column", refer("text")),
        Key::may("perhaps", said("What it may feed, as users.email.", list(refer("text"), 0..=MAX_VALUES))),
        Key::may("why", said("Why it was not decided.", refer("text"))),
    ])
}

/// Texts of `each`.
fn each() -> Node {
    let one = Node::object([("type", Node::text("string")), ("pattern", Node::text("^[^{}\"]+$"))]);
    list(any_of(vec![one]), 1..=MAX_EACH)
}
