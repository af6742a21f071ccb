//! From a mapping to JSON, as short as the document allows.

use super::document::{
    ColumnRef, Columns, Condition, FieldMapping, FileMapping, HeaderRow, Lookup, Mapping, OpenLine, Parts,
    Reading, RecordMapping, Repeats, Source, Step, Test, Value, Write,
};
use super::load::{VERSION, name_of};
use super::node::Node;
use super::words::{
    COLUMNS, DELIMITERS, ENCODINGS, HEADERS, NEEDS, OTHERS, PLAIN_STEPS, WRITES, Words, word_of,
};
use super::{print, template};

impl Mapping {
    /// The document as JSON, always the same for the same mapping; reading it gives the mapping again.
    pub fn to_json(&self) -> String {
        let pairs = vec![
            pair("mapping", Node::Integer(VERSION)),
            pair("name", Node::text(&self.name)),
            pair("files", list(&self.files, file)),
        ];
        print::pretty(&Node::Object(pairs))
    }
}

type Pair = (String, Node);

fn pair(key: &str, node: Node) -> Pair {
    (key.to_owned(), node)
}

fn list<T>(items: &[T], node: impl Fn(&T) -> Node) -> Node {
    Node::List(items.iter().map(node).collect())
}

/// A list, if there is anything in it.
fn some<T>(key: &str, items: &[T], node: impl Fn(&T) -> Node) -> Option<Pair> {
    (!items.is_empty()).then(|| pair(key, list(items, node)))
}

fn texts(items: &[String]) -> Node {
    list(items, |text| Node::text(text))
}

fn word<T: PartialEq>(words: Words<T>, choice: &T) -> Node {
    Node::text(word_of(words, choice))
}

fn count(number: usize) -> Node {
    Node::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}

fn file(file: &FileMapping) -> Node {
    let mut pairs = vec![pair("file", Node::text(&file.pattern)), pair("need", word(NEEDS, &file.need))];
    if file.parts == Parts::Many {
        pairs.push(pair("many", Node::Flag(true)));
    }
    if file.reading != Reading::default() {
        pairs.push(pair("read", reading(&file.reading)));
    }
    pairs.extend(some("header", &file.header, |name| Node::text(name)));
    pairs.extend(some("only", &file.only, condition));
    pairs.extend(some("records", &file.records, record));
    pairs.extend(some("ignore", &file.ignore, column));
    pairs.extend(some("open", &file.open, open_line));
    Node::Object(pairs)
}

fn reading(reading: &Reading) -> Node {
    let mut pairs = Vec::new();
    pairs.extend(reading.encoding.map(|encoding| pair("encoding", word(ENCODINGS, &encoding))));
    pairs.extend(reading.delimiter.map(|byte| pair("delimiter", delimiter(byte))));
    if reading.header != HeaderRow::default() {
        pairs.push(pair("header", word(HEADERS, &reading.header)));
    }
    if reading.columns != Columns::default() {
        pairs.push(pair("columns", word(COLUMNS, &reading.columns)));
    }
    pairs.extend(some("blank", &reading.blank, |word| Node::text(word)));
    Node::Object(pairs)
}

fn delimiter(byte: u8) -> Node {
    match word_of(DELIMITERS, &byte) {
        "" => Node::text(char::from(byte)),
        word => Node::text(word),
    }
}

fn condition(condition: &Condition) -> Node {
    let test = match &condition.test {
        Test::Is(choices) => pair("is", texts(choices)),
        Test::IsNot(choices) => pair("isNot", texts(choices)),
        Test::Filled => pair("filled", Node::Flag(true)),
        Test::Blank => pair("filled", Node::Flag(false)),
    };
    Node::Object(vec![pair("column", column(&condition.column)), test])
}

fn column(column: &ColumnRef) -> Node {
    match column {
        ColumnRef::Name(name) => Node::text(name),
        ColumnRef::Position(place) => count(*place),
    }
}

fn open_line(line: &OpenLine) -> Node {
    let mut pairs = vec![pair("column", Node::text(&line.column))];
    pairs.extend(some("perhaps", &line.perhaps, |target| Node::text(target)));
    if !line.why.is_empty() {
        pairs.push(pair("why", Node::text(&line.why)));
    }
    Node::Object(pairs)
}

