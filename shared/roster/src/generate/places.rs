//! The district, its schools, the school year and the course catalogue; these never change.

use std::io::{self, Write};

use super::calendar::Term;
use super::catalog::{GRADES, PERIODS, subject};
use super::dice::About;
use super::names::SCHOOLS;
use super::rows::Rows;
use super::shape::Band;
use super::world::World;

/// Writes `orgs.csv`.
pub(super) fn write_orgs(world: &World, out: &mut dyn Write) -> io::Result<u64> {
    let mut rows = Rows::new(out, &world.stamped, &["name", "type", "identifier", "parentSourcedId"])?;
    let district = world.district_id();
    let number = format!("06{:05}", world.dice.below(100_000, About::DistrictNumber.of(0)));
    rows.row(&district, &["Three Rivers Unified School District", "district", &number, ""])?;
    for school in 0..world.shape.schools {
        let identifier = format!("{number}{:05}", school + 1);
        let fields = [&school_name(world, school), "school", &identifier, district.as_str()];
        rows.row(&world.school_id(school), &fields)?;
    }
    rows.finish()
}

fn school_name(world: &World, school: u64) -> String {
    let name = world.dice.pick(SCHOOLS, About::SchoolName.of(school));
    let kind = match world.shape.band(school) {
        Band::Elementary => "Elementary",
        Band::Middle => "Middle",
        Band::High => "High",
        Band::Whole => "K-12",
    };
    match school < SCHOOLS.len() as u64 {
        true => format!("{name} {kind} School"),
        false => format!("{name} {kind} School, Campus {}", school / SCHOOLS.len() as u64 + 1),
    }
}

/// The ID of the school year.
pub(super) fn year_id(world: &World) -> String {
    format!("year-{}", world.calendar.school_year())
}

/// The IDs of the sessions in which a class of `term` meets, as a list.
pub(super) fn term_ids(world: &World, term: Term) -> String {
    let year = world.calendar.school_year();
    match term {
        Term::Year => format!("fall-{year},spring-{year}"),
        Term::Fall => format!("fall-{year}"),
        Term::Spring => format!("spring-{year}"),
    }
}

/// Writes `academicSessions.csv`.
pub(super) fn write_sessions(world: &World, out: &mut dyn Write) -> io::Result<u64> {
    let columns = ["title", "type", "startDate", "endDate", "parentSourcedId", "schoolYear"];
    let mut rows = Rows::new(out, &world.stamped, &columns)?;
    let calendar = &world.calendar;
    let (title, named) = (calendar.title(), calendar.school_year().to_string());
    for term in Term::ALL {
        let (id, name, kind, parent) = match term {
            Term::Year => (year_id(world), title.clone(), "schoolYear", String::new()),
            Term::Fall => (term_ids(world, term), format!("Fall, {title}"), "semester", year_id(world)),
            Term::Spring => (term_ids(world, term), format!("Spring, {title}"), "semester", year_id(world)),
        };
        rows.row(&id, &[&name, kind, calendar.begin(term), calendar.end(term, 0), &parent, &named])?;
    }
    rows.finish()
}

/// The ID of what grade number `grade` is taught in `period`.
pub(super) fn course_id(grade: usize, period: u64) -> String {
    format!("{}/{}", subject(grade, period).code, GRADES[grade])
}

/// What a course is called.
pub(super) fn course_title(grade: usize, period: u64) -> String {
    format!("{} {}", subject(grade, period).title, GRADES[grade].trim_start_matches('0'))
}

/// Writes `courses.csv`.
pub(super) fn write_courses(world: &World, out: &mut dyn Write) -> io::Result<u64> {
    let columns =
        ["schoolYearSourcedId", "title", "courseCode", "grades", "orgSourcedId", "subjects", "subjectCodes"];
    let mut rows = Rows::new(out, &world.stamped, &columns)?;
    let (year, district) = (year_id(world), world.district_id());
    for (grade, written) in GRADES.iter().enumerate() {
        for period in 0..PERIODS {
            let s = subject(grade, period);
            let title = course_title(grade, period);
            let fields = [year.as_str(), &title, s.code, written, &district, s.subjects, s.subject_codes];
            rows.row(&course_id(grade, period), &fields)?;
        }
    }
    rows.finish()
}
