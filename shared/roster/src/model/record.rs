//! A record in its canonical encoding, which is also what is hashed and stored.

use std::borrow::Cow;

use super::entity::Entity;
use super::own::{self, OWN_PREFIX, OwnFields, OwnValues};

/// One canonical record: for each field of its entity, in order, a length (LEB128: 0 = the column never came, else bytes
/// + 1) and the bytes as UTF-8. A field whose column never came is *absent*; one that came blank is *empty*.
///
/// If it has own fields, one more value follows: a JSON object of texts with the names in order. Without any there is
/// none, so that a record of which nobody named own fields is the same bytes as ever.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Record {
    entity: Entity,
    bytes: Vec<u8>,
}

impl Record {
    /// Decodes the canonical encoding; `None` unless it is whole, UTF-8, and has just the entity's fields and own ones.
    pub fn decode(entity: Entity, bytes: &[u8]) -> Option<Record> {
        let mut rest = bytes;
        for _ in entity.fields() {
            rest = split_value(rest)?.1;
        }
        if !rest.is_empty() {
            let (own, end) = split_value(rest)?;
            own.filter(|text| end.is_empty() && own::is_canonical(text))?;
        }
        Some(Record { entity, bytes: bytes.to_vec() })
    }

    /// What kind of record it is.
    pub fn entity(&self) -> Entity {
        self.entity
    }

    /// The canonical encoding.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Its ID.
    pub fn sourced_id(&self) -> &str {
        self.values().next().flatten().unwrap_or("")
    }

    /// Each field's value in the entity's order; `None` where the column never came. Own fields are not among them.
    pub fn values(&self) -> impl Iterator<Item = Option<&str>> + Clone {
        Values::over(&self.bytes).take(self.entity.fields().len())
    }

    /// The value of the field at a position of [`Entity::fields`].
    pub fn value(&self, field: usize) -> Option<&str> {
        self.values().nth(field).flatten()
    }

    /// Its own fields as a JSON object of texts, names in order; `None` if it has none.
    pub fn own(&self) -> Option<&str> {
        own_of(self.entity, &self.bytes)
    }

    /// Its own fields by name, in order.
    pub fn own_values(&self) -> OwnValues<'_> {
        OwnValues::over(self.own().unwrap_or(""))
    }

    /// The value of an own field by its name without [`OWN_PREFIX`]; `None` if its column never came.
    pub fn own_value(&self, name: &str) -> Option<Cow<'_, str>> {
        self.own_values().find(|(own, _)| own == name).map(|(_, value)| value)
    }

    /// The value of a field by name; `None` if absent or no such field.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.value(self.entity.field(name)?)
    }

    /// This record with the values of `older` where this one's column never came; each own field for itself.
    pub fn filled_from(&self, older: &Record) -> Record {
        let mut builder = RecordBuilder::new(self.entity);
        for (mine, theirs) in self.values().zip(older.values()) {
            builder.push(mine.or(theirs));
        }
        builder.own(&own::filled(self.own_values(), older.own_values()));
        builder.finish()
    }

    /// This record with the values of `older` in the fields and own fields that are kept.
    pub fn keeping(
        &self,
        older: &Record,
        keeps: impl Fn(usize) -> bool,
        keeps_own: impl Fn(&str) -> bool,
    ) -> Record {
        let mut builder = RecordBuilder::new(self.entity);
        for (at, (mine, theirs)) in self.values().zip(older.values()).enumerate() {
            builder.push(if keeps(at) { theirs } else { mine });
        }
        let kept = older.own_values().filter(|(name, _)| keeps_own(name));
        let mut own = own::filled(self.own_values(), self.own_values());
        own.extend(kept.map(|(name, value)| (name.into_owned(), value.into_owned())));
        builder.own(&own);
        builder.finish()
    }

    /// This record without some fields and own fields, as if their columns had never come.
    pub fn without(&self, fields: &[usize], own: &[String]) -> Record {
        let mut builder = RecordBuilder::new(self.entity);
        for (at, value) in self.values().enumerate() {
            builder.push(value.filter(|_| !fields.contains(&at)));
        }
        let left = self.own_values().filter(|(name, _)| !own.iter().any(|gone| gone == name));
        builder.own(&left.map(|(name, value)| (name.into_owned(), value.into_owned())).collect());
        builder.finish()
    }

    /// In what two records of one entity differ; absent and empty count as the same.
    pub fn differences(&self, other: &Record) -> Differences {
        let same = |a: Option<&str>, b: Option<&str>| a.unwrap_or("") == b.unwrap_or("");
        let pairs = self.values().zip(other.values()).enumerate();
        let fields = pairs.filter(|(_, (a, b))| !same(*a, *b)).map(|(i, _)| i).collect();
        let own = match self.own() == other.own() {
            true => Vec::new(),
            false => own::differing(self.own_values(), other.own_values()),
        };
        Differences { fields, own }
    }
}

/// In what two records differ.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Differences {
    /// Positions in [`Entity::fields`], in order.
    pub fields: Vec<usize>,
    /// Names of own fields without [`OWN_PREFIX`], in order.
    pub own: Vec<String>,
}

impl Differences {
    /// Whether they are the same.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.own.is_empty()
    }
}

/// The own fields in a canonical encoding, as JSON; `None` if it has none.
pub(crate) fn own_of(entity: Entity, bytes: &[u8]) -> Option<&str> {
    Values::over(bytes).nth(entity.fields().len()).flatten()
}

