//! How one file of a delivery is read: which of its columns feeds which field, and what references may point to.

use std::sync::Arc;

use super::own::OwnPlan;
use super::references::{KeySet, Targets};
use crate::finding::{Rule, Severity};
use crate::formats::{Column, FileMode, FileSpec, Target, Version};
use crate::mapping::bind::{Binding, Cells, MADE, names_itself};
use crate::model::{Entity, Field, Kind};
use crate::profile::Profile;
use crate::rules;

/// How strictly a delivery is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Strictness {
    /// What real exporters get wrong is repaired or accepted, and reported.
    #[default]
    Tolerant,
    /// All that the specification demands is an error.
    Strict,
}

impl Strictness {
    /// How bad a rule's finding is.
    pub fn severity(self, rule: &Rule) -> Severity {
        match self {
            Strictness::Tolerant => rule.severity,
            Strictness::Strict => rule.strict,
        }
    }
}

/// Everything that reading one row of a file needs; shared by the threads that read it.
#[derive(Debug)]
pub(crate) struct FilePlan {
    /// The file's name as it was sent.
    pub(crate) file: Arc<str>,
    pub(crate) entity: Entity,
    pub(crate) strictness: Strictness,
    pub(crate) version: Version,
    pub(crate) mode: FileMode,
    /// One for each field of the entity, in order.
    pub(crate) fields: Vec<FieldPlan>,
    /// The field from which on fields come in the order of their columns, none left out; the first is never one.
    pub(super) in_columns: usize,
    /// The field that names the record's school.
    pub(crate) school: Option<usize>,
    /// First and last day, where only the order of the two is left to check.
    pub(super) days: Option<(usize, usize)>,
    /// Fields that the file may never leave blank, where the format and not the schema says so.
    pub(crate) status: Option<usize>,
    pub(crate) modified: Option<usize>,
    /// OneRoster 1.1: where role and orgs of a user stand, and the orgs that are there.
    pub(crate) user_role: Option<UserRole>,
    /// What is known of other entities.
    pub(crate) targets: Targets,
    /// What was seen before the first row.
    pub(crate) ahead: Arc<super::prescan::Ahead>,
    /// Own fields.
    pub(crate) own: OwnPlan,
    /// How rows of a mapped file are made into this record.
    pub(crate) mapped: Option<MappedPlan>,
}

/// What a mapping adds to a plan.
#[derive(Debug)]
pub(crate) struct MappedPlan {
    pub(crate) binding: Arc<Binding>,
    /// Whether findings of the rows themselves are this record's to tell: several are made of one row.
    pub(crate) leads: bool,
    /// Whether the file is about this record, and not only tells of it.
    pub(crate) is_main: bool,
    /// Where the mapping says it: a JSON path, and the name of each field there.
    pub(crate) path: String,
    pub(crate) names: Vec<String>,
}

impl MappedPlan {
    /// Where the mapping says what stands for a column.
    pub(super) fn path_of(&self, column: Option<usize>) -> String {
        let at = self.binding.at.iter().position(|at| column.is_some() && at.column() == column);
        match at.and_then(|at| self.names.get(at)) {
            Some(name) if name.contains('.') => format!("{}.fields[\"{name}\"]", self.path),
            Some(name) => format!("{}.fields.{name}", self.path),
            None => self.path.clone(),
        }
    }
}

impl MappedPlan {
    /// Whether no row can become the record, which is not what the file is about: the file does not have its columns.
    pub(in crate::read) fn is_idle(&self) -> bool {
        !self.is_main && self.binding.is_idle()
    }

    /// Whether the file says nothing of the record, which is not what it is about: none is made, and none goes.
    pub(super) fn is_silent(&self) -> bool {
        !self.is_main && self.binding.is_bare()
    }

    /// Whether a row becomes the record.
    pub(super) fn takes(&self, cells: &Cells<'_>) -> bool {
        !self.is_silent() && self.binding.takes(cells)
    }
}

impl FilePlan {
    /// Says that an ID leads nowhere, in the words of the format.
    pub(super) fn not_in(&self, entity: Entity) -> String {
        match self.mapped {
            None => format!("is not in {entity}.csv"),
            Some(_) => format!("is not among the {entity}"),
        }
    }
}

