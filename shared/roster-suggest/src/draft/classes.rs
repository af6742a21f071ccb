//! Classes, and the courses, terms and teachers that stand only in their rows.

use roster::mapping::{ColumnRef, Condition, RecordMapping, Repeats, Source, Step, Test, Value};
use roster::model::Entity;

use super::Context;
use super::enrollments;
use super::ids::composed;
use super::record::Building;
use super::schools;
use super::values::date;
use crate::concept::Concept;
use crate::kind::Kind;
use crate::target::Entry;

/// What the rows of a file of classes become.
pub(super) fn records(context: &Context<'_>, file: usize) -> Vec<RecordMapping> {
    let Some(id) = id(context, file) else { return Vec::new() };
    let mut records = vec![class(context, file, id.clone(), Entry::Classes)];
    records.extend(session(context, file));
    records.extend(course(context, file, Entry::Classes));
    records.extend(schools::derived(context, file));
    let school = school(context, file, Entry::Classes);
    for column in context.plans[file].columns(Entry::Enrollments, "userSourcedId") {
        records.push(enrollments::teacher(context, (file, column), id.clone(), school.clone()));
    }
    records
}

/// The ID of a class: its own, or what together tells classes apart.
pub(super) fn id(context: &Context<'_>, file: usize) -> Option<Value> {
    let parts = parts(context, file);
    if parts.is_empty() {
        return None;
    }
    let columns: Vec<ColumnRef> = parts.iter().map(|at| context.column(file, *at)).collect();
    Some(composed(&columns, "-"))
}

/// The columns that together are the ID.
fn parts(context: &Context<'_>, file: usize) -> Vec<usize> {
    let plan = &context.plans[file];
    let own = context.key(file);
    if let Some(key) = own {
        let profile = &context.files[file].columns[key].profile;
        let is_id = plan.feed(key).is_some_and(|feed| matches!(feed.concept, Concept::Id | Concept::Guid));
        if is_id || profile.uniqueness() > 0.98 {
            return vec![key];
        }
    }
    // A section's number alone is that of many: course, section, term and school make one.
    let section = own.or_else(|| plan.column(Entry::Classes, "classCode"));
    let places = [
        plan.column(Entry::Classes, "schoolSourcedId"),
        plan.column(Entry::Classes, "courseSourcedId"),
        section,
        plan.column(Entry::Classes, "termSourcedIds"),
    ];
    if section.is_none() && places[1].is_none() {
        return Vec::new();
    }
    places.into_iter().flatten().collect()
}

/// The columns of another file's row that name the same class as the parts of its ID do.
pub(super) fn same_parts(context: &Context<'_>, classes: usize, file: usize) -> Option<Value> {
    let parts = parts(context, classes);
    let plan = &context.plans[file];
    let mut columns = Vec::new();
    for part in parts {
        let feed = context.plans[classes].feed(part)?;
        let column = match (feed.target.entry, feed.target.field) {
            (Entry::Classes, "schoolSourcedId") => plan.column(Entry::Enrollments, "schoolSourcedId")?,
            (Entry::Classes, "sourcedId" | "classCode") => {
                plan.column(Entry::Enrollments, "classSourcedId")?
            }
            (entry, field) => plan.column(entry, field)?,
        };
        columns.push(context.column(file, column));
    }
    (!columns.is_empty()).then(|| composed(&columns, "-"))
}

fn class(context: &Context<'_>, file: usize, id: Value, school_of: Entry) -> RecordMapping {
    let plan = &context.plans[file];
    let key = context.key(file);
    let unique = key.is_some_and(|key| context.files[file].columns[key].profile.uniqueness() > 0.98);
    let repeats = if unique { Repeats::Unexpected } else { Repeats::Expected };
    let mut class = Building::new(Entity::Classes, repeats);
    let confidence = key.and_then(|key| plan.feed(key)).map(|feed| feed.confidence);
    class.set("sourcedId", Some(id.clone()), confidence);
    class.set("title", Some(title(context, file, id)), None);
    for field in ["grades", "classCode", "location", "periods", "subjects", "subjectCodes"] {
        class.copy(context, file, Entry::Classes, field);
    }
    class.copy(context, file, Entry::Classes, "classType");
    class.set("classType", Some(Value::constant("scheduled")), None);
    class.set("schoolSourcedId", school(context, file, school_of), None);
    class.set("courseSourcedId", course_id(context, file, school_of), None);
    class.set("termSourcedIds", term(context, file), None);
    class.done()
}

fn title(context: &Context<'_>, file: usize, id: Value) -> Value {
    let plan = &context.plans[file];
    let own = plan.column(Entry::Classes, "title");
    let course = plan.column(Entry::Courses, "title");
    let columns = [own, course].into_iter().flatten();
    let mut values: Vec<Value> =
        columns.map(|at| Value::of(Source::Column(vec![context.column(file, at)]))).collect();
    values.push(id);
    match values.len() {
        1 => values.swap_remove(0),
        _ => Value::of(Source::First(values)),
    }
}

