//! A record in its canonical encoding, which is also what is hashed and stored.

use super::entity::Entity;

/// One canonical record: for each field of its entity, in order, a length (LEB128: 0 = the column never came, else bytes
/// + 1) and the bytes as UTF-8. A field whose column never came is *absent*; one that came blank is *empty*.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Record {
    entity: Entity,
    bytes: Vec<u8>,
}

impl Record {
    /// Decodes the canonical encoding; `None` unless it is whole, UTF-8, and has just the entity's fields.
    pub fn decode(entity: Entity, bytes: &[u8]) -> Option<Record> {
        let mut rest = bytes;
        for _ in entity.fields() {
            rest = split_value(rest)?.1;
        }
        rest.is_empty().then(|| Record { entity, bytes: bytes.to_vec() })
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

    /// Each field's value in the entity's order; `None` where the column never came.
    pub fn values(&self) -> Values<'_> {
        Values { rest: &self.bytes }
    }

    /// The value of the field at a position of [`Entity::fields`].
    pub fn value(&self, field: usize) -> Option<&str> {
        self.values().nth(field).flatten()
    }

    /// The value of a field by name; `None` if absent or no such field.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.value(self.entity.field(name)?)
    }

    /// This record with the values of `older` where this one's column never came.
    pub fn filled_from(&self, older: &Record) -> Record {
        let mut builder = RecordBuilder::new(self.entity);
        for (mine, theirs) in self.values().zip(older.values()) {
            builder.push(mine.or(theirs));
        }
        builder.finish()
    }

    /// Positions of the fields in which two records of one entity differ; absent and empty count as the same.
    pub fn differences(&self, other: &Record) -> Vec<usize> {
        let same = |a: Option<&str>, b: Option<&str>| a.unwrap_or("") == b.unwrap_or("");
        let pairs = self.values().zip(other.values()).enumerate();
        pairs.filter(|(_, (a, b))| !same(*a, *b)).map(|(i, _)| i).collect()
    }
}

/// The values of an encoded record, in order.
#[derive(Debug, Clone)]
pub struct Values<'a> {
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
    let mut len = text.len() + 1;
    while len >= 0x80 {
        out.push(len as u8 | 0x80);
        len >>= 7;
    }
    out.push(len as u8);
    out.extend_from_slice(text.as_bytes());
}

/// Builds a record field by field in the entity's order.
#[derive(Debug)]
pub struct RecordBuilder {
    entity: Entity,
    bytes: Vec<u8>,
    pushed: usize,
}

impl RecordBuilder {
    /// An empty one.
    pub fn new(entity: Entity) -> RecordBuilder {
        RecordBuilder { entity, bytes: Vec::with_capacity(128), pushed: 0 }
    }

    /// Appends the next field's value; more than the entity has are ignored.
    pub fn push(&mut self, value: Option<&str>) {
        if self.pushed < self.entity.fields().len() {
            encode_value(&mut self.bytes, value);
            self.pushed += 1;
        }
    }

    /// The record; fields not pushed are absent.
    pub fn finish(mut self) -> Record {
        while self.pushed < self.entity.fields().len() {
            self.push(None);
        }
        Record { entity: self.entity, bytes: self.bytes }
    }
}

impl Record {
    /// A record from name and value pairs; unknown names are ignored, fields not named are absent.
    pub fn from_pairs(entity: Entity, pairs: &[(&str, &str)]) -> Record {
        let mut builder = RecordBuilder::new(entity);
        for field in entity.fields() {
            builder.push(pairs.iter().find(|(name, _)| *name == field.name).map(|(_, value)| *value));
        }
        builder.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn absent_and_empty_are_told_apart() {
        let record = Record::from_pairs(Entity::Orgs, &[("sourcedId", "o1"), ("identifier", "")]);
        assert_eq!(
            (record.sourced_id(), record.get("identifier"), record.get("name")),
            ("o1", Some(""), None)
        );
    }

    #[test]
    fn a_column_that_did_not_come_leaves_the_value() {
        let old =
            Record::from_pairs(Entity::Orgs, &[("sourcedId", "o1"), ("name", "A"), ("identifier", "7")]);
        let new = Record::from_pairs(Entity::Orgs, &[("sourcedId", "o1"), ("name", "")]);
        let merged = new.filled_from(&old);
        assert_eq!((merged.get("name"), merged.get("identifier")), (Some(""), Some("7")));
        assert_eq!(merged.differences(&old), vec![1]);
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_decoded(values in prop::collection::vec(prop::option::of(".{0,300}"), 8)) {
            let mut builder = RecordBuilder::new(Entity::Enrollments);
            values.iter().for_each(|v| builder.push(v.as_deref()));
            let record = builder.finish();
            let back = Record::decode(Entity::Enrollments, record.bytes());
            prop_assert_eq!(back.as_ref(), Some(&record));
            let got: Vec<_> = record.values().map(|v| v.map(str::to_owned)).collect();
            prop_assert_eq!(got, values);
        }

        #[test]
        fn any_bytes_decode_or_do_not_but_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            let _ = Record::decode(Entity::Orgs, &bytes);
        }
    }
}