/// Columns of OneRoster 1.1 from which roles are made.
#[derive(Debug)]
pub(crate) struct UserRole {
    pub(crate) role: Option<usize>,
    pub(crate) role_name: Arc<str>,
    pub(crate) words: Kind,
    pub(crate) orgs: Option<usize>,
    pub(crate) orgs_name: Arc<str>,
    pub(crate) known: Option<Arc<KeySet>>,
}

/// How one field is filled.
#[derive(Debug)]
pub(crate) struct FieldPlan {
    pub(crate) field: &'static Field,
    pub(crate) kind: Kind,
    pub(crate) required: bool,
    /// Column of the file, from 0; `None` if the file has none.
    pub(crate) column: Option<usize>,
    pub(crate) name: Arc<str>,
    /// Records it may refer to; `None` where nobody knows.
    pub(crate) target: Option<Arc<KeySet>>,
    /// The rule that an unresolved reference breaks.
    pub(crate) unknown: &'static Rule,
}

/// Where the columns of a specification are in a header, in any case of letters.
pub(crate) fn positions(spec: &FileSpec, header: &[String]) -> Vec<Option<usize>> {
    let find = |c: &Column| {
        let exact = header.iter().position(|h| **h == *c.name);
        exact.or_else(|| header.iter().position(|h| h.eq_ignore_ascii_case(&c.name)))
    };
    spec.columns.iter().map(find).collect()
}

/// What a file's plan depends on beside its specification and header.
pub(crate) struct Circumstances<'a> {
    pub(crate) file: Arc<str>,
    pub(crate) strictness: Strictness,
    pub(crate) version: Version,
    pub(crate) mode: FileMode,
    pub(crate) profile: &'a Arc<Profile>,
    pub(crate) targets: &'a Targets,
    pub(crate) ahead: Arc<super::prescan::Ahead>,
}

impl FilePlan {
    /// Ties a specification to the header of one file.
    pub(crate) fn new(spec: &FileSpec, header: &[String], around: Circumstances<'_>) -> FilePlan {
        let own = OwnPlan::extensions((around.profile, spec.entity), header);
        FilePlan { own, ..FilePlan::tied(spec, &positions(spec, header), around) }
    }

    /// Ties a specification to where each of its columns is.
    pub(crate) fn tied(spec: &FileSpec, at: &[Option<usize>], around: Circumstances<'_>) -> FilePlan {
        let place = |target: Target| {
            spec.columns.iter().zip(at).find(|(c, _)| c.target == target).and_then(|(_, at)| *at)
        };
        let field = |(index, field): (usize, &'static Field)| {
            let column = spec.columns.iter().zip(at).find(|(c, _)| c.target == Target::Field(index));
            let kind = column.map_or(field.kind, |(c, _)| c.kind);
            FieldPlan {
                field,
                kind,
                required: column.is_some_and(|(c, _)| c.required),
                column: column.and_then(|(_, at)| *at),
                name: column.map_or_else(|| field.name.into(), |(c, _)| c.name.clone()),
                target: referred(spec.entity, index, kind).and_then(|e| around.targets.of(e)),
                unknown: unknown_rule(spec.entity, field),
            }
        };
        let words = spec.columns.iter().find(|c| c.target == Target::UserRole).map(|c| c.kind);
        let name = |target| {
            let column = spec.columns.iter().find(|c| c.target == target);
            column.map_or_else(|| "".into(), |column| column.name.clone())
        };
        let fields: Vec<FieldPlan> = spec.entity.fields().iter().enumerate().map(field).collect();
        FilePlan {
            in_columns: in_columns(&fields),
            entity: spec.entity,
            strictness: around.strictness,
            version: around.version,
            mode: around.mode,
            school: school_field(spec.entity),
            days: only_days(spec.entity, around.strictness),
            fields,
            status: place(Target::Status),
            modified: place(Target::Modified),
            user_role: words.map(|words| UserRole {
                role: place(Target::UserRole),
                role_name: name(Target::UserRole),
                words,
                orgs: place(Target::UserOrgs),
                orgs_name: name(Target::UserOrgs),
                known: around.targets.of(Entity::Orgs),
            }),
            targets: around.targets.clone(),
            ahead: around.ahead,
            file: around.file,
            own: OwnPlan::default(),
            mapped: None,
        }
    }
}