fn record(record: &RecordMapping) -> Node {
    let mut pairs = vec![pair("entity", Node::text(record.entity.name()))];
    pairs.extend(some("only", &record.only, condition));
    if record.repeats != Repeats::default() {
        pairs.push(pair("repeats", Node::Flag(record.repeats == Repeats::Expected)));
    }
    pairs.extend(record.unless.as_ref().map(|file| pair("unless", Node::text(file))));
    let fields = record.fields.iter().map(|f| pair(&name_of(record.entity, &f.target), field(f)));
    pairs.push(pair("fields", Node::Object(fields.collect())));
    Node::Object(pairs)
}

fn field(field: &FieldMapping) -> Node {
    let mut more = Vec::new();
    if field.write != Write::default() {
        more.push(pair("write", word(WRITES, &field.write)));
    }
    let confidence = field.confidence.map(|hundredths| Node::Decimal(f64::from(hundredths) / 100.0));
    more.extend(confidence.map(|confidence| pair("confidence", confidence)));
    value_with(&field.value, more)
}

fn value(value: &Value) -> Node {
    value_with(value, Vec::new())
}

fn value_with(value: &Value, more: Vec<Pair>) -> Node {
    let from = source(&value.source);
    let mut pairs = Vec::new();
    pairs.extend(some("steps", &value.steps, step));
    pairs.extend(value.default.as_ref().map(|text| pair("default", Node::text(text))));
    pairs.extend(more);
    match from {
        (key, node @ (Node::Text(_) | Node::Integer(_))) if key == "column" && pairs.is_empty() => node,
        from => Node::Object([vec![from], pairs].concat()),
    }
}

fn source(source: &Source) -> Pair {
    match source {
        Source::Column(columns) => match &columns[..] {
            [one] => pair("column", column(one)),
            several => pair("column", list(several, column)),
        },
        Source::Constant(text) => pair("constant", Node::text(text)),
        Source::Template(pieces) => pair("template", Node::Text(template::write(pieces))),
        Source::First(values) => pair("first", list(values, value)),
        Source::Join { values, with } => {
            pair("join", Node::object([("values", list(values, value)), ("with", Node::text(with))]))
        }
    }
}

fn step(step: &Step) -> Node {
    let one = |key: &str, node: Node| Node::Object(vec![pair(key, node)]);
    match step {
        Step::Upper | Step::Lower | Step::Title | Step::Digits | Step::Squeeze | Step::Grade => {
            word(PLAIN_STEPS, step)
        }
        Step::Pad { to, with } => one("pad", Node::object([("to", count(*to)), ("with", Node::text(*with))])),
        Step::Unpad(with) => one("unpad", Node::text(*with)),
        Step::Prefix(text) => one("prefix", Node::text(text)),
        Step::Suffix(text) => one("suffix", Node::text(text)),
        Step::Replace { from, to } => {
            one("replace", Node::object([("from", Node::text(from)), ("to", Node::text(to))]))
        }
        Step::Split { by, take } => {
            one("split", Node::object([("by", Node::text(by)), ("take", Node::Integer(i64::from(*take)))]))
        }
        Step::Before(text) => one("before", Node::text(text)),
        Step::After(text) => one("after", Node::text(text)),
        Step::Cut { from, length } => {
            let mut pairs = vec![pair("from", count(*from))];
            pairs.extend(length.map(|length| pair("length", count(length))));
            one("cut", Node::Object(pairs))
        }
        Step::Date(patterns) => one("date", texts(patterns)),
        Step::Codes(codes) => {
            let table = codes.table.iter().map(|(code, word)| pair(code, Node::text(word)));
            let table = Node::Object(table.collect());
            one("codes", Node::object([("table", table), ("other", word(OTHERS, &codes.other))]))
        }
        Step::Through(lookup) => one("through", through(lookup)),
    }
}

fn through(lookup: &Lookup) -> Node {
    Node::object([
        ("file", Node::text(&lookup.file)),
        ("match", column(&lookup.matches)),
        ("take", column(&lookup.take)),
        ("other", word(OTHERS, &lookup.other)),
    ])
}
