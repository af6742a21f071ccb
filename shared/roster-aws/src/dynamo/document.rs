//! Documents in items: as JSON where they are small, packed where they are not, in parts where no item could hold them.

use std::io::Read;

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use roster_pipeline::{ErrorKind, PortError, PortResult};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::backoff::token;
use super::item::{Expression, Item, ItemKey, PK, SK, corrupt, maybe_text, n, number, s, text};
use super::table::{Table, Written};

/// Up to here a document stays readable in the AWS console.
const READABLE: usize = 16 * 1024;
/// Up to here it fits an item (400 KB) together with the other attributes.
const WHOLE: usize = 300 * 1024;
/// What no document of ours comes near.
const LARGEST: u64 = 256 * 1024 * 1024;

/// The document as JSON text.
const DOC: &str = "doc";
/// The document as zstd of JSON.
const PACKED: &str = "docz";
/// Names the items that hold the packed document in parts, and says how many.
const PARTS: &str = "parts";
const PART_COUNT: &str = "partCount";

/// A document ready to be stored: its item, and the parts that must be there first.
#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) item: Item,
    pub(crate) parts: Vec<Item>,
}

impl Draft {
    /// A document for the item of `key`.
    pub(crate) fn new<T: Serialize>(key: &ItemKey, document: &T) -> PortResult<Draft> {
        let json = serde_json::to_string(document).map_err(|_| corrupt(DOC))?;
        let mut item = key.item();
        if json.len() <= READABLE {
            item.insert(DOC.to_owned(), s(json));
            return Ok(Draft { item, parts: Vec::new() });
        }
        let packed = zstd::bulk::compress(json.as_bytes(), 3).map_err(|_| corrupt(PACKED))?;
        if packed.len() <= WHOLE {
            item.insert(PACKED.to_owned(), AttributeValue::B(Blob::new(packed)));
            return Ok(Draft { item, parts: Vec::new() });
        }
        let name = token()?;
        let chunks = packed.chunks(WHOLE).enumerate();
        let parts: Vec<Item> =
            chunks.map(|(at, chunk)| part(&part_key(&key.pk, &key.sk, &name, at), chunk)).collect();
        item.insert(PARTS.to_owned(), s(name));
        item.insert(PART_COUNT.to_owned(), n(parts.len()));
        Ok(Draft { item, parts })
    }

    /// With a further attribute.
    pub(crate) fn with(mut self, name: &str, value: AttributeValue) -> Draft {
        self.item.insert(name.to_owned(), value);
        self
    }
}

/// Below this prefix are the parts of all documents whose sort key begins with `prefix`.
pub(crate) fn parts_of(prefix: &str) -> String {
    format!("PART#{prefix}")
}

fn part_key(pk: &str, sk: &str, name: &str, at: usize) -> ItemKey {
    ItemKey::new(pk, format!("{}#{name}#{at:04}", parts_of(sk)))
}

fn part(key: &ItemKey, chunk: &[u8]) -> Item {
    let mut item = key.item();
    item.insert(PACKED.to_owned(), AttributeValue::B(Blob::new(chunk)));
    item
}

/// The keys of the parts that an item needs.
fn part_keys(item: &Item) -> PortResult<Vec<ItemKey>> {
    let Some(name) = maybe_text(item, PARTS) else { return Ok(Vec::new()) };
    let (pk, sk) = (text(item, PK)?, text(item, SK)?);
    Ok((0..number(item, PART_COUNT)?).map(|at| part_key(pk, sk, name, at)).collect())
}

impl Table {
    /// Stores a document if `condition` holds. Parts come first and go last, so that no item ever names parts that were
    /// not all stored; a crash in between leaves parts that nobody reads until the connection is erased.
    pub(crate) async fn put_document(
        &self,
        what: &str,
        draft: Draft,
        condition: Expression,
    ) -> PortResult<Written> {
        self.put_all(what, draft.parts).await?;
        let own = part_keys(&draft.item)?;
        let written = self.put(what, draft.item, condition).await?;
        match &written {
            Written::Done(Some(before)) => {
                // A call that was sent twice finds what it stored itself.
                let old: Vec<ItemKey> =
                    part_keys(before)?.into_iter().filter(|key| !own.contains(key)).collect();
                self.delete_all(what, &old).await?;
            }
            Written::Done(None) => {}
            Written::Refused(_) => self.delete_all(what, &own).await?,
        }
        Ok(written)
    }

    /// Deletes the parts of a draft that was not stored.
    pub(crate) async fn discard_parts(&self, what: &str, item: &Item) -> PortResult<()> {
        self.delete_all(what, &part_keys(item)?).await
    }

