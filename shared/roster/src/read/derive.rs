//! Records that other records imply: roles of OneRoster 1.1 users, relationships of people and their agents.

use std::borrow::Cow;

use super::people::Person;
use super::plan::{Strictness, UserRole};
use super::row::Fields;
use super::rows::{BlockOut, Outcome, Place, RowRef};
use crate::diff::{key_hash, row_hash};
use crate::finding::{Finding, Severity};
use crate::model::{Entity, Kind, encode_value};
use crate::rules::invalid_enum::Words;
use crate::rules::{self, Checked};

/// The roles of one user, or that it has none that could be right.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Roles<'a> {
    /// The format keeps roles in a file of their own.
    Elsewhere,
    /// Role or every org is unknown: there is no user.
    Fatal,
    /// This role at these orgs, the first being primary.
    At { role: Cow<'a, str>, orgs: Vec<&'a str> },
}

/// Reads role and orgs of a OneRoster 1.1 user.
pub(super) fn roles<'a>(fields: &Fields<'a>, place: &Place<'_>, out: &mut BlockOut) -> Roles<'a> {
    let Some(columns) = &place.plan.user_role else { return Roles::Elsewhere };
    let role = role(fields, columns, place, out);
    let orgs = orgs(fields, columns, place, out);
    match (role, orgs.is_empty()) {
        (Some(role), false) => Roles::At { role, orgs },
        (None, _) | (_, true) => Roles::Fatal,
    }
}

fn role<'a>(
    fields: &Fields<'a>,
    columns: &UserRole,
    place: &Place<'_>,
    out: &mut BlockOut,
) -> Option<Cow<'a, str>> {
    if let Some(trouble) = fields.trouble(columns.role) {
        let found = super::mapped::finding(trouble, (columns.role, &columns.role_name), place);
        out.findings.push(Finding { severity: Severity::Error, ..found });
        return None;
    }
    let text = fields.get(columns.role).unwrap_or("").trim();
    let (words, more) = match columns.words {
        Kind::Enum(words) => (words, Words::Closed),
        Kind::OpenEnum(words) => (words, Words::Open),
        _ => (&[][..], Words::Closed),
    };
    let rule = &rules::unknown_role::RULE;
    let at = (columns.role, &columns.role_name);
    let (severity, message) = match rules::invalid_enum::check(text, words, more) {
        _ if text.is_empty() => (Severity::Error, format!("{} is blank", columns.role_name)),
        Checked::Good => return Some(Cow::Borrowed(text)),
        Checked::Repaired(word) => {
            let severity = match place.plan.strictness {
                Strictness::Strict => Severity::Error,
                Strictness::Tolerant => Severity::Notice,
            };
            let message = format!("role is written \"{text}\" and read as \"{word}\"");
            out.findings.push(place.find_as(severity, rule, at, message));
            return (severity != Severity::Error).then_some(word);
        }
        Checked::Bad => {
            let shown: String = text.chars().take(60).collect();
            (Severity::Error, format!("role \"{shown}\" is not one of {}", words.join(", ")))
        }
    };
    out.findings.push(place.find_as(severity, rule, at, message));
    None
}

fn orgs<'a>(fields: &Fields<'a>, columns: &UserRole, place: &Place<'_>, out: &mut BlockOut) -> Vec<&'a str> {
    let at = (columns.orgs, &columns.orgs_name);
    if let Some(trouble) = fields.trouble(columns.orgs) {
        let found = super::mapped::finding(trouble, at, place);
        out.findings.push(Finding { severity: Severity::Error, ..found });
        return Vec::new();
    }
    let text = fields.get(columns.orgs).unwrap_or("");
    let (mut known, mut unknown) = (Vec::with_capacity(1), Vec::new());
    for org in text.split(',').map(super::row::trimmed).filter(|o| !o.is_empty()) {
        if columns.known.as_ref().is_some_and(|set| !set.contains(key_hash(org))) {
            unknown.push(org);
        } else if !known.contains(&org) {
            known.push(org);
        }
    }
    // With another org the person stays, without the role at the one that is not there.
    let severity = match (place.plan.strictness, known.is_empty()) {
        (Strictness::Strict, _) | (_, true) => Severity::Error,
        (Strictness::Tolerant, false) => Severity::Warning,
    };
    for org in &unknown {
        let shown: String = org.chars().take(80).collect();
        let message = format!("{} \"{shown}\" {}", columns.orgs_name, place.plan.not_in(Entity::Orgs));
        out.findings.push(place.find_as(severity, &rules::unknown_school::RULE, at, message));
    }
    if known.is_empty() && unknown.is_empty() {
        let message = format!("{} is blank", columns.orgs_name);
        out.findings.push(place.find_as(Severity::Error, &rules::missing_value::RULE, at, message));
    }
    if severity == Severity::Error && !unknown.is_empty() {
        known.clear();
    }
    known
}