impl FilePlan {
    /// Whether rows have keys.
    pub(super) fn has_key(&self) -> bool {
        let parts = match &self.mapped {
            Some(_) => names_itself(self.entity),
            None => &[],
        };
        let has =
            |name: &&'static str| self.fields.iter().any(|f| f.field.name == *name && f.column.is_some());
        self.fields[0].column.is_some() || !parts.is_empty() && parts.iter().all(has)
    }

    /// The column of the file that a column stands for.
    pub(super) fn shown(&self, column: Option<usize>) -> Option<usize> {
        match &self.mapped {
            Some(mapped) => column.and_then(|column| mapped.binding.origin(column)),
            None => column,
        }
    }

    /// Takes every reference for good from now on, and needs no keys for it.
    pub(super) fn trust(&mut self) {
        self.fields.iter_mut().for_each(|field| field.target = None);
        if let Some(role) = &mut self.user_role {
            role.known = None;
        }
        self.targets.forget(|_| false);
        self.ahead = Arc::default();
    }
}

fn in_columns(fields: &[FieldPlan]) -> usize {
    let follows = |pair: &[FieldPlan]| {
        pair[0].column.filter(|c| *c < MADE).is_some_and(|c| Some(c + 1) == pair[1].column)
    };
    let run = fields.windows(2).rev().take_while(|pair| follows(pair)).count();
    (fields.len() - run - 1).max(1)
}

/// The field that names the school of an entity's records.
fn school_field(entity: Entity) -> Option<usize> {
    match entity {
        Entity::Classes | Entity::Enrollments => entity.field("schoolSourcedId"),
        Entity::Roles => entity.field("orgSourcedId"),
        _ => None,
    }
}

fn only_days(entity: Entity, strictness: Strictness) -> Option<(usize, usize)> {
    match (entity, strictness) {
        (Entity::Enrollments, Strictness::Tolerant) => entity.field("beginDate").zip(entity.field("endDate")),
        (_, Strictness::Tolerant | Strictness::Strict) => None,
    }
}

/// The entity that a field refers to. `demographics.sourcedId` is the user's.
fn referred(entity: Entity, field: usize, kind: Kind) -> Option<Entity> {
    match kind {
        Kind::Ref(to) | Kind::RefList(to) => Some(to),
        Kind::Id if entity == Entity::Demographics && field == 0 => Some(Entity::Users),
        _ => None,
    }
}

impl FileSpec {
    /// Whether rows of the file may refer to records of an entity.
    pub(super) fn refers_to(&self, entity: Entity) -> bool {
        let fields = self.entity.fields().iter().map(|field| field.kind).enumerate();
        let columns = self.columns.iter().map(|column| (usize::MAX, column.kind));
        fields.chain(columns).any(|(at, kind)| referred(self.entity, at, kind) == Some(entity))
    }
}

/// The rule that says what an unresolved reference of a field is.
pub(crate) fn unknown_rule(entity: Entity, field: &Field) -> &'static Rule {
    let to = match field.kind {
        Kind::Ref(to) | Kind::RefList(to) => to,
        _ => Entity::Users,
    };
    match (to, field.name) {
        (_, "agentSourcedIds") => &rules::unknown_agent::RULE,
        (Entity::Orgs, "schoolSourcedId") => &rules::unknown_school::RULE,
        (Entity::Orgs, "orgSourcedId") if entity == Entity::Roles => &rules::unknown_school::RULE,
        (Entity::Orgs, _) => &rules::unknown_org::RULE,
        (Entity::Users, _) => &rules::unknown_user::RULE,
        (Entity::Classes, _) => &rules::unknown_class::RULE,
        (Entity::Courses, _) => &rules::unknown_course::RULE,
        (Entity::AcademicSessions, _) => &rules::unknown_session::RULE,
        _ => &rules::unknown_target::RULE,
    }
}
