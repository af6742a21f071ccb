//! One row of a file to one canonical record, and to the records derived from it.

use std::borrow::Cow;
use std::sync::Arc;

use super::derive;
use super::lane::Lane;
use super::plan::{FieldPlan, FilePlan, Strictness};
use super::prescan::MAY_PICK_UP;
use super::rows::{BlockOut, Outcome, Place, RowRef};
use super::values::{Value, judge};
use crate::diff::{key_hash, row_hash};
use crate::finding::{Finding, Severity};
use crate::formats::FileMode;
use crate::mapping::bind::{Cells, MADE, Made, Trouble, names_itself};
use crate::model::{Entity, Kind, encode_value};
use crate::rules::{self, Checked};
use crate::table::{ProblemKind, Row};

/// Reads one row, of which so many fields are whole, into a block's output.
pub(crate) fn read(
    (row, width): (&Row<'_>, usize),
    plan: &FilePlan,
    (out, lane): (&mut BlockOut, &mut Lane),
) {
    let first = out.findings.len();
    match &plan.mapped {
        None => one(&Fields { row, width, mapped: None }, plan, (out, lane)),
        Some(mapped) => {
            let mut made = std::mem::take(&mut lane.made);
            let cells = mapped.binding.cells(row, width);
            if mapped.takes(&cells) {
                mapped.binding.fill(&cells, &mut made);
                one(&Fields { row, width, mapped: Some((cells, &made)) }, plan, (out, lane));
            }
            lane.made = made;
        }
    }
    if row
        .problems()
        .iter()
        .any(|p| matches!(p.kind, ProblemKind::ShortRow { .. } | ProblemKind::LongRow { .. }))
    {
        out.findings[first..].iter_mut().for_each(|f| f.message = without_values(&f.message));
    }
}

/// A message without the value that it quotes: where a row is shifted, anything may stand in any column.
fn without_values(message: &str) -> String {
    match (message.find('"'), message.rfind('"')) {
        (Some(from), Some(to)) if from < to => {
            format!("{}(withheld){}", &message[..from], &message[to + 1..])
        }
        _ => message.to_owned(),
    }
}

fn one(fields: &Fields<'_>, plan: &FilePlan, (out, lane): (&mut BlockOut, &mut Lane)) {
    out.read += 1;
    let row = fields.row;
    let id = identify(fields, plan);
    let place = Place { plan, line: row.line(), at: row.start(), id: &id };
    let first = out.findings.len();
    let leads = plan.mapped.as_ref().is_none_or(|mapped| mapped.leads);
    if leads {
        problems(row, &place, out);
    }
    if id.is_empty() {
        return nameless(&place, out);
    }
    let key = key_hash(&id);
    own_id(fields, &place, out);
    let fate = stamp(fields, &place, out);
    let distrusted = !leads && row.problems().iter().any(|p| p.kind == ProblemKind::UnclosedQuote);
    if distrusted || out.findings[first..].iter().any(|f| f.severity == Severity::Error) {
        return push(out, &place, (Outcome::Rejected, key));
    }
    match fate {
        Fate::Deleted if plan.mode == FileMode::Delta => push(out, &place, (Outcome::Deleted, key)),
        Fate::Deleted => push(out, &place, (Outcome::Absent, key)),
        Fate::Lives => record(fields, &place, (out, lane), key),
    }
}

/// The key hash of the record that a row is made into.
pub(super) fn key(row: &Row<'_>, plan: &FilePlan) -> u128 {
    with_fields(row, plan, |fields| key_of(fields, plan))
}

/// The key hash of a row's own record.
pub(super) fn key_of(fields: &Fields<'_>, plan: &FilePlan) -> u128 {
    key_hash(&identify(fields, plan))
}

/// Makes what a mapping makes of a row, and hands the fields over.
pub(super) fn with_fields<T>(row: &Row<'_>, plan: &FilePlan, take: impl FnOnce(&Fields<'_>) -> T) -> T {
    let (width, mut made) = (row.len(), Made::default());
    let Some(mapped) = &plan.mapped else { return take(&Fields { row, width, mapped: None }) };
    let cells = mapped.binding.cells(row, width);
    mapped.binding.fill(&cells, &mut made);
    take(&Fields { row, width, mapped: Some((cells, &made)) })
}

