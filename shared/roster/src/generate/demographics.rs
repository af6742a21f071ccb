//! Demographics of the students; about one in a hundred gets another residence status each day.

use std::io::{self, Write};

use super::dice::About;
use super::names::TOWNS;
use super::rows::Rows;
use super::users::Who;
use super::world::World;

const AGE_IN_KG: i16 = 5;
const TRUTH: [&str; 2] = ["false", "true"];
const RACES: usize = 5;
const RESIDENCE: [&str; 5] = ["01652", "01653", "01654", "01655", "01656"];

const COLUMNS: [&str; 13] = [
    "birthDate",
    "sex",
    "americanIndianOrAlaskaNative",
    "asian",
    "blackOrAfricanAmerican",
    "nativeHawaiianOrOtherPacificIslander",
    "white",
    "demographicRaceTwoOrMoreRaces",
    "hispanicOrLatinoEthnicity",
    "countryOfBirthCode",
    "stateOfBirthAbbreviation",
    "cityOfBirth",
    "publicSchoolResidenceStatus",
];

/// The residence status of a student on this day; nothing if the student is not there.
pub(super) fn state(world: &World, student: u64) -> Option<&'static str> {
    let timeline = world.timeline;
    timeline.is_there(student).then(|| {
        let changes = timeline.changes(About::Demographics, student, timeline.arrival(student)).count();
        let first = usize::from(world.dice.one_in(10, About::Code.of(student)));
        RESIDENCE[(first + changes) % RESIDENCE.len()]
    })
}

/// Writes `demographics.csv`.
pub(super) fn write(world: &World, out: &mut dyn Write) -> io::Result<u64> {
    let mut rows = Rows::new(out, &world.stamped, &COLUMNS)?;
    for student in 0..world.timeline.ever() {
        if let Some(residence) = state(world, student) {
            row(&mut rows, world, student, residence)?;
        }
    }
    rows.finish()
}

fn row(rows: &mut Rows, world: &World, student: u64, residence: &str) -> io::Result<()> {
    let races = races(world, student);
    let (country, state, town) = world.dice.pick(TOWNS, About::BirthPlace.of(student));
    let birth_date = birth_date(world, student);
    let fields = [
        birth_date.as_str(),
        if world.dice.one_in(2, About::Sex.of(student)) { "female" } else { "male" },
        TRUTH[races[0]],
        TRUTH[races[1]],
        TRUTH[races[2]],
        TRUTH[races[3]],
        TRUTH[races[4]],
        TRUTH[usize::from(races.iter().sum::<usize>() > 1)],
        TRUTH[usize::from(world.dice.one_in(4, About::Hispanic.of(student)))],
        country,
        state,
        town,
        residence,
    ];
    rows.row(&Who::Student(student).id(world), &fields)
}

fn birth_date(world: &World, student: u64) -> String {
    let age = AGE_IN_KG + world.shape.grade_of(student) as i16;
    world.calendar.birth_date(age, world.dice.below(365, About::Birth.of(student)) as i64)
}

fn races(world: &World, student: u64) -> [usize; RACES] {
    let first = world.dice.below(RACES as u64, About::Race.of(student));
    let second = world.dice.below(RACES as u64 * 10, About::Race.of(student).again(1));
    std::array::from_fn(|race| usize::from(race as u64 == first || race as u64 == second))
}
