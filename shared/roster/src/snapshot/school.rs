//! Which school a record belongs to, and how many records each school has.

use std::collections::BTreeMap;

use crate::model::{Entity, Values};
use crate::stored::bytes::{Taker, put_bytes, put_varint};

/// The `sourcedId` of the school that a record in canonical encoding belongs to; `None` where its entity has no school of
/// its own or the value is blank.
pub fn school_of(entity: Entity, record: &[u8]) -> Option<&str> {
    let field = entity.field(school_field(entity)?)?;
    Values::over(record).nth(field).flatten().filter(|school| !school.is_empty())
}

fn school_field(entity: Entity) -> Option<&'static str> {
    match entity {
        Entity::Classes | Entity::Enrollments => Some("schoolSourcedId"),
        Entity::Roles => Some("orgSourcedId"),
        Entity::Orgs
        | Entity::AcademicSessions
        | Entity::Courses
        | Entity::Users
        | Entity::Relationships
        | Entity::Demographics
        | Entity::OwnRecords
        | Entity::UserProfiles
        | Entity::Resources
        | Entity::ClassResources
        | Entity::CourseResources
        | Entity::UserResources
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

/// How many records of one entity are part of the roster, by school `sourcedId`. Schools without any are not listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SchoolCounts {
    counts: BTreeMap<String, u64>,
}

impl FromIterator<(String, u64)> for SchoolCounts {
    fn from_iter<T: IntoIterator<Item = (String, u64)>>(schools: T) -> SchoolCounts {
        SchoolCounts { counts: schools.into_iter().collect() }
    }
}

impl SchoolCounts {
    /// Counts a record, if it belongs to a school.
    pub fn add(&mut self, entity: Entity, record: &[u8]) {
        let Some(school) = school_of(entity, record) else { return };
        match self.counts.get_mut(school) {
            Some(count) => *count += 1,
            None => {
                self.counts.insert(school.to_owned(), 1);
            }
        }
    }

    /// Takes a record off again.
    pub fn take(&mut self, entity: Entity, record: &[u8]) {
        let Some(school) = school_of(entity, record) else { return };
        match self.counts.get_mut(school) {
            Some(count) if *count > 1 => *count -= 1,
            Some(_) | None => {
                self.counts.remove(school);
            }
        }
    }

    /// Records of a school.
    pub fn get(&self, school: &str) -> u64 {
        self.counts.get(school).copied().unwrap_or(0)
    }

    /// Schools and their counts, by `sourcedId`.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u64)> {
        self.counts.iter().map(|(school, count)| (school.as_str(), *count))
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for (school, count) in self.iter() {
            put_bytes(&mut out, school.as_bytes());
            put_varint(&mut out, count);
        }
        out
    }

    pub(super) fn decode(bytes: &[u8]) -> Option<SchoolCounts> {
        let (mut from, mut counts) = (Taker::over(bytes), BTreeMap::new());
        while !from.is_empty() {
            counts.insert(from.text()?.to_owned(), from.varint()?);
        }
        Some(SchoolCounts { counts })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Record;

    #[test]
    fn a_record_belongs_to_the_school_that_its_entity_names() {
        let table = [
            (Entity::Classes, "schoolSourcedId", Some("s1")),
            (Entity::Enrollments, "schoolSourcedId", Some("s1")),
            (Entity::Roles, "orgSourcedId", Some("s1")),
            (Entity::Courses, "orgSourcedId", None),
            (Entity::Users, "primaryOrgSourcedId", None),
        ];
        for (entity, field, expected) in table {
            let record = Record::from_pairs(entity, &[("sourcedId", "x"), (field, "s1")]);
            assert_eq!(school_of(entity, record.bytes()), expected, "{entity}");
        }
        let blank = Record::from_pairs(Entity::Classes, &[("sourcedId", "x"), ("schoolSourcedId", "")]);
        assert_eq!(school_of(Entity::Classes, blank.bytes()), None);
    }

    #[test]
    fn counts_go_up_and_down_and_are_stored() {
        let of =
            |school| Record::from_pairs(Entity::Classes, &[("sourcedId", "x"), ("schoolSourcedId", school)]);
        let mut counts = SchoolCounts::default();
        for school in ["b", "a", "b", ""] {
            counts.add(Entity::Classes, of(school).bytes());
        }
        counts.take(Entity::Classes, of("a").bytes());
        counts.take(Entity::Classes, of("never").bytes());
        assert_eq!(counts.iter().collect::<Vec<_>>(), [("b", 2)]);
        assert_eq!(SchoolCounts::decode(&counts.encode()), Some(counts));
    }
}
