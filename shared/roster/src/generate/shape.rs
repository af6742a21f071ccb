//! How many schools, grades, groups, classes and teachers a district of a given size has.

use std::ops::Range;

use super::catalog::PERIODS;

const SCHOOL_SIZE: u64 = 700;
const GROUP_SIZE: u64 = 25;
const CLASSES_PER_TEACHER: u64 = 5;

/// Which grades a school has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Band {
    Elementary,
    Middle,
    High,
    Whole,
}

impl Band {
    pub(super) fn grades(self) -> Range<usize> {
        match self {
            Band::Elementary => 0..6,
            Band::Middle => 6..9,
            Band::High => 9..13,
            Band::Whole => 0..13,
        }
    }
}

/// A class: one group of a grade in one period.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Class {
    pub(super) school: u64,
    pub(super) grade: usize,
    pub(super) group: u64,
    pub(super) period: u64,
}

impl Class {
    /// A number that no other class of the district has.
    pub(super) fn number(self) -> u64 {
        ((self.school * 13 + self.grade as u64) * 1000 + self.group) * PERIODS + self.period
    }
}

/// The size of a district; it follows from the students of day 1 and never changes.
#[derive(Clone, Copy)]
pub(super) struct Shape {
    pub(super) students: u64,
    pub(super) schools: u64,
}

impl Shape {
    pub(super) fn new(students: u32) -> Self {
        let students = u64::from(students.max(1));
        Self { students, schools: ((students + SCHOOL_SIZE / 2) / SCHOOL_SIZE).max(1) }
    }

    pub(super) fn band(self, school: u64) -> Band {
        match (self.schools, school % 4) {
            (1 | 2, _) => Band::Whole,
            (_, 1) => Band::Middle,
            (_, 2) => Band::High,
            (_, _) => Band::Elementary,
        }
    }

    pub(super) fn school_of(self, student: u64) -> u64 {
        student % self.schools
    }

    /// Position of the student's grade in the list of grades.
    pub(super) fn grade_of(self, student: u64) -> usize {
        let grades = self.band(self.school_of(student)).grades();
        grades.start + (student / self.schools) as usize % grades.len()
    }

    /// The group of the student's homeroom.
    pub(super) fn group_of(self, student: u64) -> u64 {
        let band = self.band(self.school_of(student));
        student / self.schools / band.grades().len() as u64 % self.groups(band)
    }

    /// Groups in each grade of a school.
    pub(super) fn groups(self, band: Band) -> u64 {
        let in_grade = (self.students / self.schools).div_ceil(band.grades().len() as u64);
        in_grade.div_ceil(GROUP_SIZE).max(1)
    }

    pub(super) fn teachers(self, school: u64) -> u64 {
        let band = self.band(school);
        match band {
            Band::Elementary => self.sections(band),
            Band::Middle | Band::High | Band::Whole => {
                (self.sections(band) * PERIODS).div_ceil(CLASSES_PER_TEACHER)
            }
        }
    }

    /// Which teacher of the school has the class: one for everything, or one for a subject.
    pub(super) fn teacher_of(self, class: Class) -> u64 {
        let band = self.band(class.school);
        let section = (class.grade - band.grades().start) as u64 * self.groups(band) + class.group;
        match band {
            Band::Elementary => section,
            Band::Middle | Band::High | Band::Whole => {
                (class.period * self.sections(band) + section) / CLASSES_PER_TEACHER
            }
        }
    }

    pub(super) fn classes(self) -> impl Iterator<Item = Class> {
        (0..self.schools).flat_map(move |school| self.classes_in(school))
    }

    fn classes_in(self, school: u64) -> impl Iterator<Item = Class> {
        let band = self.band(school);
        let groups = self.groups(band);
        band.grades().flat_map(move |grade| {
            (0..groups * PERIODS).map(move |i| Class {
                school,
                grade,
                group: i / PERIODS,
                period: i % PERIODS,
            })
        })
    }

    fn sections(self, band: Band) -> u64 {
        band.grades().len() as u64 * self.groups(band)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_class_has_its_own_number_and_a_teacher_who_exists() {
        for students in [1, 40, 700, 1400, 2_100, 9_999] {
            let shape = Shape::new(students);
            let mut numbers = HashSet::new();
            for class in shape.classes() {
                assert!(numbers.insert(class.number()), "{class:?}");
                assert!(shape.teacher_of(class) < shape.teachers(class.school), "{class:?}");
            }
        }
    }

    #[test]
    fn schools_have_about_seven_hundred_students() {
        for (students, schools) in [(1, 1), (1_049, 1), (1_050, 2), (2_100, 3), (100_000, 143)] {
            assert_eq!(Shape::new(students).schools, schools, "{students}");
        }
    }
}
