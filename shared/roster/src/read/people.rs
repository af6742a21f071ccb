//! Who is a student and who an adult, known before the rows that tie them together are read.

use std::collections::HashMap;

/// What a person is, as far as relationships care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Person {
    Student,
    /// A guardian, parent or relative, by that word.
    Adult(&'static str),
    /// Staff, who may be somebody's parent too.
    Other,
}

const ADULTS: &[&str] = &["guardian", "parent", "relative"];

/// What each person is, by the key hash of the user.
#[derive(Debug, Default)]
pub(crate) struct People {
    /// 0 other, 1 student, 2 and up an index into [`ADULTS`] plus 2.
    known: HashMap<u64, u8>,
    /// What people were who are not in the delivery.
    before: HashMap<u64, u8>,
}

impl People {
    pub(crate) fn note(&mut self, user: u128, role: &str) {
        let adult = || ADULTS.iter().position(|a| a.eq_ignore_ascii_case(role));
        let code = match role.eq_ignore_ascii_case("student") {
            true => 1,
            false => adult().map_or(0, |at| at as u8 + 2),
        };
        let slot = self.known.entry(user as u64).or_insert(code);
        if code == 1 || *slot == 0 {
            *slot = code;
        }
    }

    /// Falls back on what people were before.
    pub(crate) fn or_before(self, before: People) -> People {
        People { known: self.known, before: before.known }
    }

    pub(crate) fn get(&self, user: u128) -> Option<Person> {
        let user = user as u64;
        self.known.get(&user).or_else(|| self.before.get(&user)).map(|code| match code {
            0 => Person::Other,
            1 => Person::Student,
            at => Person::Adult(ADULTS[usize::from(*at) - 2]),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_student_who_is_something_else_too_is_a_student() {
        let mut people = People::default();
        for (user, role) in [(1, "aide"), (1, "student"), (2, "teacher"), (2, "Parent"), (3, "proctor")] {
            people.note(user, role);
        }
        let got = [1, 2, 3, 4].map(|user| people.get(user));
        assert_eq!(got, [Some(Person::Student), Some(Person::Adult("parent")), Some(Person::Other), None]);
    }
}
