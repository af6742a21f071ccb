//! The same person under two IDs: one name with one e-mail address or one date of birth, in one role.

use std::collections::HashMap;
use std::sync::LazyLock;

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
    /// Memory for what is hashed.
    text: String,
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
        match entity {
            Entity::Users => self.person(bytes, key as u64),
            Entity::Roles if !self.people.is_empty() => {
                let [user, role] = values(bytes, &FIELDS.role);
                if let Some(person) = self.people.get_mut(&(key_hash(user) as u64)) {
                    person.roles |= role_bit(role);
                }
            }
            Entity::Demographics => {
                let [born] = values(bytes, &FIELDS.born);
                let user = key as u64;
                if let Some(person) = self.people.get(&user).copied().filter(|_| !born.is_empty()) {
                    let born = self.hash(["born", born]);
                    self.meet(user, person.name ^ born);
                }
            }
            _ => {}
        }
    }

    fn person(&mut self, bytes: &[u8], user: u64) {
        if self.people.len() >= MOST || self.stopped {
            return;
        }
        let [id, given, family, mail] = values(bytes, &FIELDS.person);
        if given.is_empty() || family.is_empty() {
            return;
        }
        let name = self.hash([given, family]);
        self.people.insert(user, Person { name, roles: 0 });
        self.ids.insert(user, id.into());
        if !mail.is_empty() {
            let mail = self.hash(["mail", mail]);
            self.meet(user, name ^ mail);
        }
    }

    /// Two texts, whatever their letter case.
    fn hash(&mut self, [one, other]: [&str; 2]) -> u64 {
        self.text.clear();
        for part in [one, "\0", other] {
            match part.is_ascii() {
                true => self.text.extend(part.bytes().map(|byte| char::from(byte.to_ascii_lowercase()))),
                false => self.text.push_str(&part.to_lowercase()),
            }
        }
        key_hash(&self.text) as u64
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

/// Positions of the fields that are looked at, in order.
struct Fields {
    person: [usize; 4],
    role: [usize; 2],
    born: [usize; 1],
}

static FIELDS: LazyLock<Fields> = LazyLock::new(|| {
    let at = |entity: Entity, name: &str| entity.field(name).unwrap_or(usize::MAX);
    Fields {
        person: ["sourcedId", "givenName", "familyName", "email"].map(|name| at(Entity::Users, name)),
        role: ["userSourcedId", "role"].map(|name| at(Entity::Roles, name)),
        born: ["birthDate"].map(|name| at(Entity::Demographics, name)),
    }
});

/// The values at ascending positions; blank where there is none.
fn values<'a, const N: usize>(bytes: &'a [u8], at: &[usize; N]) -> [&'a str; N] {
    let (mut values, mut next) = (Values::over(bytes), 0);
    at.map(|at| {
        let value = at.checked_sub(next).and_then(|skip| values.nth(skip)).flatten();
        next = at.saturating_add(1);
        value.unwrap_or("")
    })
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
