//! Rules about several values of one record, and about the type of what it refers to.

use super::plan::FieldPlan;
use super::rows::{BlockOut, Place};
use crate::diff::key_hash;
use crate::finding::Rule;
use crate::model::{Entity, Values};
use crate::rules;

/// Checks the record whose encoding begins at `start`; its own findings begin at `first`.
pub(super) fn check(place: &Place<'_>, (start, _first): (usize, usize), out: &mut BlockOut) {
    let found = {
        let values = Values::over(&out.bytes[start..]);
        match place.plan.entity {
            Entity::AcademicSessions => ordered(place, values, ("startDate", "endDate")),
            Entity::Enrollments | Entity::Roles => ordered(place, values, ("beginDate", "endDate")),
            Entity::Courses => subjects(place, values.clone()).or_else(|| school_year(place, values)),
            Entity::Classes => subjects(place, values.clone()).or_else(|| school(place, values)),
            _ => None,
        }
    };
    let Some((rule, at, message)) = found else { return };
    let field = &place.plan.fields[at];
    out.findings.push(place.find(rule, (field.column, &field.name), message));
}

type Found = Option<(&'static Rule, usize, String)>;

fn position(fields: &[FieldPlan], name: &str) -> Option<usize> {
    fields.iter().position(|f| f.field.name == name)
}

fn value<'a>(place: &Place<'_>, mut values: Values<'a>, name: &str) -> Option<(usize, &'a str)> {
    let at = position(&place.plan.fields, name)?;
    values.nth(at).flatten().filter(|v| !v.is_empty()).map(|v| (at, v))
}

fn ordered(place: &Place<'_>, values: Values<'_>, (begin, end): (&str, &str)) -> Found {
    let (_, first) = value(place, values.clone(), begin)?;
    let (at, last) = value(place, values, end)?;
    let message = || format!("{end} {last} comes before {begin} {first}");
    (last < first).then(|| (&rules::end_before_begin::RULE, at, message()))
}

fn subjects(place: &Place<'_>, values: Values<'_>) -> Found {
    let (_, names) = value(place, values.clone(), "subjects")?;
    let (at, codes) = value(place, values, "subjectCodes")?;
    let (names, codes) = (names.split(',').count(), codes.split(',').count());
    let message = || format!("{names} subjects, but {codes} subjectCodes");
    (names != codes).then(|| (&rules::subject_count_mismatch::RULE, at, message()))
}

fn school(place: &Place<'_>, values: Values<'_>) -> Found {
    let (at, id) = value(place, values, "schoolSourcedId")?;
    let kind = place.plan.targets.type_of(Entity::Orgs, key_hash(id))?;
    let message = || format!("schoolSourcedId \"{id}\" is an org of type {kind}, not a school");
    (kind != "school").then(|| (&rules::school_of_wrong_type::RULE, at, message()))
}

fn school_year(place: &Place<'_>, values: Values<'_>) -> Found {
    let (at, id) = value(place, values, "schoolYearSourcedId")?;
    let kind = place.plan.targets.type_of(Entity::AcademicSessions, key_hash(id))?;
    let message = || format!("schoolYearSourcedId \"{id}\" is a {kind}, not a schoolYear");
    (kind != "schoolYear").then(|| (&rules::session_of_wrong_type::RULE, at, message()))
}
