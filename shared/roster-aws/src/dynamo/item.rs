//! Items, their attributes, and the conditions under which they are written.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use roster_pipeline::{ErrorKind, PortError, PortResult};

/// The partition key's attribute in every table of ours.
pub(crate) const PK: &str = "pk";
/// The sort key's attribute.
pub(crate) const SK: &str = "sk";

/// An item as DynamoDB has it.
pub(crate) type Item = HashMap<String, AttributeValue>;

/// Where an item is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ItemKey {
    pub(crate) pk: String,
    pub(crate) sk: String,
}

impl ItemKey {
    pub(crate) fn new(pk: impl Into<String>, sk: impl Into<String>) -> ItemKey {
        ItemKey { pk: pk.into(), sk: sk.into() }
    }

    /// The key that an item carries.
    pub(crate) fn of(item: &Item) -> PortResult<ItemKey> {
        Ok(ItemKey { pk: text(item, PK)?.to_owned(), sk: text(item, SK)?.to_owned() })
    }

    /// An item of nothing but its key.
    pub(crate) fn item(&self) -> Item {
        HashMap::from([(PK.to_owned(), s(&self.pk)), (SK.to_owned(), s(&self.sk))])
    }
}

/// An expression and the values it names. Attributes are written `#name` in it, since many plain names are reserved words.
#[derive(Debug, Clone)]
pub(crate) struct Expression {
    pub(crate) text: &'static str,
    pub(crate) values: Vec<(&'static str, AttributeValue)>,
}

impl Expression {
    pub(crate) fn new(text: &'static str) -> Expression {
        Expression { text, values: Vec::new() }
    }

    /// With a value for `:name`.
    pub(crate) fn with(mut self, name: &'static str, value: AttributeValue) -> Expression {
        self.values.push((name, value));
        self
    }
}

/// What expressions of one call name, as the SDK wants it: attributes, and values if there are any.
pub(crate) fn placeholders<'a>(
    expressions: impl IntoIterator<Item = &'a Expression>,
) -> (HashMap<String, String>, Option<HashMap<String, AttributeValue>>) {
    let (mut names, mut values) = (HashMap::new(), HashMap::new());
    for expression in expressions {
        let words = expression.text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '#'));
        let attributes = words.filter_map(|word| word.strip_prefix('#'));
        names.extend(attributes.map(|name| (format!("#{name}"), name.to_owned())));
        values.extend(expression.values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    }
    (names, (!values.is_empty()).then_some(values))
}

/// There is no such item yet.
pub(crate) fn absent() -> Expression {
    Expression::new("attribute_not_exists(#pk)")
}

/// There is such an item.
pub(crate) fn present() -> Expression {
    Expression::new("attribute_exists(#pk)")
}

/// Whatever is there.
pub(crate) fn anyway() -> Expression {
    Expression::new("attribute_exists(#pk) OR attribute_not_exists(#pk)")
}

/// The stored version is this one.
pub(crate) fn version_is(version: u64) -> Expression {
    Expression::new("#version = :version").with(":version", n(version))
}

/// A text.
pub(crate) fn s(text: impl Into<String>) -> AttributeValue {
    AttributeValue::S(text.into())
}

/// A number.
pub(crate) fn n(number: impl ToString) -> AttributeValue {
    AttributeValue::N(number.to_string())
}

/// A text attribute that must be there.
pub(crate) fn text<'a>(item: &'a Item, name: &str) -> PortResult<&'a str> {
    maybe_text(item, name).ok_or_else(|| corrupt(name))
}

/// A text attribute.
pub(crate) fn maybe_text<'a>(item: &'a Item, name: &str) -> Option<&'a str> {
    item.get(name)?.as_s().ok().map(String::as_str)
}

/// A number attribute that must be there.
pub(crate) fn number<T: std::str::FromStr>(item: &Item, name: &str) -> PortResult<T> {
    let found = item.get(name).and_then(|value| value.as_n().ok()?.parse().ok());
    found.ok_or_else(|| corrupt(name))
}

/// A stored item without the attribute it must have; the item is not quoted.
pub(crate) fn corrupt(name: &str) -> PortError {
    PortError::new(ErrorKind::Corrupt, format!("attribute {name} of a stored item"))
}

/// A time in milliseconds since 1970, rounded up: nothing ends early.
pub(crate) fn millis(at: Timestamp) -> i64 {
    let nanos = at.as_nanosecond();
    let millis = nanos.div_euclid(1_000_000) + i128::from(nanos.rem_euclid(1_000_000) > 0);
    i64::try_from(millis).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_name_their_attributes_and_values() {
        let both = [version_is(3), Expression::new("SET #a1 = :a, #b=:a REMOVE #c").with(":a", s("x"))];
        let (names, values) = placeholders(&both);
        let mut names: Vec<_> = names.into_iter().collect();
        names.sort();
        let want = [("#a1", "a1"), ("#b", "b"), ("#c", "c"), ("#version", "version")];
        assert_eq!(names, want.map(|(a, b)| (a.to_owned(), b.to_owned())));
        assert_eq!(values, Some(HashMap::from([(":a".to_owned(), s("x")), (":version".to_owned(), n(3))])));
        assert_eq!(placeholders([&absent()]).1, None, "an empty map would be refused");
    }

    #[test]
    fn an_attribute_that_is_missing_or_of_another_type_is_damage() {
        let item = ItemKey::new("a", "b").item();
        assert_eq!(ItemKey::of(&item).unwrap(), ItemKey::new("a", "b"));
        for error in
            [text(&item, "doc").map(drop).unwrap_err(), number::<u64>(&item, "pk").map(drop).unwrap_err()]
        {
            assert_eq!(error.kind, ErrorKind::Corrupt);
        }
    }

    #[test]
    fn a_part_of_a_millisecond_counts_as_a_whole_one() {
        for (nanos, want) in [(0, 0), (1, 1), (1_000_000, 1), (1_000_001, 2), (-1, 0)] {
            assert_eq!(millis(Timestamp::from_nanosecond(nanos).unwrap()), want, "{nanos}");
        }
    }
}
