//! Records encoded, decoded, merged and compared, with own fields and without.

use proptest::prelude::*;

use super::*;

#[test]
fn absent_and_empty_are_told_apart() {
    let record = Record::from_pairs(Entity::Orgs, &[("sourcedId", "o1"), ("identifier", "")]);
    assert_eq!((record.sourced_id(), record.get("identifier"), record.get("name")), ("o1", Some(""), None));
}

#[test]
fn a_column_that_did_not_come_leaves_the_value() {
    let old = Record::from_pairs(Entity::Orgs, &[("sourcedId", "o1"), ("name", "A"), ("identifier", "7")]);
    let new = Record::from_pairs(Entity::Orgs, &[("sourcedId", "o1"), ("name", "")]);
    let merged = new.filled_from(&old);
    assert_eq!((merged.get("name"), merged.get("identifier")), (Some(""), Some("7")));
    assert_eq!(merged.differences(&old), Differences { fields: vec![1], own: vec![] });
}

#[test]
fn without_own_fields_nothing_follows_the_fields() {
    let record = Record::from_pairs(Entity::Orgs, &[("sourcedId", "o1"), ("name", "A")]);
    assert_eq!(record.bytes(), b"\x03o1\x02A\0\0\0");
    assert_eq!((record.own(), record.own_values().count()), (None, 0));
}

#[test]
fn own_fields_follow_the_fields_as_one_value_in_order_of_names() {
    let pairs = [("sourcedId", "o1"), ("metadata.b", "2"), ("metadata.a", ""), ("unknown", "x")];
    let record = Record::from_pairs(Entity::Orgs, &pairs);
    assert_eq!(record.bytes(), b"\x03o1\0\0\0\0\x11{\"a\":\"\",\"b\":\"2\"}");
    assert_eq!(record.own(), Some(r#"{"a":"","b":"2"}"#));
    assert_eq!(record.values().count(), Entity::Orgs.fields().len());
    let own = |name| record.own_value(name).map(Cow::into_owned);
    assert_eq!((own("a"), own("b"), own("c")), (Some(String::new()), Some("2".to_owned()), None));
}

#[test]
fn what_follows_the_fields_and_is_not_ours_is_no_record() {
    let fields = b"\x03o1\0\0\0\0";
    for tail in [
        &b"\0"[..],
        b"\x01",
        b"\x03{}",
        b"\x03ab",
        b"\x0a{\"a\":\"1\"}\0",
        b"\x0b{\"a\": \"1\"}",
        b"\x0b{\"a\":\"1\"}",
    ] {
        let bytes = [fields, tail].concat();
        assert_eq!(Record::decode(Entity::Orgs, &bytes), None, "{tail:?}");
    }
    assert!(Record::decode(Entity::Orgs, &[&fields[..], b"\x0a{\"a\":\"1\"}"].concat()).is_some());
}

#[test]
fn an_own_field_that_did_not_come_leaves_its_value_and_no_other() {
    let old = [("sourcedId", "o1"), ("metadata.a", "1"), ("metadata.b", "2"), ("metadata.c", "3")];
    let new = [("sourcedId", "o1"), ("metadata.b", ""), ("metadata.c", "3"), ("metadata.d", "4")];
    let (old, new) = (Record::from_pairs(Entity::Orgs, &old), Record::from_pairs(Entity::Orgs, &new));
    let merged = new.filled_from(&old);
    assert_eq!(merged.own(), Some(r#"{"a":"1","b":"","c":"3","d":"4"}"#));
    assert_eq!(merged.differences(&old).own, ["b", "d"]);
    assert!(
        Record::from_pairs(Entity::Orgs, &[("sourcedId", "o1")])
            .filled_from(&old)
            .differences(&old)
            .is_empty()
    );
}

#[test]
fn an_own_field_that_came_blank_is_no_difference_from_one_that_never_came() {
    let one = Record::from_pairs(Entity::Orgs, &[("sourcedId", "o1"), ("metadata.a", "")]);
    let other = Record::from_pairs(Entity::Orgs, &[("sourcedId", "o1")]);
    assert!(one.differences(&other).is_empty() && other.differences(&one).is_empty());
}

fn own() -> impl Strategy<Value = OwnFields> {
    prop::collection::btree_map("[a-e]", "(?s).{0,40}", 0..4)
}

fn built(values: &[Option<String>], own: &OwnFields) -> Record {
    let mut builder = RecordBuilder::new(Entity::Enrollments);
    values.iter().for_each(|v| builder.push(v.as_deref()));
    builder.own(own);
    builder.finish()
}

proptest! {
    #[test]
    fn what_is_encoded_is_decoded(values in prop::collection::vec(prop::option::of("(?s).{0,300}"), 8), own in own()) {
        let record = built(&values, &own);
        let back = Record::decode(Entity::Enrollments, record.bytes());
        prop_assert_eq!(back.as_ref(), Some(&record));
        let got: Vec<_> = record.values().map(|v| v.map(str::to_owned)).collect();
        prop_assert_eq!(got, values);
        let got: OwnFields = record.own_values().map(|(n, v)| (n.into_owned(), v.into_owned())).collect();
        prop_assert_eq!(got, own);
    }

    #[test]
    fn filling_twice_is_filling_once_and_an_empty_record_changes_nothing(new in own(), old in own()) {
        let (new, old) = (built(&[], &new), built(&[], &old));
        let once = new.filled_from(&old);
        prop_assert_eq!(&once.filled_from(&old), &once);
        prop_assert_eq!(&built(&[], &OwnFields::new()).filled_from(&old), &old);
        prop_assert!(once.differences(&new).own.iter().all(|name| new.own_value(name).is_none()));
    }

    #[test]
    fn any_bytes_decode_or_do_not_but_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        let _ = Record::decode(Entity::Orgs, &bytes);
    }
}
