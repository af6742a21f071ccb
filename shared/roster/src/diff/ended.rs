//! Which sessions and classes are over, so that their classes and enrollments are expected to go.

use std::collections::HashSet;

use jiff::civil::Date;

use super::keys::key_hash;
use crate::model::{Entity, Record, Values};

/// Sessions and classes that are over on a day, by key hash.
#[derive(Debug)]
pub(crate) struct Ended {
    today: String,
    sessions: HashSet<u64>,
    classes: HashSet<u64>,
}

impl Ended {
    /// As of a day; OneRoster's end dates are exclusive.
    pub(crate) fn on(today: Date) -> Ended {
        Ended { today: today.to_string(), sessions: HashSet::new(), classes: HashSet::new() }
    }

    fn is_over(&self, end: Option<&str>) -> bool {
        end.is_some_and(|end| end.len() == 10 && *end <= *self.today)
    }

    /// Notes a record that the delivery has.
    pub(crate) fn note(&mut self, entity: Entity, bytes: &[u8], key: u128) {
        match entity {
            Entity::AcademicSessions if self.is_over(Values::over(bytes).nth(4).flatten()) => {
                self.sessions.insert(key as u64);
            }
            Entity::Classes if self.terms_over(Values::over(bytes).nth(10).flatten()) => {
                self.classes.insert(key as u64);
            }
            _ => {}
        }
    }

    fn terms_over(&self, terms: Option<&str>) -> bool {
        let terms = terms.unwrap_or("");
        !self.sessions.is_empty()
            && !terms.is_empty()
            && terms.split(',').all(|t| self.sessions.contains(&(key_hash(t) as u64)))
    }

    /// Whether a record that goes was expected to; a session or class that goes is remembered.
    pub(crate) fn expects(&mut self, record: &Record) -> bool {
        let key = key_hash(record.sourced_id()) as u64;
        match record.entity() {
            Entity::AcademicSessions => {
                self.is_over(record.get("endDate")) && self.sessions.insert(key) | true
            }
            Entity::Classes => {
                self.terms_over(record.get("termSourcedIds")) && self.classes.insert(key) | true
            }
            Entity::Enrollments => {
                let class = record.get("classSourcedId").map(|class| key_hash(class) as u64);
                self.is_over(record.get("endDate"))
                    || class.is_some_and(|class| self.classes.contains(&class))
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(entity: Entity, pairs: &[(&str, &str)]) -> Record {
        Record::from_pairs(entity, pairs)
    }

    #[test]
    fn enrollments_and_classes_of_an_ended_session_are_expected_to_go() {
        let mut ended = Ended::on(jiff::civil::date(2027, 6, 11));
        let spring = record(Entity::AcademicSessions, &[("sourcedId", "t2"), ("endDate", "2027-06-11")]);
        let summer = record(Entity::AcademicSessions, &[("sourcedId", "t3"), ("endDate", "2027-08-01")]);
        assert!(ended.expects(&spring) && !ended.expects(&summer));
        let class = |id, terms| record(Entity::Classes, &[("sourcedId", id), ("termSourcedIds", terms)]);
        assert!(ended.expects(&class("c1", "t2")) && !ended.expects(&class("c2", "t2,t3")));
        let seat = |class, end| {
            record(Entity::Enrollments, &[("sourcedId", "e"), ("classSourcedId", class), ("endDate", end)])
        };
        assert!(ended.expects(&seat("c1", "")) && ended.expects(&seat("c2", "2027-01-01")));
        assert!(!ended.expects(&seat("c2", "2027-08-01")) && !ended.expects(&seat("c2", "")));
    }
}
