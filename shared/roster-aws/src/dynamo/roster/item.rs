//! A roster record as an item, and back.

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use roster::diff::row_hash;
use roster::model::{Entity, Kind, OwnFields, Record, RecordBuilder};
use roster_pipeline::ports::StoredRecord;
use roster_pipeline::records::RunId;
use roster_pipeline::{ErrorKind, PortError, PortResult};

use crate::dynamo::item::{Item, maybe_text, s};

/// A time as items hold it: of one length, so that text order is time order.
pub(super) fn time(at: Timestamp) -> AttributeValue {
    AttributeValue::S(format!("{at:.9}"))
}

/// What `lastChanged` depends on: differs where any field does.
pub(super) fn hash(record: &Record) -> AttributeValue {
    AttributeValue::B(Blob::new(row_hash(record.bytes()).to_be_bytes()))
}

/// Our stable key, 32 hex digits.
pub(super) fn key_text(key: [u8; 16]) -> AttributeValue {
    AttributeValue::S(format!("{:032x}", u128::from_be_bytes(key)))
}

/// The name under which a record's own fields are stored.
const OWN: &str = "metadata";

/// The fields by their OneRoster names: lists where OneRoster has lists, else text; what never came is left out. Own
/// fields are a map of texts under [`OWN`].
pub(super) fn fields(record: &Record) -> AttributeValue {
    let named = record.entity().fields().iter().zip(record.values());
    let values = named.filter_map(|(field, value)| {
        let value = value?;
        let value = match is_list(field.kind) {
            true => list(value),
            false => s(value),
        };
        Some((field.name.to_owned(), value))
    });
    let own = record.own().map(|_| {
        let values = record.own_values().map(|(name, value)| (name.into_owned(), s(value)));
        (OWN.to_owned(), AttributeValue::M(values.collect()))
    });
    AttributeValue::M(values.chain(own).collect())
}

/// Commas always part elements, also in the domain; so joining gives the same text again.
fn list(value: &str) -> AttributeValue {
    let elements = value.split(',').filter(|_| !value.is_empty());
    AttributeValue::L(elements.map(s).collect())
}

fn is_list(kind: Kind) -> bool {
    match kind {
        Kind::RefList(_)
        | Kind::TextList
        | Kind::UserIds
        | Kind::OpenEnumList(_)
        | Kind::Grades
        | Kind::ScoreScale => true,
        Kind::Id
        | Kind::Ref(_)
        | Kind::Text
        | Kind::Enum(_)
        | Kind::OpenEnum(_)
        | Kind::Bool
        | Kind::Date
        | Kind::DateTime
        | Kind::Year
        | Kind::Integer
        | Kind::Float
        | Kind::Email => false,
    }
}

/// The record in an item; `Corrupt` if it is none, without quoting it: it is personal data.
pub(super) fn read(entity: Entity, item: &Item) -> PortResult<StoredRecord> {
    parse(entity, item)
        .ok_or_else(|| PortError::new(ErrorKind::Corrupt, format!("stored record of {entity}")))
}

fn parse(entity: Entity, item: &Item) -> Option<StoredRecord> {
    let values = item.get("oneroster")?.as_m().ok()?;
    let mut record = RecordBuilder::new(entity);
    for field in entity.fields() {
        match values.get(field.name) {
            None => record.push(None),
            Some(AttributeValue::S(text)) => record.push(Some(text)),
            Some(AttributeValue::L(elements)) => {
                let texts = elements.iter().map(|element| element.as_s().map(String::as_str));
                record.push(Some(&texts.collect::<Result<Vec<_>, _>>().ok()?.join(",")));
            }
            Some(_) => return None,
        }
    }
    if let Some(own) = values.get(OWN) {
        let own =
            own.as_m().ok()?.iter().map(|(name, value)| Some((name.clone(), value.as_s().ok()?.clone())));
        record.own(&own.collect::<Option<OwnFields>>()?);
    }
    let removed_at = match item.get("removedAt") {
        None => None,
        Some(_) => Some(moment(item, "removedAt")?),
    };
    Some(StoredRecord {
        record: record.finish(),
        key: u128::from_str_radix(maybe_text(item, "stableKey")?, 16).ok()?.to_be_bytes(),
        run: RunId(maybe_text(item, "run")?.to_owned()),
        fence: item.get("fence")?.as_n().ok()?.parse().ok()?,
        first_seen: moment(item, "firstSeen")?,
        last_changed: moment(item, "lastChanged")?,
        removed_at,
    })
}

fn moment(item: &Item, name: &str) -> Option<Timestamp> {
    maybe_text(item, name)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lists_are_lists_and_what_never_came_is_left_out() {
        let pairs = [("sourcedId", "u1"), ("grades", "05,06"), ("agentSourcedIds", ""), ("email", "")];
        let want = HashMap::from([
            ("sourcedId".to_owned(), s("u1")),
            ("grades".to_owned(), AttributeValue::L(vec![s("05"), s("06")])),
            ("agentSourcedIds".to_owned(), AttributeValue::L(vec![])),
            ("email".to_owned(), s("")),
        ]);
        assert_eq!(fields(&Record::from_pairs(Entity::Users, &pairs)), AttributeValue::M(want));
    }

    fn item(record: &Record) -> Item {
        let at = Timestamp::from_second(1_790_000_000).unwrap();
        Item::from([
            ("oneroster".to_owned(), fields(record)),
            ("stableKey".to_owned(), key_text([9; 16])),
            ("run".to_owned(), AttributeValue::S("r-1".into())),
            ("fence".to_owned(), AttributeValue::N(u64::MAX.to_string())),
            ("firstSeen".to_owned(), time(at)),
            ("lastChanged".to_owned(), time(at)),
        ])
    }

    #[test]
    fn a_damaged_item_is_corrupt_and_not_quoted() {
        let whole = item(&Record::from_pairs(Entity::Users, &[("sourcedId", "u1"), ("givenName", "Mia")]));
        assert!(read(Entity::Users, &whole).is_ok());
        for (name, value) in [
            ("oneroster", AttributeValue::S("Mia".into())),
            ("stableKey", AttributeValue::S("Mia".into())),
            ("fence", AttributeValue::S("Mia".into())),
            ("removedAt", AttributeValue::S("Mia".into())),
        ] {
            let mut damaged = whole.clone();
            damaged.insert(name.to_owned(), value);
            let error = read(Entity::Users, &damaged).unwrap_err();
            assert!(error.kind == ErrorKind::Corrupt && !error.to_string().contains("Mia"), "{name}");
        }
    }

    proptest! {
        #[test]
        fn any_record_comes_back(
            values in prop::collection::vec(prop::option::of("[ -~é,]{0,9}"), 21),
            own in prop::collection::btree_map("[a-c]", "[ -~é,]{0,9}", 0..3),
        ) {
            let mut builder = RecordBuilder::new(Entity::Users);
            values.iter().for_each(|v| builder.push(v.as_deref()));
            builder.own(&own);
            let record = builder.finish();
            let stored = read(Entity::Users, &item(&record)).unwrap();
            prop_assert_eq!((stored.record, stored.key, stored.fence), (record, [9; 16], u64::MAX));
        }
    }
}
