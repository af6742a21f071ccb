//! Rows of one file that say under two IDs what may be said once.

use std::collections::HashMap;

use crate::diff::key_hash;
use crate::finding::{Rule, Severity};
use crate::model::{Entity, Values};
use crate::read::Strictness;
use crate::read::plan::FilePlan;
use crate::read::rows::{BlockOut, Outcome, Place, RowRef};
use crate::rules;

/// Watches one file, row after row in its order.
pub(crate) struct Repeats {
    watched: Option<Watched>,
    /// What was said, and by which record first.
    seen: HashMap<u64, u64>,
}

/// What only one record may say.
struct Watched {
    rule: &'static Rule,
    /// Fields that together may not come twice; the first that is named in the finding must not be blank.
    fields: &'static [&'static str],
    named: &'static str,
    message: &'static str,
}

fn watched(entity: Entity) -> Option<Watched> {
    let link = |fields| Watched {
        rule: &rules::repeated_resource_link::RULE,
        fields,
        named: "resourceSourcedId",
        message: "another row says the same already",
    };
    match entity {
        Entity::Users => Some(Watched {
            rule: &rules::shared_username::RULE,
            fields: &["username"],
            named: "username",
            message: "somebody before has the same username",
        }),
        Entity::Roles => Some(Watched {
            rule: &rules::second_primary_role::RULE,
            fields: &["userSourcedId", "orgSourcedId"],
            named: "roleType",
            message: "the person has another primary role at this org",
        }),
        Entity::Enrollments => Some(Watched {
            rule: &rules::repeated_enrollment::RULE,
            fields: &["classSourcedId", "userSourcedId", "role", "beginDate"],
            named: "userSourcedId",
            message: "the person is in this class in this role already",
        }),
        Entity::ClassResources => Some(link(&["resourceSourcedId", "classSourcedId"])),
        Entity::CourseResources => Some(link(&["resourceSourcedId", "courseSourcedId"])),
        Entity::UserResources => Some(link(&["resourceSourcedId", "userSourcedId", "classSourcedId"])),
        Entity::Orgs
        | Entity::AcademicSessions
        | Entity::Courses
        | Entity::Classes
        | Entity::Relationships
        | Entity::Demographics
        | Entity::OwnRecords
        | Entity::UserProfiles
        | Entity::Resources
        | Entity::Categories
        | Entity::LineItems
        | Entity::Results
        | Entity::ScoreScales
        | Entity::LineItemScoreScales
        | Entity::ResultScoreScales
        | Entity::LineItemLearningObjectiveIds
        | Entity::ResultLearningObjectiveIds => None,
    }
}

impl Repeats {
    /// For a file that is about to be read; in tolerant reading nothing is watched.
    pub(crate) fn of(plan: &FilePlan) -> Repeats {
        let watched = match plan.strictness {
            Strictness::Strict => watched(plan.entity),
            Strictness::Tolerant => None,
        };
        Repeats { watched, seen: HashMap::new() }
    }

    /// Reports good rows of the block that say again what was said; where that is an error, they are good no more.
    pub(crate) fn check(&mut self, plan: &FilePlan, out: &mut BlockOut) {
        let Some(watched) = &self.watched else { return };
        for at in 0..out.rows.len() {
            let row = out.rows[at];
            if row.entity != plan.entity || row.outcome != Outcome::Accepted {
                continue;
            }
            let values = Values::over(out.bytes_of(&row));
            let Some(said) = said(plan.entity, &values, watched) else { continue };
            if *self.seen.entry(said).or_insert(row.key as u64) == row.key as u64 {
                continue;
            }
            let id = values.clone().next().flatten().unwrap_or("").to_owned();
            report(plan, watched, (at, row, id), out);
        }
    }
}

fn said(entity: Entity, values: &Values<'_>, watched: &Watched) -> Option<u64> {
    let value = |name: &str| super::facts::value(values, entity, name);
    let watches = match entity {
        Entity::Roles => value("roleType") == "primary",
        _ => !value(watched.fields[0]).is_empty(),
    };
    let together = || watched.fields.iter().map(|name| value(name)).collect::<Vec<_>>().join("\0");
    watches.then(|| key_hash(&together()) as u64)
}

fn report(plan: &FilePlan, watched: &Watched, (at, row, id): (usize, RowRef, String), out: &mut BlockOut) {
    let Some(field) = plan.fields.iter().find(|f| f.field.name == watched.named) else { return };
    let place = Place { plan, line: row.line, at: row.at, id: &id };
    let found = place.find(watched.rule, (field.column, &field.name), watched.message.to_owned());
    if found.severity == Severity::Error {
        let start = out.bytes.len();
        out.bytes.extend_from_slice(id.as_bytes());
        let end = out.bytes.len();
        out.rows[at] = RowRef { outcome: Outcome::Rejected, row: 0, school: 0, start, end, ..row };
    }
    out.findings.push(found);
}
