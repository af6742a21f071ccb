//! What a right diff of two days must find, told from the making and not from the files.

use super::world::World;
use super::{classes, demographics, enrollments, users};

/// How many records differ between two days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Only on the later day.
    pub created: u64,
    /// On both days, with another content.
    pub updated: u64,
    /// Only on the earlier day.
    pub removed: u64,
}

/// The differences between two days of a district. Relationships are not counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expected {
    /// Always zero: the district and its schools stay.
    pub orgs: Counts,
    /// Always zero: the year is fixed.
    pub academic_sessions: Counts,
    /// Always zero: the catalogue is fixed.
    pub courses: Counts,
    /// Classes that changed rooms.
    pub classes: Counts,
    /// Staff, students and guardians; a guardian changes also when a child comes or leaves.
    pub users: Counts,
    /// One per user and org; updated where another org became the first one.
    pub roles: Counts,
    /// Places in classes, of students and teachers.
    pub enrollments: Counts,
    /// One per student.
    pub demographics: Counts,
}

impl Expected {
    /// The counts with the names of their entities.
    pub fn by_entity(&self) -> [(&'static str, Counts); 8] {
        [
            ("orgs", self.orgs),
            ("academicSessions", self.academic_sessions),
            ("courses", self.courses),
            ("classes", self.classes),
            ("users", self.users),
            ("roles", self.roles),
            ("enrollments", self.enrollments),
            ("demographics", self.demographics),
        ]
    }

    pub(super) fn between(old: &World, new: &World) -> Self {
        let longest = if old.timeline.day > new.timeline.day { old } else { new };
        let mut expected = Self {
            orgs: Counts::default(),
            academic_sessions: Counts::default(),
            courses: Counts::default(),
            classes: Counts::default(),
            users: Counts::default(),
            roles: Counts::default(),
            enrollments: Counts::default(),
            demographics: Counts::default(),
        };
        for class in longest.shape.classes() {
            expected.classes.add(Some(classes::room(old, class)), Some(classes::room(new, class)));
        }
        for who in users::everybody(longest) {
            let (was, is) = (users::state(old, who), users::state(new, who));
            expected.roles.add_roles(places(&was), places(&is));
            expected.users.add(was, is);
        }
        for enrollment in enrollments::all(longest) {
            let states = (enrollments::state(old, enrollment), enrollments::state(new, enrollment));
            expected.enrollments.add(states.0, states.1);
        }
        for student in 0..longest.timeline.ever() {
            expected.demographics.add(demographics::state(old, student), demographics::state(new, student));
        }
        expected
    }
}

fn places(state: &Option<users::State>) -> &[users::Place] {
    state.as_ref().map_or(&[], |state| &state.orgs)
}

impl Counts {
    fn add<T: PartialEq>(&mut self, was: Option<T>, is: Option<T>) {
        match (was, is) {
            (None, None) => {}
            (None, Some(_)) => self.created += 1,
            (Some(_), None) => self.removed += 1,
            (Some(was), Some(is)) => self.updated += u64::from(was != is),
        }
    }

    /// A role is that of a user at an org; it also says whether the org is the user's first.
    fn add_roles(&mut self, was: &[users::Place], is: &[users::Place]) {
        for (i, place) in is.iter().enumerate() {
            self.add(was.iter().position(|p| p == place).map(|j| j == 0), Some(i == 0));
        }
        self.removed += was.iter().filter(|place| !is.contains(place)).count() as u64;
    }
}
