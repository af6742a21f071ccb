//! Rules about several values of one record, and about the type of what it refers to.

use super::Strictness;
use super::plan::FieldPlan;
use super::rows::{BlockOut, Place};
use super::semantics::{self, Broken, Fate};
use crate::diff::key_hash;
use crate::finding::{Rule, Severity};
use crate::model::{Entity, Values, encode_value};
use crate::rules::{self, Checked, session_of_wrong_type::Expected};

/// Checks the record whose values begin at `starts`, and empties references that must not be followed.
pub(super) fn check(place: &Place<'_>, starts: &[usize], out: &mut BlockOut) {
    let Some(&start) = starts.first() else { return };
    if is_plain(place, starts, &out.bytes) {
        return;
    }
    let values = Values::over(&out.bytes[start..]);
    let mut broken = Vec::new();
    alone(&Record { place, values: values.clone() }, &mut broken);
    match (place.plan.strictness, place.plan.entity) {
        (Strictness::Strict, _) | (Strictness::Tolerant, Entity::Roles) => {
            semantics::check(place, &values, &mut broken);
        }
        (Strictness::Tolerant, _) => {}
    }
    if !broken.is_empty() {
        report(place, start, broken, out);
    }
}

/// Whether there is nothing to find, seen at a glance: that is most rows of the largest files.
fn is_plain(place: &Place<'_>, starts: &[usize], bytes: &[u8]) -> bool {
    let Some((begin, end)) = place.plan.days else { return false };
    let value = |at: usize| Values::over(&bytes[starts[at]..]).next().flatten().unwrap_or("");
    rules::end_before_begin::check(value(begin), value(end)) == Checked::Good
}

#[cold]
fn report(place: &Place<'_>, start: usize, broken: Vec<Broken>, out: &mut BlockOut) {
    let mut emptied = Vec::new();
    for Broken { rule, field: at, message, fate } in broken {
        let field = &place.plan.fields[at];
        let found = place.find(rule, (field.column, &field.name), message);
        if fate == Fate::Emptied && found.severity == Severity::Warning {
            emptied.push(at);
        }
        out.findings.push(found);
    }
    if emptied.is_empty() {
        return;
    }
    let bytes = out.bytes.split_off(start);
    for (at, value) in Values::over(&bytes).enumerate() {
        encode_value(&mut out.bytes, if emptied.contains(&at) { Some("") } else { value });
    }
}

fn alone(record: &Record<'_>, broken: &mut Vec<Broken>) {
    let mut add = |found: Option<Broken>| broken.extend(found);
    match record.place.plan.entity {
        Entity::Orgs => add(record.circular()),
        Entity::AcademicSessions => {
            add(record.ordered(("startDate", "endDate")));
            add(record.circular());
            add(record.outside_parent());
        }
        Entity::Enrollments => {
            add(record.ordered(("beginDate", "endDate")));
            // Its class's school is checked; this costs time for each of many rows.
            if record.place.plan.strictness == Strictness::Strict {
                add(record.school());
            }
        }
        Entity::Roles => add(record.ordered(("beginDate", "endDate"))),
        Entity::Courses => {
            add(record.subjects());
            add(record.session("schoolYearSourcedId", Expected::SchoolYear));
        }
        Entity::Classes => {
            add(record.subjects());
            add(record.school());
            add(record.session("termSourcedIds", Expected::PartOfYear));
        }
        Entity::LineItems => {
            add(record.due());
            add(record.score_range());
            add(record.session("academicSessionSourcedId", Expected::PartOfYear));
            add(record.school());
        }
        Entity::LineItemLearningObjectiveIds | Entity::ResultLearningObjectiveIds => add(record.objective()),
        Entity::Users
        | Entity::Relationships
        | Entity::Demographics
        | Entity::OwnRecords
        | Entity::UserProfiles
        | Entity::Resources
        | Entity::ClassResources
        | Entity::CourseResources
        | Entity::UserResources
        | Entity::Categories
        | Entity::Results
        | Entity::ScoreScales
        | Entity::LineItemScoreScales
        | Entity::ResultScoreScales => {}
    }
}

struct Record<'a> {
    place: &'a Place<'a>,
    values: Values<'a>,
}

fn position(fields: &[FieldPlan], name: &str) -> Option<usize> {
    fields.iter().position(|f| f.field.name == name)
}

fn broken(rule: &'static Rule, field: usize, message: String) -> Broken {
    Broken { rule, field, message, fate: Fate::Stays }
}

