//! Who is there on which day, and how often a record has changed until then.

use super::dice::{About, Dice};

const CHANGE_ONE_IN: u64 = 100;
const LEAVE_ONE_IN: u64 = 200;
const NEW_ONE_IN: u64 = 200;

/// The history of a district up to one day.
#[derive(Clone, Copy)]
pub(super) struct Timeline {
    pub(super) dice: Dice,
    /// Students on day 1.
    pub(super) students: u64,
    pub(super) day: u32,
}

impl Timeline {
    /// Students who are or were there; their numbers are 0 to this, less one.
    pub(super) fn ever(self) -> u64 {
        self.students + self.new_each_day() * u64::from(self.day - 1)
    }

    /// The day on which a student came.
    pub(super) fn arrival(self, student: u64) -> u32 {
        match student.checked_sub(self.students) {
            None => 1,
            Some(later) => u32::try_from(later / self.new_each_day() + 2).unwrap_or(u32::MAX),
        }
    }

    /// Whether the student has come and not left. Nobody comes back.
    pub(super) fn is_there(self, student: u64) -> bool {
        let arrival = self.arrival(student);
        let leaves = |day: u32| self.dice.one_in(LEAVE_ONE_IN, About::Leaving.of(student).again(day.into()));
        arrival <= self.day && !(arrival + 1..=self.day).any(leaves)
    }

    /// The days until now, later than `first`, on which record `index` changed.
    pub(super) fn changes(self, about: About, index: u64, first: u32) -> impl Iterator<Item = u32> {
        (first.saturating_add(1)..=self.day)
            .filter(move |&day| self.dice.one_in(CHANGE_ONE_IN, about.of(index).again(day.into())))
    }

    /// How often record `index` has changed since day 1.
    pub(super) fn version(self, about: About, index: u64) -> u32 {
        self.changes(about, index, 1).count() as u32
    }

    fn new_each_day(self) -> u64 {
        self.students.div_ceil(NEW_ONE_IN).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn timeline(day: u32) -> Timeline {
        Timeline { dice: Dice(3), students: 10_000, day }
    }

    #[test]
    fn each_day_half_a_percent_leave_and_come() {
        for day in [2, 3, 9] {
            let (old, new) = (timeline(day - 1), timeline(day));
            let left = (0..new.ever()).filter(|&s| old.is_there(s) && !new.is_there(s)).count();
            let came = (0..new.ever()).filter(|&s| !old.is_there(s) && new.is_there(s)).count();
            assert!((25..75).contains(&left), "day {day}: {left}");
            assert_eq!(came, 50, "day {day}");
        }
    }

    #[test]
    fn nobody_comes_back() {
        for student in (0..timeline(1).ever()).step_by(7) {
            let days: Vec<bool> = (1..20).map(|day| timeline(day).is_there(student)).collect();
            assert!(days.is_sorted_by(|a, b| a >= b), "{student}: {days:?}");
        }
    }
}
