//! A first look through a file whose rows refer to each other: which IDs it has, and who is what.

use std::collections::{HashMap, HashSet};
use std::io;

use super::contents::Part;
use super::open::{Opened, open_as};
use super::people::People;
use super::plan::{FilePlan, positions};
use super::references::KeySet;
use super::row::Fields;
use super::semantics::pair;
use crate::diff::key_hash;
use crate::formats::{FileSpec, Target};
use crate::model::{Entity, Kind};
use crate::table::{End, Row, RowReader};

/// The field that a warning never loses a `no` of.
pub(super) const MAY_PICK_UP: &str = "mayPickUp";

/// What was seen before the first row of a file is read.
#[derive(Debug, Default)]
pub(crate) struct Ahead {
    /// Records that rows of the file may refer to in the same file; `None` if no row refers to another.
    pub(crate) own: Option<KeySet>,
    /// Who is what, for relationships.
    pub(crate) people: People,
    /// Records that are their own parents, at once or after some steps.
    pub(crate) circular: HashSet<u64>,
    /// First and last day of sessions.
    pub(crate) spans: HashMap<u64, Span>,
    /// Relationships of which any row says that the adult may not pick the student up: that row wins.
    pub(crate) refused: HashSet<u64>,
    /// Pairs of user and org in a roles file that comes later; looked up in strict reading only.
    pub(crate) roles_at: Option<KeySet>,
}

/// First day and the day after the last, as far as they could be read.
pub(crate) type Span = (Box<str>, Box<str>);

/// What rows of a file say of each other.
#[derive(Debug, Default)]
pub(super) struct Own {
    pub(super) keys: KeySet,
    /// The parent of each record that names one.
    pub(super) parents: HashMap<u64, u64>,
    pub(super) spans: HashMap<u64, Span>,
    /// Read to the last byte, no open quote, last row whole.
    pub(super) whole: bool,
}

/// The IDs in a file, if any row refers to another row of the same file.
pub(super) fn own_keys(spec: &FileSpec, part: &Part<'_>) -> io::Result<Option<Own>> {
    let own = |kind: Kind| matches!(kind, Kind::Ref(to) | Kind::RefList(to) if to == spec.entity);
    let Some(named) = spec.columns.iter().find(|c| own(c.kind)) else { return Ok(None) };
    let file = open_as(part, spec)?;
    let at = positions(spec, &file.header);
    let place =
        |name: &str| spec.columns.iter().zip(&at).find(|(c, _)| *c.name == *name).and_then(|(_, at)| *at);
    let (Some(reference), Some(id)) = (place(&named.name), at[0]) else { return Ok(None) };
    let span = match spec.entity {
        Entity::AcademicSessions => place("startDate").zip(place("endDate")),
        _ => None,
    };
    if !is_used(file, reference)? {
        return Ok(None);
    }
    let file = open_as(part, spec)?;
    let single = matches!(named.kind, Kind::Ref(_));
    let mut own = Own::default();
    let end = each(file, |row| {
        let name = row.get(id).trim();
        let referred = row.get(reference).trim();
        if name.is_empty() {
            return;
        }
        let key = key_hash(name);
        own.keys.insert(key);
        if single && !referred.is_empty() {
            own.parents.entry(key as u64).or_insert(key_hash(referred) as u64);
        }
        if let Some((begin, end)) = span {
            let days = (row.get(begin).trim().into(), row.get(end).trim().into());
            own.spans.entry(key as u64).or_insert(days);
        }
    })?;
    own.whole = end.complete && end.unreadable_rows == 0;
    Ok(Some(own))
}

/// Whether any row says something in a column. Most exporters leave such columns blank.
fn is_used(mut file: Opened, column: usize) -> io::Result<bool> {
    let mut reader = RowReader::new();
    while let Some(block) = file.table.next_block()? {
        let mut rows = reader.rows(&block);
        while let Some(row) = rows.next() {
            if !row.get(column).trim().is_empty() {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

fn each(mut file: Opened, mut take: impl FnMut(&Row<'_>)) -> io::Result<End> {
    let mut reader = RowReader::new();
    while let Some(block) = file.table.next_block()? {
        let mut rows = reader.rows(&block);
        while let Some(row) = rows.next() {
            take(&row);
        }
    }
    Ok(file.table.end())
}

/// Calls with user and another column of a file of roles, and says how the file ended.
fn with_users(
    spec: &FileSpec,
    part: &Part<'_>,
    wanted: impl Fn(&str, Target) -> bool,
    mut take: impl FnMut(u128, &str),
) -> io::Result<End> {
    let file = open_as(part, spec)?;
    let at = positions(spec, &file.header);
    let column = |wanted: &dyn Fn(&str, Target) -> bool| {
        spec.columns.iter().zip(&at).find(|(c, _)| wanted(&c.name, c.target)).and_then(|(_, at)| *at)
    };
    let user = match spec.entity {
        Entity::Users => at[0],
        _ => column(&|name, _| name == "userSourcedId"),
    };
    let (Some(user), Some(other)) = (user, column(&wanted)) else { return Ok(End::default()) };
    each(file, |row| take(key_hash(row.get(user).trim()), row.get(other).trim()))
}

/// What each person is, from OneRoster 1.1 users or from 1.2 roles.
pub(super) fn people(spec: &FileSpec, part: &Part<'_>) -> io::Result<People> {
    let mut people = People::default();
    let role = |name: &str, target| target == Target::UserRole || name == "role";
    with_users(spec, part, role, |user, role| people.note(user, role))?;
    Ok(people)
}

/// At which orgs each person has a role, as [`pair`]s; `None` if a part of the file may be missing.
pub(super) fn roles_at(spec: &FileSpec, part: &Part<'_>) -> io::Result<Option<KeySet>> {
    let mut pairs = KeySet::default();
    let org = |name: &str, _| name == "orgSourcedId";
    let end = with_users(spec, part, org, |user, org| pairs.insert(pair(user as u64, key_hash(org) as u64)))?;
    Ok(end.complete.then_some(pairs))
}

/// Notes what a mapped row says that other rows may refer to.
pub(super) fn note(fields: &Fields<'_>, plan: &FilePlan, own: &mut Own, people: &mut People) {
    let key = super::row::key_of(fields, plan);
    if key == key_hash("") {
        return;
    }
    own.keys.insert(key);
    let parent = plan.fields.iter().find(|f| matches!(f.kind, Kind::Ref(to) if to == plan.entity));
    let parent = parent.and_then(|field| fields.get(field.column)).map(str::trim).filter(|p| !p.is_empty());
    if let Some(parent) = parent {
        own.parents.entry(key as u64).or_insert(key_hash(parent) as u64);
    }
    if let Some(role) = plan.user_role.as_ref().and_then(|columns| fields.get(columns.role)) {
        people.note(key, role.trim());
    }
}