impl<'a> Record<'a> {
    fn value(&self, name: &str) -> Option<(usize, &'a str)> {
        let at = position(&self.place.plan.fields, name)?;
        self.values.clone().nth(at).flatten().filter(|v| !v.is_empty()).map(|v| (at, v))
    }

    fn ordered(&self, (begin, end): (&str, &str)) -> Option<Broken> {
        let (_, first) = self.value(begin)?;
        let (at, last) = self.value(end)?;
        let message = || format!("{end} {last} comes before {begin} {first}");
        let bad = rules::end_before_begin::check(first, last) == Checked::Bad;
        bad.then(|| broken(&rules::end_before_begin::RULE, at, message()))
    }

    fn due(&self) -> Option<Broken> {
        let (_, assigned) = self.value("assignDate")?;
        let (at, due) = self.value("dueDate")?;
        let message = || format!("dueDate {due} comes before assignDate {assigned}");
        let bad = rules::due_before_assigned::check(assigned, due) == Checked::Bad;
        bad.then(|| broken(&rules::due_before_assigned::RULE, at, message()))
    }

    fn score_range(&self) -> Option<Broken> {
        let (at, lowest) = self.value("resultValueMin")?;
        let (_, highest) = self.value("resultValueMax")?;
        let message = || format!("resultValueMin {lowest} is over resultValueMax {highest}");
        let bad = rules::inverted_score_range::check(lowest, highest) == Checked::Bad;
        bad.then(|| broken(&rules::inverted_score_range::RULE, at, message()))
    }

    fn objective(&self) -> Option<Broken> {
        let (_, source) = self.value("source")?;
        let (at, id) = self.value("learningObjectiveId")?;
        let message = || "an objective of source case has a UUID as its ID".to_owned();
        let bad = rules::malformed_objective_id::check(source, id) == Checked::Bad;
        bad.then(|| broken(&rules::malformed_objective_id::RULE, at, message()))
    }

    fn subjects(&self) -> Option<Broken> {
        let (_, names) = self.value("subjects")?;
        let (at, codes) = self.value("subjectCodes")?;
        let count = |list: &str| list.split(',').count();
        let message = || format!("{} subjects, but {} subjectCodes", count(names), count(codes));
        let bad = rules::subject_count_mismatch::check(names, codes) == Checked::Bad;
        bad.then(|| broken(&rules::subject_count_mismatch::RULE, at, message()))
    }

    fn school(&self) -> Option<Broken> {
        let (at, id) = self.value("schoolSourcedId")?;
        let kind = self.place.plan.targets.type_of(Entity::Orgs, key_hash(id))?;
        let message = || format!("schoolSourcedId \"{id}\" is an org of type {kind}, not a school");
        let bad = rules::school_of_wrong_type::check(kind) == Checked::Bad;
        bad.then(|| broken(&rules::school_of_wrong_type::RULE, at, message()))
    }

    fn session(&self, name: &str, expected: Expected) -> Option<Broken> {
        let (at, ids) = self.value(name)?;
        let wanted = match expected {
            Expected::SchoolYear => "a schoolYear",
            Expected::PartOfYear => "a part of a school year",
        };
        let types = &self.place.plan.targets;
        let wrong = ids.split(',').find_map(|id| {
            let kind = types.type_of(Entity::AcademicSessions, key_hash(id))?;
            let bad = rules::session_of_wrong_type::check(kind, expected) == Checked::Bad;
            bad.then(|| format!("{} \"{id}\" is a {kind}, not {wanted}", self.place.plan.fields[at].name))
        });
        wrong.map(|message| broken(&rules::session_of_wrong_type::RULE, at, message))
    }

    fn circular(&self) -> Option<Broken> {
        let (at, parent) = self.value("parentSourcedId")?;
        let own = key_hash(self.place.id) as u64;
        let message = || format!("the parent \"{parent}\" leads back to the record itself");
        let found = || Broken { fate: Fate::Emptied, ..broken(&rules::circular_parent::RULE, at, message()) };
        self.place.plan.ahead.circular.contains(&own).then(found)
    }

    fn outside_parent(&self) -> Option<Broken> {
        let (at, parent) = self.value("parentSourcedId")?;
        let (begin, end) = self.place.plan.ahead.spans.get(&(key_hash(parent) as u64))?;
        let (_, first) = self.value("startDate").unwrap_or_default();
        let (_, last) = self.value("endDate").unwrap_or_default();
        let message = || format!("{first} to {last} is not within {begin} to {end} of its parent");
        let bad = rules::session_outside_parent::check((first, last), (begin, end)) == Checked::Bad;
        bad.then(|| broken(&rules::session_outside_parent::RULE, at, message()))
    }
}
