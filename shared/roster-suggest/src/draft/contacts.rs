//! Contacts of students: from a file of their own, or inside of a student's row.

use roster::mapping::{Codes, Condition, Other, Piece, RecordMapping, Repeats, Source, Step, Test, Value};
use roster::model::Entity;

use super::Context;
use super::ids::of_pieces;
use super::people::common;
use super::record::Building;
use super::schools;
use super::values::codes;
use crate::kind::Kind;
use crate::target::Entry;

/// What a contact is to a school where nothing says more.
const USUAL: &str = "guardian";
const STUDENTS: &[Kind] = &[Kind::Students, Kind::People];

/// What the rows of a file of contacts become.
pub(super) fn records(context: &Context<'_>, file: usize) -> Vec<RecordMapping> {
    let plan = &context.plans[file];
    let Some(student) = plan.column(Entry::Relationships, "studentSourcedId") else { return Vec::new() };
    let student_id = context.reference(file, student, STUDENTS);
    let own = context.key(file);
    let id = match own {
        Some(key) => context.id(Kind::Contacts, file, key),
        None => made_up(context, file, student),
    };
    let mut user = Building::new(Entity::Users, Repeats::Expected);
    user.set("sourcedId", Some(id.clone()), None);
    common(context, file, Entry::Contact, &mut user);
    user.set("username", Some(username(context, file, Entry::Contact, &id)), None);
    user.set("role", Some(role(context, file, Entry::Relationships, None)), None);
    user.set("orgSourcedIds", Some(school(context, file, student)), None);
    let mut link = Building::new(Entity::Relationships, Repeats::Expected);
    link.set("studentSourcedId", Some(student_id), plan.feed(student).map(|feed| feed.confidence));
    link.set("adultSourcedId", Some(id), None);
    details(context, file, Entry::Relationships, &mut link, USUAL);
    vec![user.done(), link.done()]
}

/// An ID for contacts that have none: the student's, and what tells the student's contacts apart.
fn made_up(context: &Context<'_>, file: usize, student: usize) -> Value {
    let plan = &context.plans[file];
    let email = plan.column(Entry::Contact, "email");
    let apart = [
        plan.column(Entry::Relationships, "priority"),
        email,
        plan.column(Entry::Relationships, "relationship"),
        plan.column(Entry::Contact, "phone"),
    ];
    let mut pieces = vec![Piece::Text("contact:".to_owned()), Piece::Column(context.column(file, student))];
    if let Some(column) =
        apart.into_iter().flatten().find(|at| context.files[file].columns[*at].profile.filled() > 0.9)
    {
        pieces.push(Piece::Text(":".to_owned()));
        pieces.push(Piece::Column(context.column(file, column)));
    }
    of_pieces(pieces)
}

fn school(context: &Context<'_>, file: usize, student: usize) -> Value {
    schools::of_row(context, file, Entry::Contact, "orgSourcedId")
        .or_else(|| schools::through(context, (file, student), STUDENTS))
        .unwrap_or_else(|| schools::fallback(context))
}

fn username(context: &Context<'_>, file: usize, entry: Entry, id: &Value) -> Value {
    let plan = &context.plans[file];
    let column = plan.column(entry, "username").or_else(|| plan.column(entry, "email"));
    match column {
        Some(column) => {
            let first = Value::of(Source::Column(vec![context.column(file, column)]));
            Value::of(Source::First(vec![first, id.clone()]))
        }
        None => id.clone(),
    }
}

/// Parent, guardian or relative.
fn role(context: &Context<'_>, file: usize, link: Entry, slot: Option<&str>) -> Value {
    let kin = |word: &str| crate::vocabulary::Vocabulary::get().value("contact", word).map(str::to_owned);
    let usual = slot.and_then(kin).unwrap_or_else(|| USUAL.to_owned());
    let Some(column) = context.plans[file].column(link, "relationship") else {
        return Value::constant(usual);
    };
    let table = codes(&context.files[file].columns[column].profile, "contact");
    if table.is_empty() {
        return Value::constant(usual);
    }
    let value = Value::of(Source::Column(vec![context.column(file, column)]));
    let value = value.then(Step::Codes(Codes { table, other: Other::Blank }));
    Value { default: Some(usual), ..value }
}

fn details(context: &Context<'_>, file: usize, entry: Entry, link: &mut Building, usual: &str) {
    for field in ["relationship", "priority", "mayPickUp", "metadata.livesWith"] {
        link.copy(context, file, entry, field);
    }
    link.set("relationship", Some(Value::constant(usual)), None);
}

/// The contacts inside of a student's row: each becomes a person and a relationship, if it has a name.
pub(super) fn inline(context: &Context<'_>, file: usize, key: usize) -> Vec<RecordMapping> {
    (1..=12).flat_map(|slot| inline_one(context, file, key, slot)).collect()
}

fn inline_one(context: &Context<'_>, file: usize, key: usize, slot: u8) -> Vec<RecordMapping> {
    let plan = &context.plans[file];
    let entry = Entry::Inline(slot);
    let named = plan.column(entry, "givenName").or_else(|| plan.column(entry, "fullName"));
    let named = named.or_else(|| plan.column(entry, "familyName"));
    let named = named.or_else(|| plan.column(entry, "email")).or_else(|| plan.column(entry, "phone"));
    let named = named.or_else(|| plan.column(entry, "sms"));
    let Some(named) = named else { return Vec::new() };
    let only = Condition { column: context.column(file, named), test: Test::Filled };
    let word = context.files[file].columns[named].heading.slot.word.as_str();
    let kind = plan.kind;
    let id = match plan.column(entry, "sourcedId") {
        Some(column) => {
            of_pieces(vec![Piece::Text("contact:".to_owned()), Piece::Column(context.column(file, column))])
        }
        None => of_pieces(vec![
            Piece::Text("contact:".to_owned()),
            Piece::Column(context.column(file, key)),
            Piece::Text(format!(":{slot}")),
        ]),
    };
    let mut user = Building::new(Entity::Users, Repeats::Expected);
    user.only(only.clone());
    user.set("sourcedId", Some(id.clone()), None);
    common(context, file, entry, &mut user);
    user.set("username", Some(username(context, file, entry, &id)), None);
    user.set("role", Some(role(context, file, entry, Some(word))), None);
    let person = super::ids::person(kind).unwrap_or(Entry::Student);
    user.set("orgSourcedIds", Some(schools::of_person(context, file, person)), None);
    let mut link = Building::new(Entity::Relationships, Repeats::Expected);
    link.only(only);
    let student = context.id(kind, file, key);
    link.set("studentSourcedId", Some(student), None);
    link.set("adultSourcedId", Some(id), None);
    let usual = if matches!(word, "" | "contact") { USUAL } else { word };
    details(context, file, entry, &mut link, usual);
    vec![user.done(), link.done()]
}