/// The ID as it stands in the row, beside what it was read as.
fn own_id(fields: &Fields<'_>, place: &Place<'_>, out: &mut BlockOut) {
    let name = &place.plan.fields[0];
    let at = (name.column, &name.name);
    let sent = fields.get(name.column).unwrap_or("");
    if sent.len() != place.id.len() && !sent.is_empty() {
        let message = format!("{} has spaces or invisible characters around its value", name.name);
        out.findings.push(place.find(&rules::padded_value::RULE, at, message));
    }
    // In strict reading, it is judged as a value of its kind.
    let tolerant = place.plan.strictness == Strictness::Tolerant && place.plan.mapped.is_none();
    if tolerant && !sent.is_empty() && rules::invalid_guid::check(place.id) == Checked::Bad {
        let message = format!("{} has characters that OneRoster does not allow", name.name);
        out.findings.push(place.find(&rules::invalid_guid::RULE, at, message));
    }
    if rules::overlong_id::check(place.id) == Checked::Bad {
        let message = format!("the ID has {} characters", place.id.chars().count());
        out.findings.push(place.find(&rules::overlong_id::RULE, at, message));
    }
    if rules::scientific_notation::check(place.id) == Checked::Bad {
        let message = format!("{} looks like a number that a spreadsheet has shortened", name.name);
        out.findings.push(place.find(&rules::scientific_notation::RULE, at, message));
    }
}

/// The row's fields; a short row has nothing to say about what it lacks.
pub(super) struct Fields<'a> {
    pub(super) row: &'a Row<'a>,
    width: usize,
    /// What a mapping sees and makes of it.
    mapped: Option<(Cells<'a>, &'a Made)>,
}

impl<'a> Fields<'a> {
    /// Whether nothing at all stands in two columns.
    fn are_blank(&self, one: Option<usize>, other: Option<usize>) -> bool {
        let is_blank = |column: Option<usize>| column.is_none_or(|column| self.row.is_blank(column));
        is_blank(one) && is_blank(other)
    }

    /// Whether the row was not cut off.
    pub(super) fn is_whole(&self) -> bool {
        self.width == self.row.len()
    }

    #[inline]
    pub(super) fn get(&self, column: Option<usize>) -> Option<&'a str> {
        match (column?, &self.mapped) {
            (column, None) => (column < self.width).then(|| self.row.get(column)),
            (column, Some((cells, made))) => match column.checked_sub(MADE) {
                None => cells.get(column),
                Some(number) => made.get(number).ok(),
            },
        }
    }

    /// Why the value of a column could not be made.
    #[inline]
    pub(super) fn trouble(&self, column: Option<usize>) -> Option<Trouble> {
        let (_, made) = self.mapped.as_ref()?;
        made.get(column?.checked_sub(MADE)?).err()
    }
}

#[derive(PartialEq, Eq)]
enum Fate {
    Lives,
    Deleted,
}

/// The row's ID; an enrollment without one is named for what it ties together.
fn identify<'a>(fields: &Fields<'a>, plan: &FilePlan) -> Cow<'a, str> {
    let id = trimmed(fields.get(plan.fields[0].column).unwrap_or(""));
    let is_made = plan.mapped.is_some();
    if !id.is_empty()
        || !is_made && (plan.entity != Entity::Enrollments || plan.strictness == Strictness::Strict)
    {
        return Cow::Borrowed(id);
    }
    let part = |name: &str| {
        let field = plan.fields.iter().find(|f| f.field.name == name);
        field.and_then(|f| fields.get(f.column)).map(trimmed).filter(|v| !v.is_empty())
    };
    let parts: Option<Vec<&str>> = names_itself(plan.entity).iter().map(|name| part(name)).collect();
    Cow::Owned(parts.unwrap_or_default().join(":"))
}

/// Without spaces and invisible characters at its ends.
pub(super) fn trimmed(text: &str) -> &str {
    match rules::padded_value::check(text) {
        Checked::Repaired(Cow::Borrowed(inner)) => inner,
        Checked::Good | Checked::Bad | Checked::Repaired(Cow::Owned(_)) => text,
    }
}

fn nameless(place: &Place<'_>, out: &mut BlockOut) {
    let name = &place.plan.fields[0];
    let message = "the row has no ID, so that nobody can say whom it is about".to_owned();
    let severity = Severity::Error;
    out.findings.push(place.find_as(severity, &rules::missing_id::RULE, (name.column, &name.name), message));
    push(out, place, (Outcome::Unreadable, 0));
}

