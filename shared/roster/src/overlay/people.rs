//! The people of one supplement, by the value that they are found by.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::fill::{Filled, fill, name_of};
use super::join::JoinBy;
use super::own::OwnRecords;
use crate::mapping::{FieldTarget, Mapping, Write};
use crate::model::{Entity, Record, RecordBuilder};

/// One supplement: what it says of whom.
///
/// Memory: about 100 bytes a person and what is said of it, up to a number of people.
#[derive(Debug, Clone)]
pub struct Overlay {
    pub(super) name: Arc<str>,
    pub(super) join: JoinBy,
    writes: Vec<(FieldTarget, Write)>,
    people: HashMap<u128, Person>,
    /// Join hashes by the hash of the supplement's own ID, where these differ.
    ids: HashMap<u128, u128>,
    values: Vec<u8>,
    pub(super) fields: BTreeSet<String>,
    pub(super) own: OwnRecords,
    /// IDs of the supplement's records that share their join value with another, as far as they are told.
    pub(super) doubles: Vec<String>,
    pub(super) most: usize,
    pub(super) crowded: bool,
}

/// One person of the supplement.
#[derive(Debug, Clone)]
struct Person {
    met: Met,
    /// Where what is said of it stands.
    values: std::ops::Range<usize>,
    /// Its ID in the supplement.
    id: Box<str>,
}

/// Whom a person of the supplement is in the roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Met {
    /// Nobody yet.
    Nobody,
    /// The person of this key hash and ID.
    One(u128, Box<str>),
    /// Two people of the roster have the value: neither is meant for sure.
    Two,
    /// Two records of the supplement have the value.
    Double,
}

/// Records with the same join value of which each is told.
const TOLD: usize = 1000;

impl Overlay {
    /// People that a supplement may have at most.
    pub const MOST: usize = 2_000_000;

    /// A supplement of a name, without people yet, for at most `most` of them. Fields that its mapping does not speak of
    /// always count.
    pub fn new(name: &str, join: JoinBy, mapping: Option<&Mapping>, most: usize) -> Overlay {
        Overlay {
            name: name.into(),
            own: OwnRecords::of(name),
            writes: mapping.map(writes).unwrap_or_default(),
            join,
            people: HashMap::new(),
            ids: HashMap::new(),
            values: Vec::new(),
            fields: BTreeSet::new(),
            doubles: Vec::new(),
            most,
            crowded: false,
        }
    }

    /// Takes a person of the supplement.
    pub fn user(&mut self, user: &Record) {
        if self.people.len() >= self.most {
            self.crowded = true;
        }
        let Some(join) = self.join.of_supplement(user.bytes()).filter(|_| !self.crowded) else { return };
        if let Some(known) = self.people.get_mut(&join) {
            known.met = Met::Double;
            let both = [known.id.clone().into_string(), user.sourced_id().to_owned()];
            for id in both {
                if self.doubles.len() < TOLD && !self.doubles.contains(&id) {
                    self.doubles.push(id);
                }
            }
            return;
        }
        let id = crate::diff::key_hash(user.sourced_id());
        if self.join.hash(user.sourced_id()) != Some(join) {
            self.ids.insert(id, join);
        }
        let said = self.said(user);
        let start = self.values.len();
        self.values.extend_from_slice(said.bytes());
        let person =
            Person { met: Met::Nobody, values: start..self.values.len(), id: user.sourced_id().into() };
        self.people.insert(join, person);
    }

    /// Takes a record of the operator's own kinds that the supplement has of a person.
    pub fn own_record(&mut self, record: &Record) {
        self.crowded |= self.own.len() >= self.most;
        if !self.crowded {
            self.own.push(record);
        }
    }

