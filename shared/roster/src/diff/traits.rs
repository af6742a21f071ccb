//! What a delivery has that could tell whose it is: schools, e-mail domains, IDs.

use std::collections::{BTreeMap, BTreeSet};

use crate::brake::{Fact, Overlap};
use crate::model::{Entity, Values};

/// Marks of a delivery, small enough to be kept for every connection. Holds no person's data.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Traits {
    /// Schools as `sourcedId` and name.
    pub schools: BTreeSet<(String, String)>,
    /// E-mail domains and how many people have them.
    pub domains: BTreeMap<String, u64>,
    /// The smallest key hashes of user IDs that are long enough to be nobody else's by chance.
    pub ids: BTreeSet<u64>,
}

const SCHOOLS: usize = 500;
const DOMAINS: usize = 500;
const IDS: usize = 64;

/// Shorter IDs are numbers that every district has.
const LONG_ID: usize = 16;

/// Providers whose addresses say nothing about a district.
const PUBLIC: &[&str] =
    &["gmail.com", "yahoo.com", "outlook.com", "hotmail.com", "icloud.com", "aol.com", "live.com"];

impl Traits {
    /// Notes a good record.
    pub(super) fn note(&mut self, entity: Entity, bytes: &[u8], key: u128) {
        match entity {
            Entity::Orgs if self.schools.len() < SCHOOLS => {
                let mut values = Values::over(bytes).map(|v| v.unwrap_or(""));
                if let (Some(id), Some(name), Some("school")) = (values.next(), values.next(), values.next())
                {
                    self.schools.insert((id.to_owned(), name.to_lowercase()));
                }
            }
            Entity::Users => self.note_user(bytes, key as u64),
            _ => {}
        }
    }

    fn note_user(&mut self, bytes: &[u8], key: u64) {
        let mut values = Values::over(bytes);
        let long = values.next().flatten().is_some_and(|id| id.len() >= LONG_ID);
        if long && (self.ids.len() < IDS || self.ids.last().is_some_and(|last| key < *last)) {
            self.ids.insert(key);
            if self.ids.len() > IDS {
                self.ids.pop_last();
            }
        }
        let Some((_, domain)) = values.nth(7).flatten().and_then(|mail| mail.rsplit_once('@')) else {
            return;
        };
        if let Some(count) = self.domains.get_mut(domain) {
            *count += 1;
        } else if self.domains.len() < DOMAINS && !PUBLIC.iter().any(|p| p.eq_ignore_ascii_case(domain)) {
            self.domains.insert(domain.to_lowercase(), 1);
        }
    }

    /// What this delivery has in common with another tenant's, if it is more than chance.
    pub fn overlaps(&self, other: &Traits) -> Vec<Fact> {
        let mut facts = Vec::new();
        let schools = self.schools.intersection(&other.schools).count();
        if schools > 0 && schools * 2 >= self.schools.len().min(other.schools.len()) {
            facts.push(Fact::OtherTenant { overlap: Overlap::Schools, count: schools as u64 });
        }
        let people: u64 = self.domains.values().sum();
        let shared = self.domains.iter().filter(|(domain, n)| **n * 5 >= people && other.is_at_home(domain));
        let domains = shared.count();
        if domains > 0 {
            facts.push(Fact::OtherTenant { overlap: Overlap::EmailDomains, count: domains as u64 });
        }
        let ids = self.ids.intersection(&other.ids).count();
        if ids > 0 && ids * 4 >= self.ids.len().min(other.ids.len()) {
            facts.push(Fact::OtherTenant { overlap: Overlap::Ids, count: ids as u64 });
        }
        facts
    }

    /// Whether at least a fifth of the people have the domain.
    fn is_at_home(&self, domain: &str) -> bool {
        let people: u64 = self.domains.values().sum();
        self.domains.get(domain).is_some_and(|n| *n * 5 >= people)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::key_hash;
    use crate::model::Record;

    fn traits(school: (&str, &str), people: &[(&str, &str)]) -> Traits {
        let mut traits = Traits::default();
        let org = [("sourcedId", school.0), ("name", school.1), ("type", "school")];
        traits.note(Entity::Orgs, Record::from_pairs(Entity::Orgs, &org).bytes(), 0);
        for (id, mail) in people {
            let user = Record::from_pairs(Entity::Users, &[("sourcedId", id), ("email", mail)]);
            traits.note(Entity::Users, user.bytes(), key_hash(id));
        }
        traits
    }

    #[test]
    fn a_delivery_whose_schools_domains_or_ids_match_another_tenant_is_noticed() {
        let guid = "3f0c1d9a-11aa-4bcd-9e00-000000000001";
        let here = traits(("s1", "Oak"), &[(guid, "a@maple.example.org"), ("1001", "b@gmail.com")]);
        for (other, want) in [
            (traits(("s1", "OAK"), &[]), vec![Overlap::Schools]),
            (traits(("s1", "Elm"), &[("1001", "c@gmail.com")]), vec![]),
            (traits(("s9", "Elm"), &[("2", "x@maple.example.org")]), vec![Overlap::EmailDomains]),
            (traits(("s9", "Elm"), &[(guid, "")]), vec![Overlap::Ids]),
        ] {
            let found = here.overlaps(&other).into_iter().map(|fact| match fact {
                Fact::OtherTenant { overlap, .. } => overlap,
                other => panic!("{other:?}"),
            });
            assert_eq!(found.collect::<Vec<_>>(), want);
        }
    }

    #[test]
    fn however_many_people_there_are_the_marks_stay_few() {
        let people: Vec<String> = (0..5000).map(|n| format!("user-with-a-long-id-{n}")).collect();
        let mut traits = Traits::default();
        for id in &people {
            let mail = format!("x@{id}.example.org");
            let user = Record::from_pairs(Entity::Users, &[("sourcedId", id), ("email", &mail)]);
            traits.note(Entity::Users, user.bytes(), key_hash(id));
        }
        assert_eq!((traits.ids.len(), traits.domains.len()), (IDS, DOMAINS));
        let smallest = people.iter().map(|id| key_hash(id) as u64).min();
        assert_eq!(traits.ids.first().copied(), smallest);
    }
}
