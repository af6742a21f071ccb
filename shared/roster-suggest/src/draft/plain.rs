//! Files whose columns are those of one entity: terms, courses, roles, demographics, relationships.

use roster::mapping::{Codes, Other, RecordMapping, Repeats, Source, Step, Value};
use roster::model::Entity;

use super::Context;
use super::people::repeats;
use super::record::Building;
use super::values::codes;
use super::{classes, schools};
use crate::kind::Kind;
use crate::target::Entry;

const PEOPLE: &[Kind] = &[Kind::People, Kind::Students, Kind::Staff, Kind::Contacts];

/// What the rows become.
pub(super) fn records(context: &Context<'_>, file: usize) -> Vec<RecordMapping> {
    match context.plans[file].kind {
        Kind::Sessions => sessions(context, file),
        Kind::Courses => courses(context, file),
        Kind::Roles => roles(context, file),
        Kind::Demographics => demographics(context, file),
        Kind::Links => links(context, file),
        Kind::Students
        | Kind::Staff
        | Kind::People
        | Kind::Contacts
        | Kind::Schools
        | Kind::Classes
        | Kind::Enrollments
        | Kind::Other => None,
    }
    .into_iter()
    .collect()
}

fn sessions(context: &Context<'_>, file: usize) -> Option<RecordMapping> {
    let plan = &context.plans[file];
    let key = context.key(file).or_else(|| plan.column(Entry::Sessions, "title"))?;
    let mut session = Building::new(Entity::AcademicSessions, repeats(context, file, key));
    session.set("sourcedId", Some(context.id(Kind::Sessions, file, key)), None);
    session.copy(context, file, Entry::Sessions, "title");
    session.set("title", Some(context.id(Kind::Sessions, file, key)), None);
    session.copy(context, file, Entry::Sessions, "type");
    session.set("type", Some(Value::constant("term")), None);
    for field in ["startDate", "endDate", "parentSourcedId", "schoolYear"] {
        session.copy(context, file, Entry::Sessions, field);
    }
    if let Some(end) = plan.column(Entry::Sessions, "endDate") {
        session.set("schoolYear", classes::year_of(context, file, end), None);
    }
    Some(session.done())
}

fn courses(context: &Context<'_>, file: usize) -> Option<RecordMapping> {
    let key = context.key(file)?;
    let mut course = Building::new(Entity::Courses, repeats(context, file, key));
    course.set("sourcedId", Some(context.id(Kind::Courses, file, key)), None);
    course.copy(context, file, Entry::Courses, "title");
    course.set("title", Some(context.id(Kind::Courses, file, key)), None);
    for field in ["courseCode", "grades", "subjects", "subjectCodes"] {
        course.copy(context, file, Entry::Courses, field);
    }
    let school = schools::of_row(context, file, Entry::Courses, "orgSourcedId");
    course.set("orgSourcedId", Some(school.unwrap_or_else(|| schools::fallback(context))), None);
    if context.has_kind(Kind::Sessions) {
        course.copy(context, file, Entry::Courses, "schoolYearSourcedId");
    }
    Some(course.done())
}

fn roles(context: &Context<'_>, file: usize) -> Option<RecordMapping> {
    let plan = &context.plans[file];
    let person = plan.column(Entry::Roles, "userSourcedId")?;
    let org = plan.column(Entry::Roles, "orgSourcedId")?;
    let role = plan.column(Entry::Roles, "role")?;
    let mut record = Building::new(Entity::Roles, Repeats::Unexpected);
    let person_id = context.reference(file, person, PEOPLE);
    let org_id = context.reference(file, org, &[Kind::Schools]);
    let text = |at: usize| Value::of(Source::Column(vec![context.column(file, at)]));
    let table = codes(&context.files[file].columns[role].profile, "role");
    let word = match table.is_empty() {
        true => text(role),
        false => text(role).then(Step::Codes(Codes { table, other: Other::Warn })),
    };
    match plan.column(Entry::Roles, "sourcedId") {
        Some(own) => record.set("sourcedId", Some(text(own)), None),
        None => record.set("roleType", Some(role_type(context, file)), None),
    }
    record.set("userSourcedId", Some(person_id), None);
    record.copy(context, file, Entry::Roles, "roleType");
    record.set("roleType", Some(Value::constant("primary")), None);
    record.set("role", Some(word), None);
    record.set("orgSourcedId", Some(org_id), None);
    for field in ["beginDate", "endDate"] {
        record.copy(context, file, Entry::Roles, field);
    }
    Some(record.done())
}

/// A yes or no that says whether a role is the main one.
fn role_type(context: &Context<'_>, file: usize) -> Value {
    let Some(column) = context.plans[file].column(Entry::Roles, "roleType") else {
        return Value::constant("primary");
    };
    let mut table = codes(&context.files[file].columns[column].profile, "bool");
    for word in table.values_mut() {
        *word = if word == "true" { "primary".to_owned() } else { "secondary".to_owned() };
    }
    let value = Value::of(Source::Column(vec![context.column(file, column)]));
    if table.is_empty() { value } else { value.then(Step::Codes(Codes { table, other: Other::Warn })) }
}

fn demographics(context: &Context<'_>, file: usize) -> Option<RecordMapping> {
    let plan = &context.plans[file];
    let key = plan.column(Entry::Demographics, "sourcedId")?;
    let mut record = Building::new(Entity::Demographics, repeats(context, file, key));
    record.set("sourcedId", Some(context.reference(file, key, PEOPLE)), None);
    for field in Entity::Demographics.fields().iter().skip(1) {
        record.copy(context, file, Entry::Demographics, field.name);
    }
    Some(record.done())
}

fn links(context: &Context<'_>, file: usize) -> Option<RecordMapping> {
    let plan = &context.plans[file];
    let student = plan.column(Entry::Relationships, "studentSourcedId")?;
    let adult = plan.column(Entry::Relationships, "adultSourcedId")?;
    let mut link = Building::new(Entity::Relationships, Repeats::Unexpected);
    let (student, adult) = (context.reference(file, student, PEOPLE), context.reference(file, adult, PEOPLE));
    link.set("studentSourcedId", Some(student), None);
    link.set("adultSourcedId", Some(adult), None);
    for field in ["relationship", "priority", "mayPickUp"] {
        link.copy(context, file, Entry::Relationships, field);
    }
    link.set("relationship", Some(Value::constant("guardian")), None);
    Some(link.done())
}
