//! The kinds of record, named as OneRoster names its files.

use std::fmt;
use std::str::FromStr;

use super::field::Field;
use super::{gradebook, rostering};

macro_rules! entities {
    ($($variant:ident $name:literal $fields:expr, $doc:literal;)+) => {
        /// A kind of record. Order: whatever is referred to comes before what refers to it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Entity {
            $(#[doc = $doc] $variant,)+
        }

        impl Entity {
            /// All of them, in order.
            pub const ALL: &[Entity] = &[$(Entity::$variant,)+];

            /// The name in files, JSON and reports, for example `users`.
            pub const fn name(self) -> &'static str {
                match self { $(Entity::$variant => $name,)+ }
            }

            /// What it is, in one line.
            pub const fn doc(self) -> &'static str {
                match self { $(Entity::$variant => $doc,)+ }
            }

            /// Its fields in canonical order; the first is always `sourcedId`.
            pub fn fields(self) -> &'static [Field] {
                match self { $(Entity::$variant => $fields,)+ }
            }
        }
    };
}

entities! {
    Orgs "orgs" rostering::ORGS, "Schools, districts and what they belong to.";
    AcademicSessions "academicSessions" rostering::ACADEMIC_SESSIONS, "School years, semesters, terms and grading periods.";
    Courses "courses" rostering::COURSES, "Courses of study; classes are held of them.";
    Classes "classes" rostering::CLASSES, "Classes (sections) held at a school in a term.";
    Users "users" rostering::USERS, "People: students, staff, contacts.";
    Roles "roles" rostering::ROLES, "What a person is at an org.";
    Relationships "relationships" rostering::RELATIONSHIPS, "Which adult is what to which student.";
    Demographics "demographics" rostering::DEMOGRAPHICS, "Birth date, sex and other demographics of a person.";
    Enrollments "enrollments" rostering::ENROLLMENTS, "Who is in which class, as what.";
    OwnRecords "ownRecords" rostering::OWN_RECORDS, "Records of the operator's own kinds, each about a person.";
    UserProfiles "userProfiles" gradebook::USER_PROFILES, "Accounts of a person in other systems.";
    Resources "resources" gradebook::RESOURCES, "Learning resources.";
    ClassResources "classResources" gradebook::CLASS_RESOURCES, "Resources used by a class.";
    CourseResources "courseResources" gradebook::COURSE_RESOURCES, "Resources used by a course.";
    UserResources "userResources" gradebook::USER_RESOURCES, "Resources given to a person.";
    Categories "categories" gradebook::CATEGORIES, "Categories of line items.";
    LineItems "lineItems" gradebook::LINE_ITEMS, "Assignments and tests.";
    Results "results" gradebook::RESULTS, "Results of line items.";
    ScoreScales "scoreScales" gradebook::SCORE_SCALES, "Scales of scores.";
    LineItemScoreScales "lineItemScoreScales" gradebook::LINE_ITEM_SCORE_SCALES, "Scales used by a line item.";
    ResultScoreScales "resultScoreScales" gradebook::RESULT_SCORE_SCALES, "Scales used by a result.";
    LineItemLearningObjectiveIds "lineItemLearningObjectiveIds" gradebook::LINE_ITEM_LEARNING_OBJECTIVE_IDS, "Learning objectives of a line item.";
    ResultLearningObjectiveIds "resultLearningObjectiveIds" gradebook::RESULT_LEARNING_OBJECTIVE_IDS, "Learning objectives of a result.";
}

impl Entity {
    /// True for what becomes part of the roster; the rest is validated and kept in the delivery.
    pub const fn is_roster(self) -> bool {
        (self as u8) <= (Entity::OwnRecords as u8)
    }

    /// The position of a field by name.
    pub fn field(self, name: &str) -> Option<usize> {
        self.fields().iter().position(|f| f.name == name)
    }
}

impl fmt::Display for Entity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Entity {
    type Err = UnknownEntity;
    fn from_str(text: &str) -> Result<Entity, UnknownEntity> {
        Entity::ALL.iter().copied().find(|e| e.name() == text).ok_or_else(|| UnknownEntity(text.to_owned()))
    }
}

/// A word that names no entity.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "there is no entity \"{0}\"; use orgs, academicSessions, courses, classes, users, roles, relationships, demographics, enrollments or ownRecords"
)]
pub struct UnknownEntity(String);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Kind;

    #[test]
    fn every_entity_begins_with_its_id_and_has_no_field_twice() {
        for entity in Entity::ALL {
            assert_eq!(entity.fields()[0].name, "sourcedId", "{entity}");
            assert_eq!(entity.name().parse::<Entity>().as_ref(), Ok(entity));
            for (i, field) in entity.fields().iter().enumerate() {
                assert_eq!(entity.field(field.name), Some(i), "{entity}.{}", field.name);
            }
        }
    }

    #[test]
    fn what_is_referred_to_comes_first() {
        for entity in Entity::ALL.iter().filter(|e| e.is_roster()) {
            for field in entity.fields() {
                if let Kind::Ref(to) | Kind::RefList(to) = field.kind {
                    assert!(to <= *entity || !to.is_roster(), "{entity}.{}", field.name);
                }
            }
        }
    }
}
