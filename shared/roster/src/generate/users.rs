//! Staff, students and guardians: who they are, and what of them depends on the day.

use std::io::{self, Write};

use super::dice::About;
use super::households::{children_of, guardians_of, household_of, households, schools_of};
use super::people::{self, Person};
use super::rows::Rows;
use super::timeline::Timeline;
use super::world::World;

/// Room for the principal, who is number 0, and the teachers of one school.
const STAFF_PER_SCHOOL: u64 = 1_000;
const SCHOOLS_PER_OFFICER: u64 = 20;

/// Anybody with an account.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Who {
    /// Works at the district's office.
    Officer(u64),
    Principal(u64),
    Teacher {
        school: u64,
        teacher: u64,
    },
    Student(u64),
    Guardian {
        household: u64,
        parent: u64,
    },
}

impl Who {
    /// A number that nobody else has.
    pub(super) fn number(self, world: &World) -> u64 {
        const KIND: u64 = 10_000_000_000;
        match self {
            Who::Student(student) => student,
            Who::Principal(school) => KIND + school * STAFF_PER_SCHOOL,
            Who::Teacher { school, teacher } => KIND + school * STAFF_PER_SCHOOL + teacher + 1,
            Who::Officer(officer) => KIND + world.shape.schools * STAFF_PER_SCHOOL + officer,
            Who::Guardian { household, parent } => 2 * KIND + household * 2 + parent,
        }
    }

    pub(super) fn id(self, world: &World) -> String {
        world.user_id(self.number(world))
    }

    pub(super) fn role(self) -> &'static str {
        match self {
            Who::Officer(_) | Who::Principal(_) => "administrator",
            Who::Teacher { .. } => "teacher",
            Who::Student(_) => "student",
            Who::Guardian { .. } => "guardian",
        }
    }
}

/// An org that a user belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Place {
    District,
    School(u64),
}

/// All of a user that depends on the day.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct State {
    pub(super) orgs: Vec<Place>,
    pub(super) agents: Vec<Who>,
    /// How often the family name, the e-mail address and the phone have changed.
    pub(super) changed: Changed,
}

/// How often each field has changed.
#[derive(Default, Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Changed {
    pub(super) family: u32,
    pub(super) email: u32,
    pub(super) phone: u32,
}

/// Everybody who is or was there, staff first.
pub(super) fn everybody(world: &World) -> impl Iterator<Item = Who> {
    let shape = world.shape;
    let officers = (0..2 + shape.schools / SCHOOLS_PER_OFFICER).map(Who::Officer);
    let staff = (0..shape.schools).flat_map(move |school| {
        let teachers = (0..shape.teachers(school)).map(move |teacher| Who::Teacher { school, teacher });
        std::iter::once(Who::Principal(school)).chain(teachers)
    });
    let students = (0..world.timeline.ever()).map(Who::Student);
    let guardians = (0..households(world)).flat_map(|household| guardians_of(world, household));
    officers.chain(staff).chain(students).chain(guardians)
}

/// The user on this day, or nothing if not there.
pub(super) fn state(world: &World, who: Who) -> Option<State> {
    let timeline = world.timeline;
    let (orgs, agents, first) = match who {
        Who::Officer(_) => (vec![Place::District], Vec::new(), 1),
        Who::Principal(school) => (vec![Place::School(school)], Vec::new(), 1),
        Who::Teacher { school, .. } => (teaching_places(world, who, school), Vec::new(), 1),
        Who::Student(student) => {
            timeline.is_there(student).then_some(())?;
            let school = Place::School(world.shape.school_of(student));
            (vec![school], guardians_of(world, household_of(student)).collect(), timeline.arrival(student))
        }
        Who::Guardian { household, .. } => {
            let children: Vec<u64> =
                children_of(household).filter(|&child| timeline.is_there(child)).collect();
            let first = children_of(household).map(|child| timeline.arrival(child)).min()?;
            (schools_of(world, &children)?, children.into_iter().map(Who::Student).collect(), first)
        }
    };
    Some(State { orgs, agents, changed: changed(timeline, who.number(world), first) })
}

/// One teacher in twenty teaches at a second school.
fn teaching_places(world: &World, who: Who, school: u64) -> Vec<Place> {
    let second = (school + 1) % world.shape.schools;
    match second != school && world.dice.one_in(20, About::SecondSchool.of(who.number(world))) {
        true => vec![Place::School(school), Place::School(second)],
        false => vec![Place::School(school)],
    }
}

fn changed(timeline: Timeline, number: u64, first: u32) -> Changed {
    let mut changed = Changed::default();
    for day in timeline.changes(About::UserChange, number, first) {
        match timeline.dice.below(4, About::UserField.of(number).again(day.into())) {
            0 => changed.family += 1,
            1 => changed.email += 1,
            _ => changed.phone += 1,
        }
    }
    changed
}

const COLUMNS: [&str; 15] = [
    "enabledUser",
    "orgSourcedIds",
    "role",
    "username",
    "userIds",
    "givenName",
    "familyName",
    "middleName",
    "identifier",
    "email",
    "sms",
    "phone",
    "agentSourcedIds",
    "grades",
    "password",
];

/// Writes `users.csv`.
pub(super) fn write(world: &World, out: &mut dyn Write) -> io::Result<u64> {
    let mut rows = Rows::new(out, &world.stamped, &COLUMNS)?;
    for who in everybody(world) {
        if let Some(state) = state(world, who) {
            row(&mut rows, world, who, &state)?;
        }
    }
    rows.finish()
}

fn row(rows: &mut Rows, world: &World, who: Who, state: &State) -> io::Result<()> {
    let person = people::person(world, who, state.changed);
    let orgs: Vec<String> = state.orgs.iter().map(|&place| place_id(world, place)).collect();
    let agents: Vec<String> = state.agents.iter().map(|agent| agent.id(world)).collect();
    let Person { enabled, given, family, middle, grade, .. } = person;
    rows.row(
        &who.id(world),
        &[
            enabled,
            &orgs.join(","),
            who.role(),
            &person.username,
            &person.user_ids,
            given,
            family,
            middle,
            &person.identifier,
            &person.email,
            &person.sms,
            &person.phone,
            &agents.join(","),
            grade,
            "",
        ],
    )
}

/// The ID of an org.
pub(super) fn place_id(world: &World, place: Place) -> String {
    match place {
        Place::District => world.district_id(),
        Place::School(school) => world.school_id(school),
    }
}
