//! Who comes and goes by a change set, by role and grade.

use std::collections::{BTreeMap, HashMap};
use std::io::{Read, Seek};

use super::{Change, ChangeSetReader, Op};
use crate::diff::key_hash;
use crate::model::{Entity, Values};
use crate::stored::StoredError;

/// What a person is, as far as the change set says.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Standing {
    /// A word of `roles.role`; blank where nothing says it.
    pub role: String,
    /// Of students: the first of their grades; blank where they have none.
    pub grade: String,
}

/// How many people of one standing come and go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Flow {
    /// Removed.
    pub lost: u64,
    /// Created, or back after a removal.
    pub gained: u64,
}

/// People who come and go, by what they are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct People(pub BTreeMap<Standing, Flow>);

impl People {
    /// How many go.
    pub fn lost(&self) -> u64 {
        self.0.values().map(|flow| flow.lost).sum()
    }

    /// Whether nobody comes or goes.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Counts those of a change set.
    pub fn of<R: Read + Seek>(set: &mut ChangeSetReader<R>) -> Result<People, StoredError> {
        let mut counting = PeopleCounter::default();
        for entity in [Entity::Users, Entity::Roles] {
            for change in set.changes_of(entity) {
                counting.add(&change?);
            }
        }
        Ok(counting.people())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Out,
    In,
}

/// Counts people change by change, in the order of a change set: users come before their roles. Holds some 50 bytes for each
/// person who comes or goes.
#[derive(Debug, Default)]
pub struct PeopleCounter {
    moving: HashMap<u64, (Way, u16, u16)>,
    grades: Words,
    roles: Words,
}

impl PeopleCounter {
    /// Takes the next change.
    pub fn add(&mut self, change: &Change) {
        let way = match change.op {
            Op::Removed => Way::Out,
            Op::Created | Op::Revived => Way::In,
            Op::Updated | Op::Renamed | Op::Missing | Op::Returned | Op::Purged => return,
        };
        let Some(record) = change.after.as_deref().or(change.before.as_deref()) else { return };
        match change.entity {
            Entity::Users => {
                let grades = value(Entity::Users, record, "grades");
                let grade = self.grades.number(grades.split(',').next().unwrap_or("").trim());
                self.moving.insert(key_hash(change.sourced_id()) as u64, (way, grade, 0));
            }
            Entity::Roles => {
                let user = key_hash(value(Entity::Roles, record, "userSourcedId")) as u64;
                let is_primary = value(Entity::Roles, record, "roleType") == "primary";
                let role = self.roles.number(value(Entity::Roles, record, "role"));
                match self.moving.get_mut(&user) {
                    Some((same, _, known)) if *same == way && (*known == 0 || is_primary) => *known = role,
                    Some(_) | None => {}
                }
            }
            _ => {}
        }
    }

    /// What was counted.
    pub fn people(self) -> People {
        let mut people = People::default();
        for (way, grade, role) in self.moving.values() {
            let role = self.roles.word(*role);
            let grade = if role == "student" { self.grades.word(*grade) } else { "" };
            let flow =
                people.0.entry(Standing { role: role.to_owned(), grade: grade.to_owned() }).or_default();
            match way {
                Way::Out => flow.lost += 1,
                Way::In => flow.gained += 1,
            }
        }
        people
    }
}

/// Words by number; 0 is the blank one, and also what there is no number left for.
#[derive(Debug, Default)]
struct Words {
    numbers: HashMap<String, u16>,
    words: Vec<String>,
}

impl Words {
    fn number(&mut self, word: &str) -> u16 {
        if let Some(number) = self.numbers.get(word) {
            return *number;
        }
        let Some(number) = u16::try_from(self.words.len() + 1).ok().filter(|_| !word.is_empty()) else {
            return 0;
        };
        self.words.push(word.to_owned());
        self.numbers.insert(word.to_owned(), number);
        number
    }

    fn word(&self, number: u16) -> &str {
        usize::from(number).checked_sub(1).and_then(|at| self.words.get(at)).map_or("", String::as_str)
    }
}

fn value<'r>(entity: Entity, record: &'r [u8], field: &str) -> &'r str {
    let at = entity.field(field);
    at.and_then(|at| Values::over(record).nth(at)).flatten().unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::changes::ChangeSorter;
    use crate::model::Record;
    use crate::sorting::MemoryScratch;

    fn change(entity: Entity, op: Op, fields: &[(&str, &str)]) -> Change {
        let record = Record::from_pairs(entity, fields).bytes().to_vec();
        let is_new = op == Op::Created;
        let before = (!is_new).then(|| record.clone());
        let after = matches!(op, Op::Created | Op::Updated | Op::Revived).then_some(record);
        let key = key_hash(fields[0].1);
        Change { op, entity, ordinal: (!is_new).then_some(0), arrival: 0, key, row: key, before, after }
    }

    fn person(id: &str, op: Op, grade: &str, roles: &[(&str, &str)]) -> Vec<Change> {
        let user = change(Entity::Users, op, &[("sourcedId", id), ("grades", grade)]);
        let role = |(at, (role, kind)): (usize, &(&str, &str))| {
            let id_of = format!("{id}-{at}");
            let fields = [("sourcedId", &*id_of), ("userSourcedId", id), ("roleType", kind), ("role", role)];
            change(Entity::Roles, op, &fields)
        };
        std::iter::once(user).chain(roles.iter().enumerate().map(role)).collect()
    }

    fn counted(changes: impl IntoIterator<Item = Vec<Change>>) -> Vec<(String, u64, u64)> {
        let mut sorter = ChangeSorter::new(&MemoryScratch);
        changes.into_iter().flatten().for_each(|change| sorter.push(&change).unwrap());
        let bytes = sorter.write(Vec::new()).unwrap();
        let mut set = ChangeSetReader::open(std::io::Cursor::new(bytes)).unwrap();
        let people = People::of(&mut set).unwrap();
        people
            .0
            .into_iter()
            .map(|(who, flow)| (format!("{} {}", who.role, who.grade), flow.lost, flow.gained))
            .collect()
    }

    #[test]
    fn students_are_counted_by_grade_and_others_by_role() {
        let student = [("student", "primary")];
        let changes = [
            person("a", Op::Removed, "09", &student),
            person("b", Op::Removed, "09,10", &student),
            person("c", Op::Created, "09", &student),
            person("d", Op::Revived, "KG", &student),
            person("e", Op::Removed, "", &student),
            person("f", Op::Removed, "09", &[("aide", "secondary"), ("teacher", "primary")]),
            person("g", Op::Created, "", &[]),
            person("h", Op::Updated, "12", &student),
            person("i", Op::Missing, "12", &student),
        ];
        let want =
            [(" ", 0, 1), ("student ", 1, 0), ("student 09", 2, 1), ("student KG", 0, 1), ("teacher ", 1, 0)];
        assert_eq!(counted(changes), want.map(|(who, lost, gained)| (who.to_owned(), lost, gained)));
    }

    #[test]
    fn a_role_that_goes_while_its_person_stays_counts_nobody() {
        let stays = change(Entity::Users, Op::Updated, &[("sourcedId", "a"), ("grades", "09")]);
        let fields = [("sourcedId", "r"), ("userSourcedId", "a"), ("role", "student")];
        assert!(counted([vec![stays, change(Entity::Roles, Op::Removed, &fields)]]).is_empty());
    }
}
