//! Chance that depends on nothing but a seed: the same question always gets the same answer.

use xxhash_rust::xxh3::{xxh3_64_with_seed, xxh3_128_with_seed};

/// What is being decided; two questions about the same record never share an answer.
#[derive(Clone, Copy)]
pub(super) enum About {
    Area,
    Birth,
    BirthPlace,
    Building,
    ClassId,
    Code,
    Demographics,
    Disabled,
    DistrictNumber,
    EnrollmentId,
    Enrollment,
    Family,
    Given,
    Group,
    Leaving,
    MiddleName,
    Parents,
    Race,
    Room,
    SchoolId,
    SchoolName,
    SecondSchool,
    Sex,
    TeachingId,
    Teaching,
    UserChange,
    UserField,
    UserId,
}

/// Answers questions about numbered records from one seed, alike on every machine.
#[derive(Clone, Copy)]
pub(super) struct Dice(pub(super) u64);

impl Dice {
    /// A number for question `about` on record `index`; `turn` tells repeated questions apart.
    pub(super) fn roll(self, about: About, index: u64, turn: u64) -> u64 {
        xxh3_64_with_seed(&question(about, index, turn), self.0)
    }

    /// 128 bits that name record `index`.
    pub(super) fn wide(self, about: About, index: u64, turn: u64) -> u128 {
        xxh3_128_with_seed(&question(about, index, turn), self.0)
    }

    /// An answer from 0 to `sides - 1`.
    pub(super) fn below(self, sides: u64, about: About, index: u64, turn: u64) -> u64 {
        self.roll(about, index, turn) % sides
    }

    /// Yes for one record in `many`.
    pub(super) fn one_in(self, many: u64, about: About, index: u64, turn: u64) -> bool {
        self.below(many, about, index, turn) == 0
    }

    /// One of `choices`, which must not be empty.
    pub(super) fn pick<T: Copy>(self, choices: &[T], about: About, index: u64) -> T {
        choices[(self.roll(about, index, 0) % choices.len() as u64) as usize]
    }
}

fn question(about: About, index: u64, turn: u64) -> [u8; 17] {
    let mut bytes = [0; 17];
    bytes[0] = about as u8;
    bytes[1..9].copy_from_slice(&index.to_le_bytes());
    bytes[9..].copy_from_slice(&turn.to_le_bytes());
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_the_same_on_every_machine() {
        assert_eq!(Dice(7).roll(About::Given, 1, 0), Dice(7).roll(About::Given, 1, 0));
        assert_ne!(Dice(7).roll(About::Given, 1, 0), Dice(8).roll(About::Given, 1, 0));
        assert_ne!(Dice(7).roll(About::Given, 1, 0), Dice(7).roll(About::Family, 1, 0));
        assert_ne!(Dice(7).roll(About::Given, 1, 0), Dice(7).roll(About::Given, 1, 1));
    }

    #[test]
    fn one_in_a_hundred_is_about_one_percent() {
        let hits = (0..100_000).filter(|&i| Dice(1).one_in(100, About::Leaving, i, 2)).count();
        assert!((850..1150).contains(&hits), "{hits}");
    }
}
