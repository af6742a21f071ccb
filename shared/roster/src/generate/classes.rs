//! Classes; about one in a hundred moves to another room each day.

use std::io::{self, Write};

use super::calendar::Term;
use super::catalog::{GRADES, subject};
use super::dice::About;
use super::places::{course_id, course_title, term_ids};
use super::rows::Rows;
use super::shape::Class;
use super::world::World;

const ROOMS: u64 = 400;

const COLUMNS: [&str; 11] = [
    "title",
    "grades",
    "courseSourcedId",
    "classCode",
    "classType",
    "location",
    "schoolSourcedId",
    "termSourcedIds",
    "subjects",
    "subjectCodes",
    "periods",
];

/// Writes `classes.csv`.
pub(super) fn write(world: &World, out: &mut dyn Write) -> io::Result<u64> {
    let mut rows = Rows::new(out, &world.stamped, &COLUMNS)?;
    for class in world.shape.classes() {
        let s = subject(class.grade, class.period);
        let group = class.group + 1;
        let title = format!("{} - {group:02}", course_title(class.grade, class.period));
        let fields = [
            title.as_str(),
            grades(class),
            &course_id(class.grade, class.period),
            &format!("{}-{}-{group:02}", s.code, GRADES[class.grade]),
            if class.period == 0 { "homeroom" } else { "scheduled" },
            &location(world, class, room(world, class)),
            &world.school_id(class.school),
            &term_ids(world, term(class.period)),
            s.subjects,
            s.subject_codes,
            &(class.period + 1).to_string(),
        ];
        rows.row(&world.class_id(class), &fields)?;
    }
    rows.finish()
}

/// The part of the year in which classes of a period meet.
pub(super) fn term(period: u64) -> Term {
    match period {
        6 => Term::Fall,
        7 => Term::Spring,
        _ => Term::Year,
    }
}

/// The room on this day: all of a class that ever changes.
pub(super) fn room(world: &World, class: Class) -> u64 {
    let moves = world.timeline.version(About::Room, class.number());
    (world.dice.below(ROOMS, About::Room.of(class.number())) + u64::from(moves)) % ROOMS
}

fn location(world: &World, class: Class, room: u64) -> String {
    match world.dice.below(20, About::Building.of(class.number())) {
        0 => format!("Annex, Room {room:03}"),
        1 => format!("Portable \"{room}\""),
        _ => format!("Room {room:03}"),
    }
}

/// Electives of the last period are open to a second grade of the same school.
fn grades(class: Class) -> &'static str {
    match (class.grade, class.period) {
        (9, 7) => "09,10",
        (11, 7) => "11,12",
        (grade, _) => GRADES[grade],
    }
}