    /// What of a supplement's record is said of the person: neither who it is nor what refers to other records.
    fn said(&mut self, user: &Record) -> Record {
        let mut builder = RecordBuilder::new(Entity::Users);
        for (at, value) in user.values().enumerate() {
            let field = &Entity::Users.fields()[at];
            let refers = matches!(field.kind, crate::model::Kind::Ref(_) | crate::model::Kind::RefList(_));
            let is_said = at != 0 && Some(at) != self.join.field() && !refers;
            let value = value.filter(|text| is_said && !text.is_empty());
            self.fields.extend(value.map(|_| field.name.to_owned()));
            builder.push(value);
        }
        let own = user.own_values().filter(|(_, value)| !value.is_empty());
        let own: crate::model::OwnFields =
            own.map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
        let name = |name: &String| name_of(&FieldTarget::Own(name.clone()));
        self.fields.extend(own.keys().filter_map(name));
        builder.own(&own);
        builder.finish()
    }

    /// When a field counts.
    fn write(&self, target: &FieldTarget) -> Write {
        self.writes.iter().find(|(of, _)| of == target).map(|(_, write)| *write).unwrap_or_default()
    }

    /// Names of the fields that count only the first time.
    pub(super) fn once(&self) -> impl Iterator<Item = String> + '_ {
        self.writes
            .iter()
            .filter(|(_, write)| *write == Write::Once)
            .filter_map(|(target, _)| name_of(target))
    }

    /// Notes that the roster has a person.
    pub(super) fn meet(&mut self, user: &[u8], key: u128, id: &str) {
        let Some(person) = self.join.of(user).and_then(|join| self.people.get_mut(&join)) else { return };
        match &person.met {
            Met::Nobody => person.met = Met::One(key, id.into()),
            Met::One(known, _) if *known != key => person.met = Met::Two,
            Met::One(..) | Met::Two | Met::Double => {}
        }
    }

    /// Knows all the people whom its own records are about.
    pub(super) fn seal(&mut self) {
        let joins: Vec<(u128, Box<str>)> = self
            .own
            .iter()
            .filter_map(|record| Some((self.join_of(&record)?, record.sourced_id().into())))
            .collect();
        for (join, id) in joins {
            self.people.entry(join).or_insert(Person { met: Met::Nobody, values: 0..0, id });
        }
    }

    /// The join value of the person whom an own record is about: that of the supplement's person of this ID, or else the
    /// ID itself.
    fn join_of(&self, record: &Record) -> Option<u128> {
        let id = record.get("userSourcedId")?;
        self.ids.get(&crate::diff::key_hash(id)).copied().or_else(|| self.join.hash(id))
    }

    /// Who in the roster the person is whom an own record is about.
    pub(super) fn met_of(&self, record: &Record) -> Option<&Met> {
        self.people.get(&self.join_of(record)?).map(|person| &person.met)
    }

    /// Who a person of the roster is here.
    pub(super) fn met_by(&self, user: &[u8]) -> Option<&Met> {
        self.people.get(&self.join.of(user)?).map(|person| &person.met)
    }

    /// What the supplement says of a person, filled into its record.
    pub(super) fn fill(&self, mine: &Record) -> Option<Filled> {
        let person = self.people.get(&self.join.of(mine.bytes())?)?;
        let Met::One(..) = person.met else { return None };
        let theirs = Record::decode(Entity::Users, self.values.get(person.values.clone())?)?;
        Some(fill(mine, &theirs, |target| self.write(target)))
    }

    /// How many people there are, and how many of them nobody is.
    pub(super) fn unmet(&self) -> (usize, usize) {
        let unmet = self.people.values().filter(|person| person.met == Met::Nobody).count();
        (self.people.len(), unmet)
    }
}

/// When fields of users count, as a mapping says.
fn writes(mapping: &Mapping) -> Vec<(FieldTarget, Write)> {
    let users =
        mapping.files.iter().flat_map(|file| &file.records).filter(|made| made.entity == Entity::Users);
    let fields = users.flat_map(|made| &made.fields).filter(|field| field.write != Write::Always);
    fields.map(|field| (field.target.clone(), field.write)).collect()
}