fn push(out: &mut BlockOut, place: &Place<'_>, (outcome, key): (Outcome, u128)) {
    let start = out.bytes.len();
    out.bytes.extend_from_slice(place.id.as_bytes());
    let end = out.bytes.len();
    let entity = place.plan.entity;
    out.rows.push(RowRef {
        entity,
        outcome,
        key,
        row: 0,
        school: 0,
        line: place.line,
        at: place.at,
        start,
        end,
    });
}

/// What the table reader saw in the row, as findings.
fn problems(row: &Row<'_>, place: &Place<'_>, out: &mut BlockOut) {
    for problem in row.problems() {
        let Some((rule, message)) = super::problems::row_rule(problem.kind) else { continue };
        let mut finding: Finding = place.find_row(rule, problem.column, message);
        finding.line = Some(problem.line.max(place.line));
        if problem.kind == ProblemKind::UnclosedQuote {
            finding.severity = Severity::Error;
        }
        out.findings.push(finding);
    }
}

/// Status and date of change: what bulk forbids and delta demands.
fn stamp(fields: &Fields<'_>, place: &Place<'_>, out: &mut BlockOut) -> Fate {
    let plan = place.plan;
    if plan.mode == FileMode::Bulk && fields.are_blank(plan.status, plan.modified) {
        return Fate::Lives;
    }
    let status = fields.get(plan.status).unwrap_or("").trim();
    let modified = fields.get(plan.modified).unwrap_or("").trim();
    let deleted = status.eq_ignore_ascii_case("tobedeleted");
    if plan.mode == FileMode::Delta {
        demand(status, (&rules::missing_status_in_delta::RULE, plan.status, "status"), place, out);
        demand(
            modified,
            (&rules::missing_modified_in_delta::RULE, plan.modified, "dateLastModified"),
            place,
            out,
        );
    } else if !status.is_empty() || !modified.is_empty() {
        out.status_in_bulk += u64::from(!status.is_empty());
        out.modified_in_bulk += u64::from(!modified.is_empty());
        out.stamped_line.get_or_insert(place.line);
    }
    if !status.is_empty() {
        judge_status(status, place, out);
    }
    if plan.mode == FileMode::Delta && !modified.is_empty() {
        judge_modified(modified, place, out);
    }
    if deleted && plan.mode != FileMode::Delta {
        let message = "status is tobedeleted in a bulk file; the record counts as absent".to_owned();
        out.findings.push(place.find(
            &rules::deleted_in_bulk::RULE,
            (plan.status, &"status".into()),
            message,
        ));
    }
    if deleted { Fate::Deleted } else { Fate::Lives }
}

fn judge_status(status: &str, place: &Place<'_>, out: &mut BlockOut) {
    let checked = rules::invalid_status::check(status);
    if checked == Checked::Good {
        return;
    }
    let at = (place.plan.status, &"status".into());
    let rule = &rules::invalid_status::RULE;
    let tolerant = place.plan.strictness == Strictness::Tolerant;
    let message = match checked {
        Checked::Repaired(word) if tolerant && word.eq_ignore_ascii_case(status) => {
            let message = format!("status is written in another way than {word} and read as that");
            return out.findings.push(place.find_as(Severity::Notice, rule, at, message));
        }
        Checked::Repaired(_) | Checked::Bad | Checked::Good => {
            "status is neither active nor tobedeleted; the record is read as active".to_owned()
        }
    };
    out.findings.push(place.find(rule, at, message));
}

fn judge_modified(modified: &str, place: &Place<'_>, out: &mut BlockOut) {
    if rules::invalid_datetime::check(modified) == Checked::Good {
        return;
    }
    let message = "dateLastModified is not a time like 2026-08-15T06:00:00Z; it is not used".to_owned();
    let at = (place.plan.modified, &"dateLastModified".into());
    out.findings.push(place.find(&rules::invalid_datetime::RULE, at, message));
}