    /// The document of an item that was read; read again where it changed in between. `None` if it went.
    pub(crate) async fn document<T: DeserializeOwned>(
        &self,
        what: &str,
        item: Item,
    ) -> PortResult<Option<T>> {
        let mut item = item;
        loop {
            if let Some(document) = self.read(what, &item).await? {
                return Ok(Some(document));
            }
            match self.get(what, &ItemKey::of(&item)?).await? {
                // Parts go only after the item that names them.
                Some(now) if maybe_text(&now, PARTS) == maybe_text(&item, PARTS) => {
                    return Err(corrupt(PARTS));
                }
                Some(now) => item = now,
                None => return Ok(None),
            }
        }
    }

    /// The document of the item at a key; `NotFound` if there is none.
    pub(crate) async fn document_at<T: DeserializeOwned>(&self, what: &str, key: &ItemKey) -> PortResult<T> {
        let found = match self.get(what, key).await? {
            Some(item) => self.document(what, item).await?,
            None => None,
        };
        found.ok_or_else(|| PortError::new(ErrorKind::NotFound, what))
    }

    /// The documents of items that were read, in their order.
    pub(crate) async fn documents<T: DeserializeOwned>(
        &self,
        what: &str,
        items: Vec<Item>,
    ) -> PortResult<Vec<T>> {
        let mut documents = Vec::with_capacity(items.len());
        for item in items {
            documents.extend(self.document(what, item).await?);
        }
        Ok(documents)
    }

    /// `None` if parts that the item names are gone.
    async fn read<T: DeserializeOwned>(&self, what: &str, item: &Item) -> PortResult<Option<T>> {
        if let Some(json) = maybe_text(item, DOC) {
            return parse(json.as_bytes()).map(Some);
        }
        if let Some(packed) = blob(item) {
            return parse(&unpack(packed)?).map(Some);
        }
        let keys = part_keys(item)?;
        if keys.is_empty() {
            return Err(corrupt(DOC));
        }
        let mut parts = self.get_all(what, &keys).await?;
        if parts.len() < keys.len() {
            return Ok(None);
        }
        parts.sort_by(|a, b| maybe_text(a, SK).cmp(&maybe_text(b, SK)));
        let packed: Vec<&[u8]> = parts.iter().filter_map(blob).collect();
        parse(&unpack(&packed.concat())?).map(Some)
    }
}

fn blob(item: &Item) -> Option<&[u8]> {
    Some(item.get(PACKED)?.as_b().ok()?.as_ref())
}

fn unpack(packed: &[u8]) -> PortResult<Vec<u8>> {
    let mut json = Vec::new();
    let reader = zstd::Decoder::new(packed).map_err(|_| corrupt(PACKED))?;
    reader.take(LARGEST).read_to_end(&mut json).map_err(|_| corrupt(PACKED))?;
    Ok(json)
}

/// Without the parser's own words: they may quote a file's name.
fn parse<T: DeserializeOwned>(json: &[u8]) -> PortResult<T> {
    serde_json::from_slice(json).map_err(|_| corrupt(DOC))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hex of a xorshift: packs to little less than half, as hashes do.
    fn noise(length: usize) -> String {
        let mut state = 88_172_645_463_325_252_u64;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            format!("{state:016x}")
        };
        (0..length.div_ceil(16)).map(|_| next()).collect()
    }

    #[test]
    fn a_document_takes_the_plainest_form_that_fits() {
        let key = ItemKey::new("T#maple#C#main", "RUN#r-1");
        for (length, form, parts) in [(100, DOC, 0), (200_000, PACKED, 0), (1_500_000, PARTS, 3)] {
            let text = noise(length);
            let draft = Draft::new(&key, &text).unwrap();
            assert!(draft.item.contains_key(form), "{length}");
            assert_eq!(draft.parts.len(), parts, "{length}");
            let sizes = draft.parts.iter().chain([&draft.item]).filter_map(blob).map(<[u8]>::len);
            assert!(sizes.max().unwrap_or(0) <= WHOLE, "{length}");
            let keys = part_keys(&draft.item).unwrap();
            assert_eq!(draft.parts.iter().map(|p| ItemKey::of(p).unwrap()).collect::<Vec<_>>(), keys);
            assert!(keys.iter().all(|key| key.sk.starts_with("PART#RUN#r-1#")));
        }
    }

    #[test]
    fn damage_is_told_without_quoting_it() {
        for error in
            [parse::<u64>(b"\"Ann Smith\"").unwrap_err(), unpack(b"Ann Smith").map(drop).unwrap_err()]
        {
            assert_eq!(error.kind, ErrorKind::Corrupt);
            assert!(!error.to_string().contains("Ann"), "{error}");
        }
    }
}
