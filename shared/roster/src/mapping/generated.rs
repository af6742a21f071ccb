//! Mappings of all shapes, for properties.

use proptest::prelude::*;
use proptest::sample::select;

use super::bind::names_itself;
use super::load::{name_of, targets};
use super::words::{COLUMNS, ENCODINGS, NEEDS, OTHERS, PLAIN_STEPS, WRITES};
use super::*;
use crate::model::Entity;

/// What the parts of a file share.
#[derive(Debug, Clone, Copy)]
struct Place {
    /// Its pattern; lookups go there.
    file: &'static str,
    columns: Columns,
}

fn word<T: Clone + std::fmt::Debug + 'static>(words: words::Words<T>) -> impl Strategy<Value = T> {
    select(words).prop_map(|(_, choice)| choice)
}

fn text() -> impl Strategy<Value = String> {
    ".{1,12}"
}

fn column(place: Place) -> BoxedStrategy<ColumnRef> {
    match place.columns {
        Columns::ByName => "[ -~é]{0,6}[A-Za-z0-9{}\"][ -~]{0,4}".prop_map(ColumnRef::Name).boxed(),
        Columns::ByPosition => (1..=limits::MAX_COLUMNS).prop_map(ColumnRef::Position).boxed(),
    }
}

/// Text and columns in turn, with a column at least.
fn template(place: Place) -> impl Strategy<Value = Source> {
    let part = (prop::option::of(text()), column(place));
    (prop::collection::vec(part, 1..4), prop::option::of(text())).prop_map(|(parts, last)| {
        let pieces =
            parts.into_iter().flat_map(|(text, column)| [text.map(Piece::Text), Some(Piece::Column(column))]);
        Source::Template(pieces.chain([last.map(Piece::Text)]).flatten().collect())
    })
}

fn codes() -> impl Strategy<Value = Step> {
    let table = prop::collection::btree_map("[a-z0-9]{1,3}", ".{0,5}", 1..5);
    (table, word(OTHERS)).prop_map(|(table, other)| Step::Codes(Codes { table, other }))
}

fn step(place: Place) -> impl Strategy<Value = Step> {
    let date = select(vec!["M/d/yyyy", "yyyy-MM-dd", "d. MMMM yyyy", "yyyyMMdd"]).prop_map(str::to_owned);
    let through = (column(place), column(place), word(OTHERS));
    prop_oneof![
        word(PLAIN_STEPS),
        (1..=limits::MAX_PAD, any::<char>()).prop_map(|(to, with)| Step::Pad { to, with }),
        any::<char>().prop_map(Step::Unpad),
        text().prop_map(Step::Prefix),
        text().prop_map(Step::Suffix),
        (text(), ".{0,3}").prop_map(|(from, to)| Step::Replace { from, to }),
        (text(), prop_oneof![1..=100, -100..=-1]).prop_map(|(by, take)| Step::Split { by, take }),
        text().prop_map(Step::Before),
        text().prop_map(Step::After),
        (1..1000usize, prop::option::of(1..1000usize)).prop_map(|(from, length)| Step::Cut { from, length }),
        prop::collection::vec(date, 1..3).prop_map(Step::Date),
        codes(),
        through.prop_map(move |(matches, take, other)| {
            Step::Through(Lookup { file: place.file.to_owned(), matches, take, other })
        }),
    ]
}

fn value(place: Place) -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        prop::collection::vec(column(place), 1..3).prop_map(Source::Column),
        text().prop_map(Source::Constant),
        template(place),
    ];
    let wrap = move |source: BoxedStrategy<Source>| {
        let steps = prop::collection::vec(step(place), 0..3);
        (source, steps, prop::option::of(".{0,5}")).prop_map(|(source, steps, default)| Value {
            source,
            steps,
            default,
        })
    };
    let leaves = wrap(leaf.boxed());
    leaves.prop_recursive(2, 8, 3, move |inner| {
        let several = || prop::collection::vec(inner.clone(), 1..3);
        let joined = (several(), ".{0,2}").prop_map(|(values, with)| Source::Join { values, with });
        wrap(prop_oneof![several().prop_map(Source::First), joined].boxed())
    })
}

fn field(place: Place, target: FieldTarget) -> impl Strategy<Value = FieldMapping> {
    let more = (word(WRITES), prop::option::of(0..=100u8));
    (value(place), more).prop_map(move |(value, (write, confidence))| {
        let key = target == FieldTarget::Field(0);
        let value = Value { default: value.default.filter(|_| !key), ..value };
        let write = if key { Write::Always } else { write };
        let value = match (&value.source, &target) {
            // Not every constant is a value of every field.
            (Source::Constant(_), FieldTarget::Field(_) | FieldTarget::UserRole | FieldTarget::Status) => {
                value.then(Step::Lower)
            }
            _ => value,
        };
        FieldMapping { target: target.clone(), value, write, confidence }
    })
}