fn demand(
    value: &str,
    (rule, column, name): (&'static crate::finding::Rule, Option<usize>, &str),
    place: &Place<'_>,
    out: &mut BlockOut,
) {
    if value.is_empty() {
        let name: Arc<str> = name.into();
        out.findings.push(place.find(rule, (column, &name), format!("{name} is blank in a delta file")));
    }
}

fn record(fields: &Fields<'_>, place: &Place<'_>, (out, lane): (&mut BlockOut, &mut Lane), key: u128) {
    let plan = place.plan;
    let (start, first) = (out.bytes.len(), out.findings.len());
    let (mut fatal, mut school, mut last) = (false, 0u64, 0);
    // Where some row says no, what a row shares with the row before does not decide.
    let repeat = if plan.ahead.refused.is_empty() { lane.repeat(fields, plan) } else { None };
    let is_refused = plan.ahead.refused.contains(&(key as u64));
    let same = repeat.map_or(plan.fields.len(), |(from, _)| from);
    for (index, field) in plan.fields[..same].iter().enumerate() {
        let (at, before) = (out.bytes.len(), out.findings.len());
        lane.start(index, at);
        let text = match index {
            0 => Some(place.id),
            _ if is_refused && field.field.name == MAY_PICK_UP => Some("no"),
            _ => fields.get(field.column),
        };
        if let (Some(trouble), None) = (fields.trouble(field.column), text) {
            last = index;
            fatal |= super::mapped::troubled(trouble, field, place, out);
            encode_value(&mut out.bytes, None);
            continue;
        }
        let Some(text) = text else {
            fatal |= field.field.essential && field.required && absent(field, place, out);
            encode_value(&mut out.bytes, None);
            continue;
        };
        if let Some((encoded, named)) = lane.memos[index].recall(text) {
            out.bytes.extend_from_slice(encoded);
            school |= named;
            continue;
        }
        last = index;
        let judged = match is_plain(text, (index, field), plan, lane) {
            true => Value::Kept(Cow::Borrowed(text)),
            false => judge(text, field, place, out),
        };
        match judged {
            Value::Kept(value) => {
                let named = if plan.school == Some(index) { key_hash(&value) as u64 } else { 0 };
                encode_value(&mut out.bytes, Some(&value));
                school |= named;
                if index > 0 && out.findings.len() == before {
                    lane.memos[index].remember(text, &out.bytes[at..], named);
                }
            }
            Value::Dropped => encode_value(&mut out.bytes, None),
            Value::Fatal => {
                fatal = true;
                encode_value(&mut out.bytes, None);
            }
        }
    }
    if let Some((from, named)) = repeat {
        lane.copy(from, &mut out.bytes);
        school |= named;
    }
    let checked = repeat.zip(plan.days).is_some_and(|((from, _), (begin, end))| begin.min(end) >= from);
    if !checked {
        super::relations::check(place, &lane.starts, out);
    }
    let end = out.bytes.len();
    let own = super::own::push(fields, place, start, out);
    let roles = derive::roles(fields, place, out);
    super::own::require(&roles, place, (start, key), out);
    fatal |= roles == derive::Roles::Fatal;
    fatal |= out.findings[first..].iter().any(|f| f.severity == Severity::Error);
    if fatal || own == super::own::Fate::Dropped {
        out.bytes.truncate(start);
        lane.note(plan, last, None);
        return push(out, place, (if fatal { Outcome::Rejected } else { Outcome::Absent }, key));
    }
    let clean = if out.findings.len() == first { fields.row.stand() } else { None };
    lane.note(plan, last, clean.map(|stand| (stand, school, end)));
    accept(place, (start, key, school), out);
    derive::push(roles, place, out);
    if plan.entity == Entity::Users {
        derive::relationships(fields, place, out, key);
    }
}

/// Adds the record whose bytes begin at `start` to the block's.
fn accept(place: &Place<'_>, (start, key, school): (usize, u128, u64), out: &mut BlockOut) {
    let end = out.bytes.len();
    out.rows.push(RowRef {
        entity: place.plan.entity,
        outcome: Outcome::Accepted,
        key,
        row: row_hash(&out.bytes[start..end]),
        school,
        line: place.line,
        at: place.at,
        start,
        end,
    });
}

/// Whether a value is good as it stands, at a glance, or only has to be looked up later.
#[inline]
fn is_plain(text: &str, (index, field): (usize, &FieldPlan), plan: &FilePlan, lane: &mut Lane) -> bool {
    let sound = plan.strictness == Strictness::Tolerant
        && !text.is_empty()
        && rules::padded_value::check(text) == Checked::Good;
    match field.kind {
        Kind::Id | Kind::Ref(_) => sound && (field.target.is_none() || lane.lets_wait(index, key_hash(text))),
        Kind::Text => sound && rules::scientific_notation::check(text) == Checked::Good,
        _ => false,
    }
}

/// An essential column that a file or row lacks altogether.
fn absent(field: &FieldPlan, place: &Place<'_>, out: &mut BlockOut) -> bool {
    if field.column.is_some() {
        let message = format!("the row ends before {}", field.name);
        let name = (field.column, &field.name);
        out.findings.push(place.find_as(Severity::Error, &rules::missing_value::RULE, name, message));
    }
    true
}