/// The school of a class or enrollment; never blank.
pub(super) fn school(context: &Context<'_>, file: usize, entry: Entry) -> Option<Value> {
    Some(
        schools::of_row(context, file, entry, "schoolSourcedId")
            .unwrap_or_else(|| schools::fallback(context)),
    )
}

fn course_id(context: &Context<'_>, file: usize, school_of: Entry) -> Option<Value> {
    let column = context.plans[file].column(Entry::Classes, "courseSourcedId")?;
    if context.has_kind(Kind::Courses) {
        return Some(context.reference(file, column, &[Kind::Courses]));
    }
    let school = context.plans[file].column(school_of, "schoolSourcedId");
    let columns: Vec<ColumnRef> =
        [school, Some(column)].into_iter().flatten().map(|at| context.column(file, at)).collect();
    Some(composed(&columns, "-"))
}

fn course(context: &Context<'_>, file: usize, school_of: Entry) -> Option<RecordMapping> {
    if context.has_kind(Kind::Courses) {
        return None;
    }
    let column = context.plans[file].column(Entry::Classes, "courseSourcedId")?;
    let mut course = Building::new(Entity::Courses, Repeats::Expected);
    course.set("sourcedId", course_id(context, file, school_of), None);
    course.copy(context, file, Entry::Courses, "title");
    course.set("title", Some(context.id(Kind::Courses, file, column)), None);
    course.copy(context, file, Entry::Courses, "courseCode");
    course.set("courseCode", Some(context.id(Kind::Courses, file, column)), None);
    course.set("orgSourcedId", school(context, file, school_of), None);
    let mut course = course.done();
    course.only.push(Condition { column: context.column(file, column), test: Test::Filled });
    Some(course)
}

/// The column that names a row's term.
fn term_column(context: &Context<'_>, file: usize) -> Option<usize> {
    let plan = &context.plans[file];
    plan.column(Entry::Classes, "termSourcedIds").or_else(|| plan.column(Entry::Sessions, "title"))
}

/// The term of a class.
fn term(context: &Context<'_>, file: usize) -> Option<Value> {
    let column = term_column(context, file)?;
    Some(context.reference(file, column, &[Kind::Sessions]))
}

/// Terms that stand only in the rows of classes, with their dates if those are there.
fn session(context: &Context<'_>, file: usize) -> Option<RecordMapping> {
    if context.has_kind(Kind::Sessions) {
        return None;
    }
    let plan = &context.plans[file];
    let column = term_column(context, file)?;
    let mut session = Building::new(Entity::AcademicSessions, Repeats::Expected);
    session.set("sourcedId", Some(context.id(Kind::Sessions, file, column)), None);
    session.copy(context, file, Entry::Sessions, "title");
    session.set("title", Some(context.id(Kind::Sessions, file, column)), None);
    session.set("type", Some(Value::constant("term")), None);
    session.copy(context, file, Entry::Sessions, "startDate");
    session.copy(context, file, Entry::Sessions, "endDate");
    session.copy(context, file, Entry::Sessions, "schoolYear");
    if let Some(end) = plan.column(Entry::Sessions, "endDate") {
        session.set("schoolYear", year_of(context, file, end), None);
    }
    let mut session = session.done();
    session.only.push(Condition { column: context.column(file, column), test: Test::Filled });
    Some(session)
}

/// The year of a date.
pub(super) fn year_of(context: &Context<'_>, file: usize, column: usize) -> Option<Value> {
    let step = date(&context.files[file].columns[column].profile)?;
    let value = Value::of(Source::Column(vec![context.column(file, column)]));
    Some(value.then(step).then(Step::Cut { from: 1, length: Some(4) }))
}

/// Classes that stand only in the rows of enrollments.
pub(super) fn derived(context: &Context<'_>, file: usize, id: Value, school: Value) -> Vec<RecordMapping> {
    let mut class = Building::new(Entity::Classes, Repeats::Expected);
    class.set("sourcedId", Some(id.clone()), None);
    class.set("title", Some(title(context, file, id)), None);
    for field in ["grades", "classCode", "location", "periods", "subjects", "subjectCodes"] {
        class.copy(context, file, Entry::Classes, field);
    }
    class.set("classType", Some(Value::constant("scheduled")), None);
    class.set("schoolSourcedId", Some(school), None);
    class.set("courseSourcedId", course_id(context, file, Entry::Enrollments), None);
    class.set("termSourcedIds", term(context, file), None);
    let mut records = vec![class.done()];
    records.extend(course(context, file, Entry::Enrollments));
    records.extend(session(context, file));
    records
}
