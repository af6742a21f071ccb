//! Who is in which class; about one enrollment in a hundred gets another last day each day.

use std::io::{self, Write};

use super::calendar::{END_CHOICES, Term};
use super::catalog::PERIODS;
use super::classes::term;
use super::dice::About;
use super::rows::Rows;
use super::shape::Class;
use super::users::Who;
use super::world::World;

const COLUMNS: [&str; 7] =
    ["classSourcedId", "schoolSourcedId", "userSourcedId", "role", "primary", "beginDate", "endDate"];

/// A place in a class.
#[derive(Clone, Copy)]
pub(super) enum Enrollment {
    Learning { student: u64, period: u64 },
    Teaching(Class),
}

/// Every enrollment that is or was, those of a student together, teachers last.
pub(super) fn all(world: &World) -> impl Iterator<Item = Enrollment> {
    let learning = (0..world.timeline.ever())
        .flat_map(|student| (0..PERIODS).map(move |period| Enrollment::Learning { student, period }));
    learning.chain(world.shape.classes().map(Enrollment::Teaching))
}

/// How many days before the end of its term it ends; nothing if it is not there on this day.
pub(super) fn state(world: &World, enrollment: Enrollment) -> Option<u32> {
    match enrollment {
        Enrollment::Teaching(class) => Some(world.timeline.version(About::Teaching, class.number())),
        Enrollment::Learning { student, period } => {
            let timeline = world.timeline;
            timeline.is_there(student).then(|| {
                let index = student * PERIODS + period;
                timeline.changes(About::Enrollment, index, timeline.arrival(student)).count() as u32
            })
        }
    }
    .map(|changes| changes % END_CHOICES)
}

/// Writes `enrollments.csv`.
pub(super) fn write(world: &World, out: &mut dyn Write) -> io::Result<u64> {
    let mut rows = Rows::new(out, &world.stamped, &COLUMNS)?;
    for enrollment in all(world) {
        let Some(early) = state(world, enrollment) else { continue };
        match enrollment {
            Enrollment::Learning { student, period } => {
                learning_row(&mut rows, world, (student, period), early)?;
            }
            Enrollment::Teaching(class) => teaching_row(&mut rows, world, class, early)?,
        }
    }
    rows.finish()
}

fn learning_row(rows: &mut Rows, world: &World, place: (u64, u64), early: u32) -> io::Result<()> {
    let (student, period) = place;
    let class = class_of(world, student, period);
    let fields = [
        &world.class_id(class),
        &world.school_id(class.school),
        &Who::Student(student).id(world),
        "student",
        "false",
        &begin(world, student, term(period)),
        world.calendar.end(term(period), early),
    ];
    rows.row(&world.uuid(About::EnrollmentId.of(student).again(period)), &fields)
}

fn teaching_row(rows: &mut Rows, world: &World, class: Class, early: u32) -> io::Result<()> {
    let teacher = Who::Teacher { school: class.school, teacher: world.shape.teacher_of(class) };
    let fields = [
        &world.class_id(class),
        &world.school_id(class.school),
        &teacher.id(world),
        "teacher",
        "true",
        world.calendar.begin(term(class.period)),
        world.calendar.end(term(class.period), early),
    ];
    rows.row(&world.uuid(About::TeachingId.of(class.number())), &fields)
}

fn begin(world: &World, student: u64, term: Term) -> String {
    match world.timeline.arrival(student) {
        1 => world.calendar.begin(term).to_owned(),
        day => world.calendar.begin_after(term, day),
    }
}

/// Small children stay together; older ones meet others in each subject.
fn class_of(world: &World, student: u64, period: u64) -> Class {
    let shape = world.shape;
    let school = shape.school_of(student);
    let grade = shape.grade_of(student);
    let group = match grade < 6 || period == 0 {
        true => shape.group_of(student),
        false => world.dice.below(shape.groups(shape.band(school)), About::Group.of(student).again(period)),
    };
    Class { school, grade, group, period }
}
