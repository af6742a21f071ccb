//! Schools: from a file of their own, or from a column of another file.

use roster::mapping::{Condition, Lookup, Other, RecordMapping, Repeats, Source, Step, Test, Value};
use roster::model::Entity;

use super::Context;
use super::ids::person;
use super::people::repeats;
use super::record::Building;
use crate::kind::Kind;
use crate::target::Entry;

/// The org of people of whom nothing says where they belong.
const DISTRICT: &str = "district";

/// What the rows of a file of schools become.
pub(super) fn records(context: &Context<'_>, file: usize) -> Vec<RecordMapping> {
    let Some(key) = context.key(file) else { return Vec::new() };
    let plan = &context.plans[file];
    let mut org = Building::new(Entity::Orgs, repeats(context, file, key));
    let confidence = plan.feed(key).map(|feed| feed.confidence);
    org.set("sourcedId", Some(context.id(Kind::Schools, file, key)), confidence);
    org.copy(context, file, Entry::Orgs, "name");
    org.set("name", Some(context.id(Kind::Schools, file, key)), None);
    org.copy(context, file, Entry::Orgs, "type");
    org.set("type", Some(Value::constant("school")), None);
    org.copy(context, file, Entry::Orgs, "identifier");
    if let Some(parent) = plan.column(Entry::Orgs, "parentSourcedId") {
        // A district that is no row of the file would be a reference to nothing.
        if !context.joins.from(file, parent, &[Kind::Schools]).is_empty()
            || is_own(context, file, parent, key)
        {
            org.copy(context, file, Entry::Orgs, "parentSourcedId");
        }
    }
    vec![org.done()]
}

fn is_own(context: &Context<'_>, file: usize, parent: usize, key: usize) -> bool {
    let columns = &context.files[file].columns;
    let (parents, keys) = (&columns[parent].profile.ids, &columns[key].profile.ids);
    parents.iter().all(|id| keys.contains(id))
}

/// Where a row's own columns say which school, as they say it.
fn column(context: &Context<'_>, file: usize, entry: Entry, field: &str) -> Option<usize> {
    let plan = &context.plans[file];
    plan.column(entry, field)
        .or_else(|| plan.column(Entry::Orgs, "name").filter(|_| plan.kind != Kind::Schools))
}

/// The school of a row, if its columns say so.
pub(super) fn of_row(context: &Context<'_>, file: usize, entry: Entry, field: &str) -> Option<Value> {
    let column = column(context, file, entry, field)?;
    Some(context.reference(file, column, &[Kind::Schools]))
}

/// The orgs of a person; the district where nothing says more.
pub(super) fn of_person(context: &Context<'_>, file: usize, entry: Entry) -> Value {
    let Some(at) = column(context, file, entry, "orgSourcedId") else { return fallback(context) };
    let value = context.reference(file, at, &[Kind::Schools]);
    match has_holes(context, file, at) {
        false => value,
        true => Value { default: Some(only(context).unwrap_or_else(|| DISTRICT.to_owned())), ..value },
    }
}

/// The only school, or the district.
pub(super) fn fallback(context: &Context<'_>) -> Value {
    Value::constant(only(context).unwrap_or_else(|| DISTRICT.to_owned()))
}

fn only(context: &Context<'_>) -> Option<String> {
    let mut files = context.of_kind(Kind::Schools);
    let file = files.next()?;
    let key = context.key(file)?;
    context.files[file].columns[key].profile.constant().map(str::to_owned)
}

/// The school of a row through another file, in which `column` names a row that says so.
pub(super) fn through(context: &Context<'_>, place: (usize, usize), kinds: &[Kind]) -> Option<Value> {
    let joins = context.joins.from(place.0, place.1, kinds);
    joins.iter().filter(|join| join.share >= 0.5).find_map(|join| {
        let there = join.to.0;
        let (entry, field) = match context.plans[there].kind {
            Kind::Classes => (Entry::Classes, "schoolSourcedId"),
            kind => (person(kind)?, "orgSourcedId"),
        };
        let lookup = Lookup {
            file: context.pattern(there).to_owned(),
            matches: context.column(there, join.to.1),
            take: context.column(there, column(context, there, entry, field)?),
            other: Other::Warn,
        };
        let value =
            Value::of(Source::Column(vec![context.column(place.0, place.1)])).then(Step::Through(lookup));
        Some(value)
    })
}

/// Schools that stand only in the columns of another file.
pub(super) fn derived(context: &Context<'_>, file: usize) -> Option<RecordMapping> {
    if context.has_kind(Kind::Schools) {
        return None;
    }
    let (entry, field) = place(context.plans[file].kind)?;
    let at = column(context, file, entry, field)?;
    if !tells_first(context, file) {
        return None;
    }
    let id = context.reference(file, at, &[Kind::Schools]);
    let mut org = Building::new(Entity::Orgs, Repeats::Expected);
    if has_holes(context, file, at) {
        org.only(Condition { column: context.column(file, at), test: Test::Filled });
    }
    if let Some(null) = &context.files[file].columns[at].profile.null {
        org.only(Condition { column: context.column(file, at), test: Test::IsNot(vec![null.clone()]) });
    }
    org.set("sourcedId", Some(id.clone()), None);
    org.copy(context, file, Entry::Orgs, "name");
    org.set("name", Some(id), None);
    org.set("type", Some(Value::constant("school")), None);
    Some(org.done())
}

fn has_holes(context: &Context<'_>, file: usize, column: usize) -> bool {
    context.files[file].columns[column].profile.filled() < 0.999
}

/// The district, where records of a file name it.
pub(super) fn district(records: &[RecordMapping]) -> Option<RecordMapping> {
    let named = |value: &Value| {
        value.default.as_deref() == Some(DISTRICT) || value.source == Source::Constant(DISTRICT.to_owned())
    };
    let mut fields = records.iter().flat_map(|record| &record.fields);
    if !fields.any(|field| named(&field.value)) {
        return None;
    }
    let mut org = Building::new(Entity::Orgs, Repeats::Expected);
    org.set("sourcedId", Some(Value::constant(DISTRICT)), None);
    org.set("name", Some(Value::constant("District")), None);
    org.set("type", Some(Value::constant("district")), None);
    Some(org.done())
}

fn place(kind: Kind) -> Option<(Entry, &'static str)> {
    Some(match kind {
        Kind::Classes => (Entry::Classes, "schoolSourcedId"),
        Kind::Enrollments => (Entry::Enrollments, "schoolSourcedId"),
        Kind::Students | Kind::Staff | Kind::People => (person(kind)?, "orgSourcedId"),
        _ => return None,
    })
}

/// Of files that tell of the same schools in the same way, each does; one that knows their names goes before one that
/// does not.
fn tells_first(context: &Context<'_>, file: usize) -> bool {
    let telling = |at: usize| {
        let (entry, field) = place(context.plans[at].kind)?;
        let column = column(context, at, entry, field)?;
        let named = context.plans[at].column(Entry::Orgs, "name").is_some();
        Some((named, column))
    };
    let Some((named, _)) = telling(file) else { return true };
    named || (0..context.files.len()).all(|at| telling(at).is_none_or(|(other, _)| !other))
}
