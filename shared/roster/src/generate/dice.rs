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
    Hispanic,
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

impl About {
    /// The question about record `index`.
    pub(super) fn of(self, index: u64) -> Question {
        Question { about: self, index, turn: 0 }
    }
}

/// Something to decide about one record.
#[derive(Clone, Copy)]
pub(super) struct Question {
    about: About,
    index: u64,
    turn: u64,
}

impl Question {
    /// The same question asked once more, with an answer of its own for each `turn`.
    pub(super) fn again(self, turn: u64) -> Question {
        Question { turn, ..self }
    }

    fn bytes(self) -> [u8; 17] {
        let mut bytes = [0; 17];
        bytes[0] = self.about as u8;
        bytes[1..9].copy_from_slice(&self.index.to_le_bytes());
        bytes[9..].copy_from_slice(&self.turn.to_le_bytes());
        bytes
    }
}

/// Answers questions from one seed, alike on every machine.
#[derive(Clone, Copy)]
pub(super) struct Dice(pub(super) u64);

impl Dice {
    /// An answer from 0 to `sides - 1`.
    pub(super) fn below(self, sides: u64, question: Question) -> u64 {
        xxh3_64_with_seed(&question.bytes(), self.0) % sides
    }

    /// Yes for one record in `many`.
    pub(super) fn one_in(self, many: u64, question: Question) -> bool {
        self.below(many, question) == 0
    }

    /// One of `choices`, which must not be empty.
    pub(super) fn pick<T: Copy>(self, choices: &[T], question: Question) -> T {
        choices[self.below(choices.len() as u64, question) as usize]
    }

    /// 128 bits that name a record.
    pub(super) fn wide(self, question: Question) -> u128 {
        xxh3_128_with_seed(&question.bytes(), self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_depend_on_seed_subject_record_and_turn() {
        let question = About::Given.of(1);
        let answer = Dice(7).wide(question);
        assert_eq!(answer, Dice(7).wide(question));
        for other in [
            Dice(8).wide(question),
            Dice(7).wide(About::Family.of(1)),
            Dice(7).wide(About::Given.of(2)),
            Dice(7).wide(question.again(1)),
        ] {
            assert_ne!(answer, other);
        }
    }

    #[test]
    fn one_in_a_hundred_is_about_one_percent() {
        let hits = (0..100_000).filter(|&i| Dice(1).one_in(100, About::Leaving.of(i))).count();
        assert!((850..1150).contains(&hits), "{hits}");
    }
}
