//! The value of a field from the column that feeds it, with the steps that its values ask for.

use std::collections::BTreeMap;

use roster::mapping::{Codes, Other, Piece, Source, Step, Value};
use roster::model::{Entity, Kind as FieldKind};

use super::Context;
use crate::concept::Concept;
use crate::dates::Found;
use crate::profile::Profile;
use crate::shape::Look;
use crate::vocabulary::Vocabulary;

/// The value of a field; `None` if the column cannot feed it after all.
pub(super) fn of(context: &Context<'_>, place: (usize, usize), entity: Entity, field: &str) -> Option<Value> {
    let (file, column) = place;
    let profile = &context.files[file].columns[column].profile;
    let value = plain(context, file, column);
    if field == "schoolYear" {
        return Some(school_year(value, profile));
    }
    let concept = context.plans[file].feed(column).map(|feed| feed.concept);
    if field == "userIds" && concept == Some(Concept::StateId) {
        let text = |text: &str| Piece::Text(text.to_owned());
        let pieces = vec![text("{stateId:"), Piece::Column(context.column(file, column)), text("}")];
        return Some(Value::of(Source::Template(pieces)));
    }
    let kind = entity.field(field).map(|at| entity.fields()[at].kind);
    Some(match kind {
        Some(FieldKind::Date) => value.then(date(profile)?),
        Some(FieldKind::Grades) => value.then(Step::Grade),
        Some(FieldKind::Email) if field == "email" => value.then(Step::Lower),
        Some(FieldKind::Bool) => with_codes(value, profile, bool_list(context, place)),
        Some(FieldKind::OpenEnum(_)) if (entity, field) == (Entity::Orgs, "type") => org_type(value, profile),
        Some(FieldKind::Enum(_) | FieldKind::OpenEnum(_)) => with_codes(value, profile, list(entity, field)),
        _ if field == "metadata.livesWith" => with_codes_or_blank(value, profile, "bool"),
        _ if field == "metadata.homeLanguage" => with_codes_or_blank(value, profile, "language"),
        _ => value,
    })
}

fn bool_list(context: &Context<'_>, (file, column): (usize, usize)) -> &'static str {
    let concept = context.plans[file].feed(column).map(|feed| feed.concept);
    let column = &context.files[file].columns[column];
    let word = column.name.to_lowercase();
    match concept {
        Some(Concept::Status) if word.contains("enr") && column.profile.share(Look::Digits) > 0.9 => {
            "enrollstatus"
        }
        Some(Concept::Status) => "active",
        _ => "bool",
    }
}

fn list(entity: Entity, field: &str) -> &'static str {
    match (entity, field) {
        (Entity::Demographics, "sex") => "sex",
        (Entity::Relationships, "mayPickUp") => "pickup",
        (Entity::Orgs, "type") => "org",
        (Entity::AcademicSessions, "type") => "session",
        (Entity::Classes, "classType") => "classtype",
        (Entity::Enrollments, "role") => "enrolled",
        _ => "",
    }
}

/// What stands in a column, without the word that stands for nothing.
pub(super) fn plain(context: &Context<'_>, file: usize, column: usize) -> Value {
    let value = Value::of(Source::Column(vec![context.column(file, column)]));
    without_null(value, &context.files[file].columns[column].profile)
}

/// A word that stands for nothing becomes nothing.
fn without_null(value: Value, profile: &Profile) -> Value {
    let Some(null) = &profile.null else { return value };
    let table = BTreeMap::from([(null.clone(), String::new())]);
    value.then(Step::Codes(Codes { table, other: Other::Keep }))
}

/// The step for the pattern of a column's dates.
pub(super) fn date(profile: &Profile) -> Option<Step> {
    match profile.dates.found() {
        Found::Certain(patterns) => Some(Step::Date(patterns.into_iter().map(str::to_owned).collect())),
        Found::Either(..) => None,
        Found::None => Some(Step::Date(vec!["yyyy-MM-dd".to_owned()])),
    }
}

fn school_year(value: Value, profile: &Profile) -> Value {
    if profile.share(Look::SchoolYear) < 0.5 {
        return value;
    }
    // `2026-2027`, `2026-27`: the year in which it ends, whose century is that of its beginning.
    match profile.longest {
        9.. => value.then(Step::Cut { from: 6, length: Some(4) }),
        _ => value.then(Step::Cut { from: 6, length: Some(2) }).then(Step::Prefix("20".to_owned())),
    }
}

/// A table of the codes that were seen and are known.
pub(super) fn codes(profile: &Profile, list: &str) -> BTreeMap<String, String> {
    let tables = Vocabulary::get();
    let known = |code: &String| tables.value(list, code).map(|word| (code.clone(), word.to_owned()));
    profile.kept.keys().filter_map(known).collect()
}

/// What is not known to be something else is a school.
fn org_type(value: Value, profile: &Profile) -> Value {
    let table = codes(profile, "org");
    if table.is_empty() {
        return Value::constant("school");
    }
    let value = value.then(Step::Codes(Codes { table, other: Other::Blank }));
    Value { default: Some("school".to_owned()), ..value }
}

fn with_codes(value: Value, profile: &Profile, list: &str) -> Value {
    let table = codes(profile, list);
    let is_plain = table.iter().all(|(code, word)| code == word);
    if table.is_empty() || (is_plain && table.len() == profile.kept.len()) {
        return value;
    }
    value.then(Step::Codes(Codes { table, other: Other::Warn }))
}

/// What is not known is left blank: the field takes these words alone.
fn with_codes_or_blank(value: Value, profile: &Profile, list: &str) -> Value {
    let table = codes(profile, list);
    if table.is_empty() { value } else { value.then(Step::Codes(Codes { table, other: Other::Blank })) }
}
