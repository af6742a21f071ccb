//! The same person under two IDs: one name with one e-mail address or one date of birth, in one role.

use std::collections::HashMap;

use super::keys::key_hash;
use crate::model::{Entity, Values};

/// People that are remembered; of larger rosters, the first ones. About 60 bytes each.
const MOST: usize = 200_000;
/// Pairs that are remembered.
const PAIRS: usize = 10_000;
/// Pairs that are shown.
const SHOWN: usize = 5;

/// Looks at people, their roles and their dates of birth, in this order.
#[derive(Debug, Default)]
pub(super) struct Twins {
    people: HashMap<u64, Person>,
    /// Who was the first with a name and an address, or a date of birth.
    first: HashMap<u64, u64>,
    pairs: Vec<(u64, Box<str>, u64, Box<str>)>,
    ids: HashMap<u64, Box<str>>,
    stopped: bool,
}

#[derive(Debug, Clone, Copy, Default)]
struct Person {
    name: u64,
    /// Bits of [`role_bit`].
    roles: u8,
}

impl Twins {
    /// Looks at nobody from now on.
    pub(super) fn stop(&mut self) {
        self.stopped = true;
    }

    /// Looks at a good record.
    pub(super) fn note(&mut self, entity: Entity, bytes: &[u8], key: u128) {
        let value = |name: &str| {
            entity.field(name).and_then(|at| Values::over(bytes).nth(at)).flatten().unwrap_or("")
        };
        match entity {
            Entity::Users => {
                let names = [value("givenName"), value("familyName")].map(str::to_lowercase);
                if names.iter().any(String::is_empty) || self.people.len() >= MOST || self.stopped {
                    return;
                }
                let (user, name) = (key as u64, hash(&names));
                self.people.insert(user, Person { name, roles: 0 });
                self.ids.insert(user, Values::over(bytes).next().flatten().unwrap_or("").into());
                let mail = value("email").to_lowercase();
                if !mail.is_empty() {
                    self.meet(user, name ^ hash(&["mail".to_owned(), mail]));
                }
            }
            Entity::Roles => {
                let user = key_hash(value("userSourcedId")) as u64;
                if let Some(person) = self.people.get_mut(&user) {
                    person.roles |= role_bit(value("role"));
                }
            }
            Entity::Demographics => {
                let (user, born) = (key as u64, value("birthDate"));
                if let Some(person) = self.people.get(&user).copied().filter(|_| !born.is_empty()) {
                    self.meet(user, person.name ^ hash(&["born".to_owned(), born.to_owned()]));
                }
            }
            _ => {}
        }
    }

    fn meet(&mut self, user: u64, mark: u64) {
        let first = *self.first.entry(mark).or_insert(user);
        let known = self.pairs.last().is_some_and(|pair| pair.0 == first && pair.2 == user);
        if first == user || known || self.pairs.len() >= PAIRS {
            return;
        }
        if let (Some(one), Some(other)) = (self.ids.get(&first), self.ids.get(&user)) {
            self.pairs.push((first, one.clone(), user, other.clone()));
        }
    }

    /// What there is to be said, with the IDs of some pairs.
    pub(super) fn message(self) -> Option<String> {
        let roles = |user: &u64| self.people.get(user).map_or(0, |person| person.roles);
        let fits = |pair: &&(u64, Box<str>, u64, Box<str>)| {
            let (one, other) = (roles(&pair.0), roles(&pair.2));
            one == 0 || other == 0 || one & other != 0
        };
        let mut pairs: Vec<_> =
            self.pairs.iter().filter(fits).map(|(_, one, _, other)| (one, other)).collect();
        pairs.sort_unstable();
        pairs.dedup();
        let shown: Vec<String> =
            pairs.iter().take(SHOWN).map(|(one, other)| format!("{one} and {other}")).collect();
        (!pairs.is_empty()).then(|| {
            let more = if pairs.len() > SHOWN { ", ..." } else { "" };
            format!("{} people seem to be there under two IDs: {}{more}", pairs.len(), shown.join(", "))
        })
    }
}

/// Students, families, and everybody else: a parent who is a teacher may have two IDs.
fn role_bit(role: &str) -> u8 {
    match role {
        "student" => 1,
        "parent" | "guardian" | "relative" => 2,
        _ => 4,
    }
}

fn hash(parts: &[String]) -> u64 {
    key_hash(&parts.join("\0")) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Record;

    fn told(people: &[(&str, &str, &str, &str, &str)]) -> Option<String> {
        let mut twins = Twins::default();
        for (id, name, mail, role, born) in people {
            let user = [("sourcedId", *id), ("givenName", name), ("familyName", "Ames"), ("email", mail)];
            let role = [("sourcedId", *id), ("userSourcedId", id), ("role", role)];
            let demographics = [("sourcedId", *id), ("birthDate", *born)];
            for (entity, pairs) in [
                (Entity::Users, &user[..]),
                (Entity::Roles, &role[..]),
                (Entity::Demographics, &demographics[..]),
            ] {
                twins.note(entity, Record::from_pairs(entity, pairs).bytes(), key_hash(id));
            }
        }
        twins.message()
    }

    #[test]
    fn one_name_with_one_address_or_date_of_birth_in_one_role_is_one_person() {
        let two = "1 people seem to be there under two IDs: a and b";
        for (other, want) in [
            (("b", "Ann", "ANN@x.org", "student", ""), Some(two)),
            (("b", "ann", "", "student", "2012-03-04"), Some(two)),
            (("b", "Ann", "ann@x.org", "student", "2012-03-04"), Some(two)),
            (("b", "Ann", "ann@x.org", "teacher", ""), None),
            (("b", "Bea", "ann@x.org", "student", "2012-03-04"), None),
            (("b", "Ann", "", "student", ""), None),
            (("a", "Ann", "ann@x.org", "student", "2012-03-04"), None),
        ] {
            let found = told(&[("a", "Ann", "ann@x.org", "student", "2012-03-04"), other]);
            assert_eq!(found.as_deref(), want, "{other:?}");
        }
    }
}
