//! What of a created or removed record could tell that it is another one's continuation: hashes, never the values.

use crate::model::{Entity, Kind, Record};

/// Something that two records may have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// E-mail address.
    Email,
    /// `userMasterIdentifier`.
    Master,
    /// Login name.
    Username,
    /// The number that people know it by.
    Number,
    /// The longest number within the `sourcedId`, without leading zeros.
    Core,
    /// Given and family name, or the name of an org.
    Name,
    /// Only the first part of the name.
    Given,
    /// Only the last part of it.
    Family,
    /// Birth date.
    Birth,
    /// Type of an org.
    Kind,
    /// All values that are no references.
    Whole,
}

impl Mark {
    /// Where it is kept: no record has both of those that share a place.
    const fn place(self) -> usize {
        match self {
            Mark::Kind => Mark::Birth as usize,
            Mark::Whole => Mark::Email as usize,
            Mark::Email
            | Mark::Master
            | Mark::Username
            | Mark::Number
            | Mark::Core
            | Mark::Name
            | Mark::Given
            | Mark::Family
            | Mark::Birth => self as usize,
        }
    }
}

const MARKS: usize = Mark::Birth as usize + 1;

/// One record of one side. 0 is a mark that it does not have.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub(super) id: Box<str>,
    marks: [u64; MARKS],
    /// The role that formats with separate ID spaces put before the ID.
    prefix: u64,
    is_person: bool,
    /// Whether its ID stays in the roster, as that of somebody who has nothing in common with it.
    pub(super) stays: bool,
}

impl Candidate {
    pub(super) fn of(record: &Record) -> Candidate {
        let id = record.sourced_id();
        let mut marks = [0; MARKS];
        let mut set = |mark: Mark, text: &str| marks[mark.place()] = hash(text);
        let value = |name: &str| record.get(name).unwrap_or("");
        match record.entity() {
            Entity::Users => {
                set(Mark::Email, value("email"));
                set(Mark::Master, value("userMasterIdentifier"));
                set(Mark::Username, value("username"));
                set(Mark::Number, value("identifier"));
                set(Mark::Core, core(id));
                let [given, family] = ["givenName", "familyName"].map(value);
                set(Mark::Given, given);
                set(Mark::Family, family);
                if !given.trim().is_empty() && !family.trim().is_empty() {
                    set(Mark::Name, &[given.trim(), family.trim()].join("\n"));
                }
            }
            Entity::Orgs => {
                set(Mark::Number, value("identifier"));
                set(Mark::Name, value("name"));
                set(Mark::Kind, value("type"));
            }
            _ => set(Mark::Whole, &whole(record)),
        }
        let prefix = id.split_once(':').map_or(0, |(prefix, _)| hash(prefix));
        Candidate { id: id.into(), marks, prefix, is_person: record.entity() == Entity::Users, stays: false }
    }

    pub(super) fn set_birth(&mut self, birth: u64) {
        self.marks[Mark::Birth.place()] = birth;
    }

    /// One number for several marks; 0 if one of them is missing.
    pub(super) fn key(&self, marks: &[Mark]) -> u64 {
        let mut key = 0u64;
        for mark in marks {
            match self.marks[mark.place()] {
                0 => return 0,
                one => key = key.rotate_left(17).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ one,
            }
        }
        key.max(1)
    }

    fn both_have(&self, other: &Candidate, mark: Mark) -> Option<bool> {
        let (mine, theirs) = (self.marks[mark.place()], other.marks[mark.place()]);
        (mine != 0 && theirs != 0).then_some(mine == theirs)
    }

    /// Whether they cannot be one: born on different days, or a student and a contact.
    pub(super) fn clashes_with(&self, other: &Candidate) -> bool {
        self.is_person && self.both_have(other, Mark::Birth) == Some(false)
            || self.prefix != 0 && other.prefix != 0 && self.prefix != other.prefix
    }

    /// Whether both have names and no part of them is the same.
    pub(super) fn has_another_name_than(&self, other: &Candidate) -> bool {
        let parts = [Mark::Name, Mark::Given, Mark::Family].map(|mark| self.both_have(other, mark));
        parts.contains(&Some(false)) && !parts.contains(&Some(true))
    }

    /// Whether nothing at all speaks for their being one.
    pub(super) fn has_nothing_in_common_with(&self, other: &Candidate) -> bool {
        let telling = [Mark::Email, Mark::Master, Mark::Username, Mark::Number];
        self.has_another_name_than(other)
            && telling.iter().all(|mark| self.both_have(other, *mark) != Some(true))
    }
}

/// 0 for blank texts; case and spaces around do not matter.
pub(super) fn hash(text: &str) -> u64 {
    match text.trim() {
        "" => 0,
        text => xxhash_rust::xxh3::xxh3_64(text.to_lowercase().as_bytes()).max(1),
    }
}

fn core(id: &str) -> &str {
    let numbers = id.split(|c: char| !c.is_ascii_digit()).map(|number| number.trim_start_matches('0'));
    numbers.max_by_key(|number| number.len()).unwrap_or("")
}

fn whole(record: &Record) -> String {
    let mut values = String::new();
    for (field, value) in record.entity().fields().iter().zip(record.values()).skip(1) {
        if !matches!(field.kind, Kind::Ref(_) | Kind::RefList(_)) {
            values.push_str(value.unwrap_or(""));
            values.push('\n');
        }
    }
    values
}