/// The word of OneRoster 1.2 for a role of 1.1; an administrator's depends on where.
fn word_at<'a>(role: &'a str, org: u128, place: &Place<'_>) -> &'a str {
    match (role, place.plan.targets.type_of(Entity::Orgs, org)) {
        ("administrator", Some("school")) => "siteAdministrator",
        ("administrator", Some("district")) => "districtAdministrator",
        ("administrator", _) => "systemAdministrator",
        (other, _) => other,
    }
}

/// Adds the role records of an accepted user.
pub(super) fn push(roles: Roles<'_>, place: &Place<'_>, out: &mut BlockOut) {
    let Roles::At { role, orgs } = roles else { return };
    let mut id = String::with_capacity(96);
    for (index, org) in orgs.iter().enumerate() {
        let school = key_hash(org);
        let word = word_at(&role, school, place);
        id.clear();
        id.extend([place.id, ":", word, ":", org]);
        let kind = if index == 0 { "primary" } else { "secondary" };
        let original = (word != role).then_some(&*role);
        let values = [
            Some(id.as_str()),
            Some(place.id),
            Some(kind),
            Some(word),
            None,
            None,
            Some(org),
            None,
            original,
        ];
        push_record(out, (Entity::Roles, school as u64, place), &values);
    }
}

fn push_record(
    out: &mut BlockOut,
    (entity, school, place): (Entity, u64, &Place<'_>),
    values: &[Option<&str>],
) {
    let start = out.bytes.len();
    values.iter().for_each(|value| encode_value(&mut out.bytes, *value));
    let end = out.bytes.len();
    let (key, row) = (key_hash(values[0].unwrap_or("")), row_hash(&out.bytes[start..end]));
    let (outcome, line, at) = (Outcome::Accepted, place.line, place.at);
    out.rows.push(RowRef { entity, outcome, key, row, school, line, at, start, end });
}

/// Adds the relationships of an accepted user and its agents. Both sides may name each other: the record is the same.
pub(super) fn relationships(fields: &Fields<'_>, place: &Place<'_>, out: &mut BlockOut, user: u128) {
    let Some(agents) = place.plan.fields.iter().find(|f| f.field.name == "agentSourcedIds") else { return };
    let text = fields.get(agents.column).unwrap_or("");
    if text.is_empty() {
        return;
    }
    for agent in text.split(',').map(str::trim).filter(|a| !a.is_empty() && *a != place.id) {
        let key = key_hash(agent);
        if agents.target.as_ref().is_some_and(|known| !known.contains(key)) {
            continue;
        }
        let people = &place.plan.ahead.people;
        let (student, adult, word) = match (people.get(user), people.get(key)) {
            (Some(Person::Student), Some(Person::Adult(word))) => (place.id, agent, word),
            (Some(Person::Adult(word)), Some(Person::Student)) => (agent, place.id, word),
            (Some(Person::Student), Some(Person::Other)) => (place.id, agent, ""),
            (Some(Person::Other), Some(Person::Student)) => (agent, place.id, ""),
            (None, None) => (place.id, agent, ""),
            _ => continue,
        };
        let id = format!("{student}:{adult}");
        let values = [Some(id.as_str()), Some(student), Some(adult), Some(word), None, None];
        push_record(out, (Entity::Relationships, 0, place), &values);
    }
}
