//! Own fields of a row: those that a mapping or the operator's profile names, and what the profile requires.

use std::borrow::Cow;
use std::sync::Arc;

use super::derive::Roles;
use super::people::Person;
use super::row::{Fields, trimmed};
use super::rows::{BlockOut, Place};
use crate::finding::Severity;
use crate::model::{Entity, OWN_PREFIX, Record, Values, encode_own};
use crate::profile::{OwnField, OwnKind, Profile, Storing};
use crate::rules::{self, Checked};

/// The longest own fields of one record together, in bytes: stores have a limit for a record.
const LONGEST: usize = 32 << 10;

/// The own fields that a file may have.
#[derive(Debug, Default)]
pub(crate) struct OwnPlan {
    profile: Arc<Profile>,
    /// By name.
    columns: Vec<OwnColumn>,
}

/// An own field and the column that it comes from.
#[derive(Debug)]
struct OwnColumn {
    /// Without `metadata.`.
    name: String,
    /// With it.
    shown: Arc<str>,
    column: Option<usize>,
    /// What the profile says of it; of own records, that depends on the kind.
    field: Option<OwnField>,
}

impl OwnPlan {
    /// What a mapping names. A name that the profile does not have is any text.
    pub(super) fn named<'n>(
        (profile, entity): (&Arc<Profile>, Entity),
        named: impl Iterator<Item = (&'n str, Option<usize>)>,
    ) -> OwnPlan {
        let mut columns: Vec<OwnColumn> =
            named.map(|(name, at)| column((profile, entity), name, at)).collect();
        columns.sort_by(|a, b| a.name.cmp(&b.name));
        columns.dedup_by(|a, b| a.name == b.name);
        OwnPlan { profile: Arc::clone(profile), columns }
    }

    /// Extension columns of a header that the profile has.
    pub(super) fn extensions((profile, entity): (&Arc<Profile>, Entity), header: &[String]) -> OwnPlan {
        let known = |(at, title): (usize, &String)| {
            let (prefix, name) = title.split_at_checked(OWN_PREFIX.len())?;
            let field = profile.field(entity, name).filter(|_| prefix.eq_ignore_ascii_case(OWN_PREFIX))?;
            Some((field.name.clone(), Some(at)))
        };
        let found: Vec<_> = header.iter().enumerate().filter_map(known).collect();
        OwnPlan::named((profile, entity), found.iter().map(|(name, at)| (name.as_str(), *at)))
    }

    fn is_idle(&self, entity: Entity) -> bool {
        self.columns.is_empty() && entity != Entity::OwnRecords
    }
}

fn column((profile, entity): (&Profile, Entity), name: &str, column: Option<usize>) -> OwnColumn {
    let field = profile.field(entity, name).cloned();
    let name = field.as_ref().map_or_else(|| name.to_owned(), |field| field.name.clone());
    OwnColumn { shown: format!("{OWN_PREFIX}{name}").into(), name, column, field }
}

/// Whether a record is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It becomes part of the roster, if nothing else is wrong with it.
    Kept,
    /// The profile has its kind checked and dropped.
    Dropped,
}

