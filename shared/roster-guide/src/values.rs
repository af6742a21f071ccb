//! What may stand in a column, for people.

use roster::formats::{Column, Format};
use roster::mapping::{FieldMapping, Source, Step, Value, fold};
use roster::model::{Entity, Kind};
use roster::profile::{OwnField, RoleGroup, ValueKind};

use crate::columns::{Feeds, Meaning, files_with};
use crate::escape::text;
use crate::required::group_of;
use crate::templates::TEMPLATES;

/// Codes that are listed one by one, at most.
const CODES: usize = 40;

/// What may stand in a column of a file, in Markdown.
pub(crate) fn values((format, file): (&Format, &str), column: &Column, meaning: &Meaning<'_>) -> String {
    let dates = meaning.by.and_then(|by| dates(&by.value));
    match (meaning.feeds, dates) {
        (Feeds::Own(own), _) => of_own(own),
        (_, Some(patterns)) => format!("a date as {}", patterns.join(" or ")),
        (Feeds::Role, None) => {
            let only = group_of(file).filter(|_| format.name == TEMPLATES);
            meaning.by.and_then(|by| codes(by, only)).unwrap_or_else(|| kind(format, column.kind))
        }
        (Feeds::Orgs, None) => meaning
            .by
            .map_or_else(|| kind(format, column.kind), |_| format!("ID in {}", files(format, Entity::Orgs))),
        (Feeds::Field(Entity::Relationships, field), None) if field.name == "studentSourcedId" => {
            format!("ID in {}", students(format))
        }
        (Feeds::Field(_, field), None) => meaning
            .by
            .filter(|_| is_open(field.kind))
            .and_then(|by| codes(by, None))
            .unwrap_or_else(|| kind(format, field.kind)),
        (Feeds::Status | Feeds::Modified | Feeds::Nothing, None) => kind(format, column.kind),
    }
}

/// What may stand in an own field.
pub(crate) fn of_own(own: &OwnField) -> String {
    match &own.kind {
        ValueKind::Text => "text".to_owned(),
        other => text(&other.expected()),
    }
}

/// Kinds of which a mapping's codes say more than the kind itself.
fn is_open(kind: Kind) -> bool {
    matches!(kind, Kind::Text | Kind::Bool | Kind::OpenEnum(_))
}

fn kind(format: &Format, kind: Kind) -> String {
    match kind {
        Kind::Id => "ID".into(),
        Kind::Ref(entity) => format!("ID in {}", files(format, entity)),
        Kind::RefList(entity) => format!("IDs in {}, with commas", files(format, entity)),
        Kind::Text => "text".into(),
        Kind::TextList => "texts, with commas".into(),
        Kind::UserIds => "`{type:id}`, with commas".into(),
        Kind::Enum(words) => words.join(", "),
        Kind::OpenEnum(words) => format!("{}, or `ext:...`", words.join(", ")),
        Kind::OpenEnumList(words) => format!("any of {}, or `ext:...`, with commas", words.join(", ")),
        Kind::Bool => "true, false".into(),
        Kind::Date => "date, such as 2026-08-15".into(),
        Kind::DateTime => "time in UTC, such as 2026-08-15T06:15:00.000Z".into(),
        Kind::Year => "year in which the school year ends, such as 2027".into(),
        Kind::Integer => "whole number".into(),
        Kind::Float => "number".into(),
        Kind::Grades => "grades such as KG, 01 or 12, with commas".into(),
        Kind::Email => "an e-mail address".into(),
        Kind::ScoreScale => "`{grade:score}`, with commas".into(),
    }
}

/// Where students are: not in the files of our templates that are for others alone.
fn students(format: &Format) -> String {
    let mut names = files_with(format, Entity::Users);
    let others = |name: &str| group_of(name).is_some_and(|group| group != RoleGroup::Student);
    names.retain(|name| format.name != TEMPLATES || !others(name));
    names.join(", ")
}

fn files(format: &Format, entity: Entity) -> String {
    match files_with(format, entity).as_slice() {
        [] => format!("the {entity}"),
        names => names.join(", "),
    }
}

/// Walks a value and what it is made of.
fn within<'v>(value: &'v Value, found: &mut impl FnMut(&'v Value)) {
    found(value);
    match &value.source {
        Source::First(values) | Source::Join { values, .. } => values.iter().for_each(|v| within(v, found)),
        Source::Column(_) | Source::Constant(_) | Source::Template(_) => {}
    }
}

fn dates(value: &Value) -> Option<&[String]> {
    value.steps.iter().find_map(|step| match step {
        Step::Date(patterns) => Some(patterns.as_slice()),
        _ => None,
    })
}

/// The codes that a field is translated from, of roles those of one group; `None` where nothing is translated.
fn codes(by: &FieldMapping, only: Option<RoleGroup>) -> Option<String> {
    let fits = |role: &str| only.is_none_or(|group| RoleGroup::of(role.trim_start_matches("ext:")) == group);
    let mut codes: Vec<&str> = Vec::new();
    within(&by.value, &mut |value| {
        for step in &value.steps {
            if let Step::Codes(table) = step {
                codes
                    .extend(table.table.iter().filter(|(_, role)| fits(role)).map(|(code, _)| code.as_str()));
            }
        }
    });
    let mut seen: Vec<String> = Vec::new();
    // `site administrator` says more to people than `siteAdministrator`, which means the same.
    codes.sort_by_key(|code| !code.contains(' '));
    codes.retain(|code| {
        let new = !seen.contains(&fold(code));
        seen.push(fold(code));
        new
    });
    codes.sort_unstable();
    (!codes.is_empty() && codes.len() <= CODES).then(|| text(&codes.join(", ")))
}

/// The roles that a person in a file may have, as OneRoster's words; empty where any may.
pub(crate) fn roles(by: &FieldMapping) -> Vec<&str> {
    let mut roles: Vec<&str> = Vec::new();
    within(&by.value, &mut |value| {
        if let Source::Constant(role) = &value.source {
            roles.push(role);
        }
        for step in &value.steps {
            if let Step::Codes(table) = step {
                roles.extend(table.table.values().map(String::as_str));
            }
        }
    });
    roles.sort_unstable();
    roles.dedup();
    roles
}
