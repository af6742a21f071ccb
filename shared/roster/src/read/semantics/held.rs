//! One good record held against the facts of earlier files.

use super::facts::{ANY_ROLE, key, role_bit, value};
use super::{Broken, Fate, pair};
use crate::finding::Rule;
use crate::model::{Entity, Values};
use crate::read::rows::Place;
use crate::rules;

/// Rules that the record of a row breaks together with those of other files.
pub(in crate::read) fn check(place: &Place<'_>, values: &Values<'_>, broken: &mut Vec<Broken>) {
    let row = Held { place, values, entity: place.plan.entity };
    let found = match place.plan.entity {
        Entity::Users => [row.primary_org(), None, None],
        Entity::Roles => [row.profile(), None, None],
        Entity::Enrollments => [row.role(), row.school(), None],
        Entity::Results => [row.result_class(), row.result_seat(), row.score()],
        Entity::UserResources => [row.resource_school(), row.resource_seat(), row.resource_role()],
        Entity::Orgs
        | Entity::AcademicSessions
        | Entity::Courses
        | Entity::Classes
        | Entity::Relationships
        | Entity::Demographics
        | Entity::OwnRecords
        | Entity::UserProfiles
        | Entity::Resources
        | Entity::ClassResources
        | Entity::CourseResources
        | Entity::Categories
        | Entity::LineItems
        | Entity::ScoreScales
        | Entity::LineItemScoreScales
        | Entity::ResultScoreScales
        | Entity::LineItemLearningObjectiveIds
        | Entity::ResultLearningObjectiveIds => [None, None, None],
    };
    broken.extend(found.into_iter().flatten());
}

struct Held<'a> {
    place: &'a Place<'a>,
    values: &'a Values<'a>,
    entity: Entity,
}

impl Held<'_> {
    fn facts(&self) -> &super::Facts {
        &self.place.plan.targets.facts
    }

    fn key(&self, name: &str) -> u64 {
        key(self.values, self.entity, name)
    }

    fn value(&self, name: &str) -> &str {
        value(self.values, self.entity, name)
    }

    fn broken(&self, rule: &'static Rule, name: &str, message: String) -> Option<Broken> {
        let field = self.entity.field(name)?;
        Some(Broken { rule, field, message, fate: Fate::Stays })
    }

    fn primary_org(&self) -> Option<Broken> {
        let pairs = self.place.plan.ahead.roles_at.as_ref()?;
        let name = "primaryOrgSourcedId";
        let org = Some(self.key(name)).filter(|org| *org != 0)?;
        if pairs.contains(pair(self.key("sourcedId"), org)) {
            return None;
        }
        let message = format!("the person has no role at the org \"{}\"", self.value(name));
        self.broken(&rules::primary_org_without_role::RULE, name, message)
    }

    fn profile(&self) -> Option<Broken> {
        let name = "userProfileSourcedId";
        let owner = *self.facts().owner_of_profile.get(&self.key(name))?;
        if owner == self.key("userSourcedId") {
            return None;
        }
        let message = format!("the profile \"{}\" belongs to another person", self.value(name));
        let broken = self.broken(&rules::foreign_user_profile::RULE, name, message)?;
        Some(Broken { fate: Fate::Emptied, ..broken })
    }

    fn role(&self) -> Option<Broken> {
        let facts = self.facts();
        let role = Some(role_bit(self.value("role"))).filter(|role| *role != ANY_ROLE)?;
        let roles = *facts.roles_of_user.get(&self.key("userSourcedId"))?;
        let whole = facts.knows_all(Entity::Users) || facts.knows_all(Entity::Roles);
        if !whole || roles & (role | ANY_ROLE) != 0 {
            return None;
        }
        let message =
            format!("the person is enrolled as {}, which is none of the person's roles", self.value("role"));
        self.broken(&rules::enrollment_without_role::RULE, "role", message)
    }

    fn school(&self) -> Option<Broken> {
        let school = *self.facts().school_of_class.get(&self.key("classSourcedId"))?;
        let name = "schoolSourcedId";
        if school == self.key(name) {
            return None;
        }
        let message = format!("the class is not held at \"{}\"", self.value(name));
        self.broken(&rules::enrollment_school_mismatch::RULE, name, message)
    }

    fn result_class(&self) -> Option<Broken> {
        let name = "classSourcedId";
        let class = Some(self.key(name)).filter(|class| *class != 0)?;
        let item = self.facts().line_items.get(&self.key("lineItemSourcedId"))?;
        if item.class == class || item.class == 0 {
            return None;
        }
        let message = format!("the line item is not of the class \"{}\"", self.value(name));
        self.broken(&rules::result_class_mismatch::RULE, name, message)
    }

    fn result_seat(&self) -> Option<Broken> {
        let facts = self.facts();
        let item = facts.line_items.get(&self.key("lineItemSourcedId"))?;
        let student = self.key("studentSourcedId");
        let unsure = !facts.knows_all(Entity::Enrollments) || item.class == 0 || student == 0;
        if unsure || facts.seats.contains(pair(item.class, student)) {
            return None;
        }
        let message = "the student is not enrolled in the class of the line item".to_owned();
        self.broken(&rules::result_of_unenrolled_student::RULE, "studentSourcedId", message)
    }

    fn score(&self) -> Option<Broken> {
        let (lowest, highest) = self.facts().line_items.get(&self.key("lineItemSourcedId"))?.range;
        let score: f32 = self.value("score").parse().ok()?;
        if lowest > highest {
            return None;
        }
        let (rule, bound) = match (score < lowest, score > highest) {
            (true, _) => (&rules::score_below_minimum::RULE, format!("under {lowest}")),
            (false, true) => (&rules::score_above_maximum::RULE, format!("over {highest}")),
            (false, false) => return None,
        };
        self.broken(rule, "score", format!("the score is {bound}, the bound of the line item"))
    }

    fn resource_school(&self) -> Option<Broken> {
        let name = "orgSourcedId";
        let org = Some(self.key(name)).filter(|org| *org != 0)?;
        let school = *self.facts().school_of_class.get(&self.key("classSourcedId"))?;
        if school == org {
            return None;
        }
        let message = format!("the class is not held at \"{}\"", self.value(name));
        self.broken(&rules::resource_school_mismatch::RULE, name, message)
    }

    fn resource_seat(&self) -> Option<Broken> {
        let (class, user) = (self.key("classSourcedId"), self.key("userSourcedId"));
        let facts = self.facts();
        let unsure = !facts.knows_all(Entity::Enrollments) || class == 0 || user == 0;
        if unsure || facts.seats.contains(pair(class, user)) {
            return None;
        }
        let message = "the person is not enrolled in the class".to_owned();
        self.broken(&rules::resource_of_unenrolled_user::RULE, "classSourcedId", message)
    }

    fn resource_role(&self) -> Option<Broken> {
        let facts = self.facts();
        let meant = *facts.roles_of_resource.get(&self.key("resourceSourcedId"))?;
        let roles = *facts.roles_of_user.get(&self.key("userSourcedId"))?;
        let unsure = meant == 0 || (meant | roles) & ANY_ROLE != 0;
        if unsure || meant & roles != 0 {
            return None;
        }
        let message = "the resource is meant for none of the person's roles".to_owned();
        self.broken(&rules::resource_role_mismatch::RULE, "resourceSourcedId", message)
    }
}