/// Appends the own fields of a row to its record, which begins at `start`; nothing if none of their columns came.
pub(super) fn push(fields: &Fields<'_>, place: &Place<'_>, start: usize, out: &mut BlockOut) -> Fate {
    let plan = &place.plan.own;
    if plan.is_idle(place.plan.entity) {
        return Fate::Kept;
    }
    let kind = match place.plan.entity {
        Entity::OwnRecords => match kind(place, start, out) {
            Some(kind) => Some(kind),
            None => return Fate::Kept,
        },
        _ => None,
    };
    let (mut own, mut length): (Vec<(&str, Cow<'_, str>)>, usize) = (Vec::new(), 0);
    for column in &plan.columns {
        let at = (column.column, &column.shown);
        if let Some(trouble) = fields.trouble(column.column) {
            out.findings.push(super::mapped::finding(trouble, at, place));
            continue;
        }
        let Some(text) = fields.get(column.column).map(trimmed) else { continue };
        let field = kind.map_or(column.field.as_ref(), |kind| kind.field(&column.name));
        let Some(value) = judged(text, (field, column), place, out) else { continue };
        length += column.name.len() + value.len();
        if length > LONGEST {
            let message = format!("the record's own fields are over {LONGEST} bytes with {}", column.shown);
            out.findings.push(place.find(&rules::invalid_own_value::RULE, at, message));
            break;
        }
        own.push((&column.name, value));
    }
    encode_own(&mut out.bytes, own);
    match kind.map(|kind| kind.storing) {
        Some(Storing::Dropped) => Fate::Dropped,
        Some(Storing::Stored) | None => Fate::Kept,
    }
}

/// The kind of an own record.
fn kind<'p>(place: &Place<'p>, start: usize, out: &mut BlockOut) -> Option<&'p OwnKind> {
    let profile: &'p Profile = &place.plan.own.profile;
    let at = Entity::OwnRecords.field("kind")?;
    let sent = Values::over(&out.bytes[start..]).nth(at).flatten().unwrap_or("").to_owned();
    let known = rules::unknown_kind::check(&sent, profile);
    // A blank was reported as missing.
    if known.is_none() && !sent.is_empty() {
        let shown: String = sent.chars().take(60).collect();
        let kinds: Vec<&str> = profile.kinds().iter().map(|kind| kind.name.as_str()).collect();
        let message = format!("the field profile has no kind \"{shown}\"; it has {}", kinds.join(", "));
        let field = &place.plan.fields[at];
        out.findings.push(place.find(&rules::unknown_kind::RULE, (field.column, &field.name), message));
    }
    known
}

/// A value as it is kept; `None` if it is not.
fn judged<'v>(
    text: &'v str,
    (field, column): (Option<&OwnField>, &OwnColumn),
    place: &Place<'_>,
    out: &mut BlockOut,
) -> Option<Cow<'v, str>> {
    let text_only = OwnField::text(&column.name);
    let field = field.unwrap_or(&text_only);
    let (rule, at) = (&rules::invalid_own_value::RULE, (column.column, &column.shown));
    let value = match rules::invalid_own_value::check(text, field) {
        Checked::Good => Cow::Borrowed(text),
        Checked::Repaired(value) => {
            let message = match field.personal {
                true => format!(
                    "{} is written in another way than {}; it is repaired",
                    column.shown,
                    field.kind.expected()
                ),
                false => format!("{} is written \"{text}\" and read as \"{value}\"", column.shown),
            };
            out.findings.push(place.find_as(Severity::Notice, rule, at, message));
            value
        }
        Checked::Bad => {
            let message = format!("{} is not {}", column.shown, field.kind.expected());
            out.findings.push(place.find(rule, at, message));
            return None;
        }
    };
    (field.storing == Storing::Stored).then_some(value)
}

/// Reports what the profile requires of a user's role and the record, which begins at `start`, does not have.
pub(super) fn require(roles: &Roles<'_>, place: &Place<'_>, (start, key): (usize, u128), out: &mut BlockOut) {
    let (plan, profile) = (place.plan, &place.plan.own.profile);
    if plan.entity != Entity::Users || !profile.requires_any() {
        return;
    }
    let role: &str = match roles {
        Roles::At { role, .. } => role,
        Roles::Fatal => return,
        Roles::Elsewhere => match plan.ahead.people.get(key) {
            Some(Person::Student) => "student",
            Some(Person::Adult(word)) => word,
            Some(Person::Other) => "staff",
            None => return,
        },
    };
    let Some(record) = Record::decode(plan.entity, &out.bytes[start..]) else { return };
    let is_blank = |name: &str| match record.entity().field(name) {
        Some(at) => record.value(at).is_some_and(str::is_empty),
        None => record.own_value(name).is_some_and(|value| value.is_empty()),
    };
    for (name, severity) in rules::missing_required_field::check(profile, role, is_blank) {
        let column = plan.fields.iter().find(|field| field.field.name == name).and_then(|field| field.column);
        let own = || plan.own.columns.iter().find(|own| own.name == name).and_then(|own| own.column);
        let message = format!("{name} is blank, and the field profile requires it of a {role}");
        let rule = &rules::missing_required_field::RULE;
        out.findings.push(place.find_as(severity, rule, (column.or_else(own), &name.into()), message));
    }
}