/// Appends own fields, whose names come in order, to the canonical encoding of all fields; nothing if there are none.
pub(crate) fn encode_own<N: AsRef<str>, V: AsRef<str>>(
    out: &mut Vec<u8>,
    fields: impl IntoIterator<Item = (N, V)>,
) {
    let mut fields = fields.into_iter().peekable();
    if fields.peek().is_none() {
        return;
    }
    let start = out.len();
    own::put_object(out, fields);
    let end = out.len();
    put_length(out, end - start + 1);
    let length = out.len() - end;
    out[start..].rotate_right(length);
}

/// The values of an encoded record, in order; after the last field, its own fields if it has any.
#[derive(Debug, Clone)]
pub(crate) struct Values<'a> {
    rest: &'a [u8],
}

impl<'a> Values<'a> {
    /// Over bytes that [`Record::decode`] accepted or [`RecordBuilder`] made.
    pub(crate) fn over(bytes: &'a [u8]) -> Values<'a> {
        Values { rest: bytes }
    }
}

impl<'a> Iterator for Values<'a> {
    type Item = Option<&'a str>;
    fn next(&mut self) -> Option<Option<&'a str>> {
        let (value, rest) = split_value(self.rest)?;
        self.rest = rest;
        Some(value)
    }

    /// Steps over values by their lengths alone.
    #[inline]
    fn nth(&mut self, n: usize) -> Option<Option<&'a str>> {
        for _ in 0..n {
            let (len, at) = split_length(self.rest)?;
            self.rest = self.rest.get(at.checked_add(len.saturating_sub(1))?..)?;
        }
        self.next()
    }
}

/// The length that a value's encoding begins with, and where the length ends.
#[inline]
fn split_length(bytes: &[u8]) -> Option<(usize, usize)> {
    match *bytes.first()? {
        short @ 0..0x80 => Some((usize::from(short), 1)),
        0x80.. => split_long(bytes),
    }
}

fn split_long(bytes: &[u8]) -> Option<(usize, usize)> {
    let (mut len, mut shift, mut at) = (0usize, 0u32, 0usize);
    loop {
        let byte = *bytes.get(at)?;
        at += 1;
        len |= usize::from(byte & 0x7f).checked_shl(shift).filter(|_| shift < 35)?;
        shift += 7;
        if byte < 0x80 {
            return Some((len, at));
        }
    }
}

fn split_value(bytes: &[u8]) -> Option<(Option<&str>, &[u8])> {
    let (len, at) = split_length(bytes)?;
    if len == 0 {
        return Some((None, &bytes[at..]));
    }
    let end = at.checked_add(len - 1)?;
    let text = std::str::from_utf8(bytes.get(at..end)?).ok()?;
    Some((Some(text), &bytes[end..]))
}

/// Appends one value to a canonical encoding.
#[inline]
pub(crate) fn encode_value(out: &mut Vec<u8>, value: Option<&str>) {
    let Some(text) = value else { return out.push(0) };
    put_length(out, text.len() + 1);
    out.extend_from_slice(text.as_bytes());
}

#[inline]
fn put_length(out: &mut Vec<u8>, mut len: usize) {
    while len >= 0x80 {
        out.push(len as u8 | 0x80);
        len >>= 7;
    }
    out.push(len as u8);
}

/// Builds a record field by field in the entity's order.
#[derive(Debug)]
pub struct RecordBuilder {
    entity: Entity,
    bytes: Vec<u8>,
    pushed: usize,
    own: OwnFields,
}

impl RecordBuilder {
    /// An empty one.
    pub fn new(entity: Entity) -> RecordBuilder {
        RecordBuilder { entity, bytes: Vec::with_capacity(128), pushed: 0, own: OwnFields::new() }
    }

    /// Appends the next field's value; more than the entity has are ignored.
    pub fn push(&mut self, value: Option<&str>) {
        if self.pushed < self.entity.fields().len() {
            encode_value(&mut self.bytes, value);
            self.pushed += 1;
        }
    }

    /// Sets own fields, beside those already set.
    pub fn own(&mut self, fields: &OwnFields) {
        self.own.extend(fields.iter().map(|(name, value)| (name.clone(), value.clone())));
    }

    /// The record; fields not pushed are absent.
    pub fn finish(mut self) -> Record {
        while self.pushed < self.entity.fields().len() {
            self.push(None);
        }
        encode_own(&mut self.bytes, &self.own);
        Record { entity: self.entity, bytes: self.bytes }
    }
}

impl Record {
    /// A record from name and value pairs; names that begin with [`OWN_PREFIX`] are own fields, other unknown names are
    /// ignored, fields not named are absent.
    pub fn from_pairs(entity: Entity, pairs: &[(&str, &str)]) -> Record {
        let mut builder = RecordBuilder::new(entity);
        for field in entity.fields() {
            builder.push(pairs.iter().find(|(name, _)| *name == field.name).map(|(_, value)| *value));
        }
        for (name, value) in pairs.iter().filter(|(name, _)| entity.field(name).is_none()) {
            if let Some(name) = name.strip_prefix(OWN_PREFIX) {
                builder.own.insert(name.to_owned(), (*value).to_owned());
            }
        }
        builder.finish()
    }
}

#[cfg(test)]
#[path = "record_tests.rs"]
mod tests;