/// The fields without which a record is none, and some own ones and others.
fn record(place: Place) -> impl Strategy<Value = RecordMapping> {
    let entities: Vec<Entity> = load::entities().collect();
    (select(entities), any::<u64>(), any::<bool>()).prop_flat_map(move |(entity, chosen, repeats)| {
        let fields = targets(entity).enumerate().filter_map(|(i, name)| {
            let essential = entity.field(name).is_some_and(|at| {
                entity.fields()[at].essential && (at != 0 || names_itself(entity).is_empty())
            });
            // Roles and orgs of people go together.
            let bit = if matches!(name, load::USER_ROLE | load::USER_ORGS) { 0 } else { i % 64 };
            (essential || chosen >> bit & 1 == 1).then(|| target_of(entity, name))
        });
        let mut all: Vec<_> = fields.map(|target| field(place, target).boxed()).collect();
        let own = "[a-z][A-Za-z0-9_-]{0,5}".prop_flat_map(move |name| field(place, FieldTarget::Own(name)));
        all.push(own.boxed());
        let only = prop::collection::vec(condition(place), 0..3);
        let unless = prop::option::of(Just(place.file.to_owned()));
        (all, only, unless).prop_map(move |(fields, only, unless)| {
            let repeats = if repeats { Repeats::Expected } else { Repeats::Unexpected };
            RecordMapping { entity, only, repeats, unless, fields }
        })
    })
}

fn target_of(entity: Entity, name: &str) -> FieldTarget {
    let special = [FieldTarget::UserRole, FieldTarget::UserOrgs, FieldTarget::Status];
    let special = special.into_iter().find(|target| name_of(entity, target) == name);
    entity.field(name).map(FieldTarget::Field).or(special).unwrap()
}

fn condition(place: Place) -> impl Strategy<Value = Condition> {
    let test = prop_oneof![
        prop::collection::vec(".{0,5}", 1..3).prop_map(Test::Is),
        prop::collection::vec(".{0,5}", 1..3).prop_map(Test::IsNot),
        Just(Test::Filled),
        Just(Test::Blank),
    ];
    (column(place), test).prop_map(|(column, test)| Condition { column, test })
}

fn reading(columns: Columns) -> impl Strategy<Value = Reading> {
    let delimiter = prop::option::of(select(b",\t;|^~".to_vec()));
    let blank = prop::collection::vec("[A-Z]{1,4}", 0..3);
    let header = match columns {
        Columns::ByName => vec![HeaderRow::Present],
        Columns::ByPosition => vec![HeaderRow::Present, HeaderRow::Absent],
    };
    (prop::option::of(word(ENCODINGS)), delimiter, select(header), blank).prop_map(
        move |(encoding, delimiter, header, blank)| Reading { encoding, delimiter, header, columns, blank },
    )
}

fn open_line() -> impl Strategy<Value = OpenLine> {
    let perhaps = prop::collection::vec(select(vec!["users.email", "orgs.name", "users.metadata.x"]), 0..3);
    (".{0,8}", perhaps, ".{0,8}").prop_map(|(column, perhaps, why)| OpenLine {
        column,
        perhaps: perhaps.into_iter().map(str::to_owned).collect(),
        why,
    })
}

fn file(file: &'static str) -> impl Strategy<Value = FileMapping> {
    word(COLUMNS).prop_flat_map(move |columns| {
        let place = Place { file, columns };
        let layout = (word(NEEDS), any::<bool>(), reading(columns), prop::collection::vec(".{0,8}", 0..3));
        let rows =
            (prop::collection::vec(condition(place), 0..2), prop::collection::vec(record(place), 0..3));
        let rest = (prop::collection::vec(column(place), 0..3), prop::collection::vec(open_line(), 0..2));
        (layout, rows, rest).prop_map(
            move |((need, many, reading, header), (only, records), (ignore, open))| {
                let parts = if many { Parts::Many } else { Parts::One };
                let pattern = file.to_owned();
                FileMapping { pattern, need, parts, reading, header, only, records, ignore, open }
            },
        )
    })
}

/// Mappings that the loader takes.
pub(super) fn mapping() -> impl Strategy<Value = Mapping> {
    let files = (file("students*.csv"), file("a?.txt"), file("École.csv"), 1..=3usize);
    (".{0,12}", files).prop_map(|(name, (a, b, c, count))| {
        let files = [a, b, c].into_iter().take(count).collect();
        Mapping { name, files }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_written_is_read_again(mapping in mapping()) {
        let json = mapping.to_json();
        let read = Mapping::from_json(&json);
        prop_assert_eq!(read.as_ref(), Ok(&mapping), "{}", json);
        prop_assert_eq!(mapping.to_json(), json);
    }

    #[test]
    fn everything_can_be_said_in_words(mapping in mapping()) {
        let text = explain(&mapping);
        prop_assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{}", text);
        let fields = mapping.files.iter().flat_map(|file| &file.records).map(|record| record.fields.len());
        prop_assert!(text.lines().filter(|line| line.starts_with("- `")).count() >= fields.sum());
    }
}
