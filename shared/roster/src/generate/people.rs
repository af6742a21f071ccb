//! Names, addresses and numbers of a made-up person.

use super::catalog::GRADES;
use super::dice::About;
use super::households::household_of;
use super::names::{FAMILY, GIVEN, Name};
use super::users::{Changed, Who};
use super::world::World;

/// Numbers of the form 555-01xx are kept for made-up people.
const AREAS: u64 = 800;
const LINES: u64 = 100;

/// What a row of a user says beside its references.
pub(super) struct Person {
    pub(super) enabled: &'static str,
    pub(super) username: String,
    pub(super) user_ids: String,
    pub(super) given: &'static str,
    pub(super) family: &'static str,
    pub(super) middle: &'static str,
    pub(super) identifier: String,
    pub(super) email: String,
    pub(super) sms: String,
    pub(super) phone: String,
    pub(super) grade: &'static str,
}

/// Makes up the person; each change counted in `changed` shows in its field.
pub(super) fn person(world: &World, who: Who, changed: Changed) -> Person {
    let number = who.number(world);
    let given = world.dice.pick(GIVEN, About::Given.of(number));
    let identifier = identifier(who);
    let username = username(world, who, given, &identifier);
    let phone = phone(world, number, changed.phone);
    let (sms, grade) = match who {
        Who::Officer(_) | Who::Principal(_) | Who::Teacher { .. } => (String::new(), ""),
        Who::Student(student) => (String::new(), GRADES[world.shape.grade_of(student)]),
        Who::Guardian { .. } => (phone.clone(), ""),
    };
    Person {
        enabled: if world.dice.one_in(50, About::Disabled.of(number)) { "false" } else { "true" },
        user_ids: user_ids(who, &username, &identifier),
        given: given.text,
        family: family(world, who, changed.family).text,
        middle: middle(world, number),
        email: email(world, who, given, changed.email),
        sms,
        phone,
        grade,
        username,
        identifier,
    }
}

/// A household shares a name until somebody in it changes theirs.
fn family(world: &World, who: Who, changes: u32) -> Name {
    let household = match who {
        Who::Student(student) => household_of(student),
        Who::Guardian { household, .. } => household,
        Who::Officer(_) | Who::Principal(_) | Who::Teacher { .. } => who.number(world),
    };
    let first = world.dice.below(FAMILY.len() as u64, About::Family.of(household));
    FAMILY[((first + u64::from(changes)) % FAMILY.len() as u64) as usize]
}

fn middle(world: &World, number: u64) -> &'static str {
    match world.dice.one_in(3, About::MiddleName.of(number).again(1)) {
        true => world.dice.pick(GIVEN, About::MiddleName.of(number)).text,
        false => "",
    }
}

fn identifier(who: Who) -> String {
    match who {
        Who::Student(student) => format!("{:08}", student + 1001),
        Who::Officer(officer) => format!("D{officer:05}"),
        Who::Principal(school) => format!("P{school:05}"),
        Who::Teacher { school, teacher } => format!("T{school:04}{teacher:03}"),
        Who::Guardian { household, parent } => format!("G{household:08}.{}", parent + 1),
    }
}

fn username(world: &World, who: Who, given: Name, identifier: &str) -> String {
    match who {
        Who::Guardian { .. } => email(world, who, given, 0),
        Who::Student(_) => format!("{}.{identifier}", family(world, who, 0).plain),
        Who::Officer(_) | Who::Principal(_) | Who::Teacher { .. } => identifier.to_lowercase(),
    }
}

fn user_ids(who: Who, username: &str, identifier: &str) -> String {
    match who {
        Who::Guardian { .. } => format!("{{SIS:{identifier}}}"),
        Who::Officer(_) | Who::Principal(_) | Who::Teacher { .. } | Who::Student(_) => {
            format!("{{LDAP:{username}}},{{SIS:{identifier}}}")
        }
    }
}

fn email(world: &World, who: Who, given: Name, changes: u32) -> String {
    let host = match who {
        Who::Officer(_) | Who::Principal(_) | Who::Teacher { .. } => "staff",
        Who::Student(_) => "students",
        Who::Guardian { .. } => "families",
    };
    let (family, number) = (family(world, who, 0).plain, identifier(who).to_lowercase());
    let again = if changes == 0 { String::new() } else { format!("-{}", changes + 1) };
    format!("{}.{family}.{number}{again}@{host}.{}", given.plain, world.domain())
}

fn phone(world: &World, number: u64, changes: u32) -> String {
    let all = AREAS * LINES;
    let line = (world.dice.below(all, About::Area.of(number)) + u64::from(changes)) % all;
    format!("({}) 555-01{:02}", 200 + line / LINES, line % LINES)
}
