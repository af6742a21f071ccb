//! Who is in which class.

use roster::mapping::{Codes, Condition, Other, RecordMapping, Repeats, Source, Step, Test, Value};
use roster::model::Entity;

use super::Context;
use super::ids::composed;
use super::record::Building;
use super::values::codes;
use super::{classes, schools};
use crate::concept::Subject;
use crate::kind::Kind;
use crate::target::Entry;
use crate::vocabulary::Vocabulary;
use crate::words::words;

const STUDENTS: &[Kind] = &[Kind::Students, Kind::People, Kind::Staff];
const STAFF: &[Kind] = &[Kind::Staff, Kind::People, Kind::Students];

/// What the rows of a file of enrollments become: one enrollment for each column that names a person.
pub(super) fn records(context: &Context<'_>, file: usize) -> Vec<RecordMapping> {
    let plan = &context.plans[file];
    let people = plan.columns(Entry::Enrollments, "userSourcedId");
    let Some(class) = class(context, file) else { return Vec::new() };
    let Some(first) = people.first() else { return Vec::new() };
    let school = school(context, file, *first);
    let mut records: Vec<RecordMapping> =
        people.iter().map(|column| member(context, (file, *column), class.clone(), school.clone())).collect();
    if !context.has_kind(Kind::Classes) {
        records.extend(classes::derived(context, file, class, school));
        records.extend(schools::derived(context, file));
    }
    records
}

/// The class of a row, as the file of classes has its ID.
fn class(context: &Context<'_>, file: usize) -> Option<Value> {
    let plan = &context.plans[file];
    let column = plan.column(Entry::Enrollments, "classSourcedId");
    if let Some(classes) = context.of_kind(Kind::Classes).next()
        && context
            .key(classes)
            .is_none_or(|key| column.is_none_or(|at| !points(context, (file, at), (classes, key))))
        && let Some(value) = classes::same_parts(context, classes, file)
    {
        return Some(value);
    }
    let code = plan.column(Entry::Classes, "classCode");
    match (column, code, plan.column(Entry::Classes, "courseSourcedId")) {
        (Some(column), _, _) => Some(context.reference(file, column, &[Kind::Classes])),
        (None, Some(code), Some(course)) => {
            let parts = [plan.column(Entry::Enrollments, "schoolSourcedId"), Some(course), Some(code)];
            let columns: Vec<_> = parts.into_iter().flatten().map(|at| context.column(file, at)).collect();
            Some(composed(&columns, "-"))
        }
        (None, one, other) => Some(context.reference(file, one.or(other)?, &[Kind::Classes])),
    }
}

fn points(context: &Context<'_>, from: (usize, usize), to: (usize, usize)) -> bool {
    let joins = context.joins.from(from.0, from.1, &[Kind::Classes]);
    let unique = context.files[to.0].columns[to.1].profile.uniqueness() > 0.98;
    unique && joins.iter().any(|join| join.to == to && join.share >= 0.5)
}

/// The school of a row: its own column, or that of its class, or that of its person.
fn school(context: &Context<'_>, file: usize, person: usize) -> Value {
    let plan = &context.plans[file];
    let by_class = || {
        let column = plan.column(Entry::Enrollments, "classSourcedId")?;
        schools::through(context, (file, column), &[Kind::Classes])
    };
    schools::of_row(context, file, Entry::Enrollments, "schoolSourcedId")
        .or_else(by_class)
        .or_else(|| schools::through(context, (file, person), STUDENTS))
        .unwrap_or_else(|| schools::fallback(context))
}

fn member(context: &Context<'_>, place: (usize, usize), class: Value, school: Value) -> RecordMapping {
    let (file, column) = place;
    let plan = &context.plans[file];
    let subject = plan.feed(column).map_or(Subject::Any, |feed| feed.subject);
    let usual = if subject == Subject::Staff { "teacher" } else { usual_role(context, place) };
    let kinds = if usual == "teacher" { STAFF } else { STUDENTS };
    let mut record = Building::new(Entity::Enrollments, Repeats::Unexpected);
    let is_alone = plan.columns(Entry::Enrollments, "userSourcedId").len() == 1;
    if is_alone {
        record.copy(context, file, Entry::Enrollments, "sourcedId");
    }
    record.set("classSourcedId", Some(class), None);
    record.set("schoolSourcedId", Some(school), None);
    let confidence = plan.feed(column).map(|feed| feed.confidence);
    record.set("userSourcedId", Some(context.reference(file, column, kinds)), confidence);
    record.set("role", Some(role(context, file, usual, subject)), None);
    for field in ["primary", "beginDate", "endDate"] {
        if usual == "student" || field == "primary" || is_alone {
            record.copy(context, file, Entry::Enrollments, field);
        }
    }
    if !is_alone {
        record.only(Condition { column: context.column(file, column), test: Test::Filled });
    }
    if let Some(null) = &context.files[file].columns[column].profile.null {
        let test = Test::IsNot(vec![null.clone()]);
        record.only(Condition { column: context.column(file, column), test });
    }
    let mut record = record.done();
    if record.only.is_empty() {
        record.repeats = Repeats::Unexpected;
    } else {
        record.repeats = Repeats::Expected;
    }
    record
}

/// Student, unless the column's IDs are those of staff, or the file is named for teachers.
fn usual_role(context: &Context<'_>, (file, column): (usize, usize)) -> &'static str {
    let best =
        |kinds: &[Kind]| context.joins.from(file, column, kinds).first().map_or(0.0, |join| join.share);
    let (students, staff) = (best(&[Kind::Students]), best(&[Kind::Staff]));
    let name = &context.files[file].name;
    let stem = name.split('.').next().unwrap_or(name);
    let named = words(stem, Vocabulary::get()).iter().any(|word| word == "teacher" || word == "staff");
    if staff > students || (named && staff >= students) { "teacher" } else { "student" }
}

fn role(context: &Context<'_>, file: usize, usual: &str, subject: Subject) -> Value {
    let plan = &context.plans[file];
    let column = plan.column(Entry::Enrollments, "role").filter(|_| subject != Subject::Staff);
    let Some(column) = column else { return Value::constant(usual) };
    let table = codes(&context.files[file].columns[column].profile, "enrolled");
    if table.is_empty() {
        return Value::constant(usual);
    }
    let value = Value::of(Source::Column(vec![context.column(file, column)]));
    value.then(Step::Codes(Codes { table, other: Other::Warn }))
}

/// A teacher who stands in the row of a class.
pub(super) fn teacher(
    context: &Context<'_>,
    place: (usize, usize),
    class: Value,
    school: Option<Value>,
) -> RecordMapping {
    let (file, column) = place;
    let feed = context.plans[file].feed(column);
    let mut record = Building::new(Entity::Enrollments, Repeats::Expected);
    record.only(Condition { column: context.column(file, column), test: Test::Filled });
    record.set("classSourcedId", Some(class), None);
    record.set("schoolSourcedId", school, None);
    record.set(
        "userSourcedId",
        Some(context.reference(file, column, STAFF)),
        feed.map(|feed| feed.confidence),
    );
    record.set("role", Some(Value::constant("teacher")), None);
    let is_first = context.plans[file].column(Entry::Enrollments, "userSourcedId") == Some(column);
    record.set("primary", Some(Value::constant(if is_first { "true" } else { "false" })), None);
    record.done()
}
