//! What a table is made of, as plain data.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::create_table::builders::CreateTableFluentBuilder;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection,
    ProjectionType, ScalarAttributeType,
};
use roster_pipeline::{ErrorKind, PortError, PortResult};

/// A table as `infra/template.yaml` makes it. Every key attribute is a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TableDefinition {
    /// The table's own key.
    pub key: Key,
    /// The attribute by which items expire (seconds since 1970), if any do.
    pub expires: Option<&'static str>,
    /// The global secondary indexes.
    pub indexes: &'static [Index],
}

/// A partition key and a sort key, by their attributes' names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// The partition key's attribute.
    pub partition: &'static str,
    /// The sort key's attribute.
    pub sort: &'static str,
}

/// A global secondary index; it holds the items that have both of its key's attributes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Index {
    /// Its name.
    pub name: &'static str,
    /// Its key.
    pub key: Key,
    /// What it repeats of an item.
    pub projects: Projected,
}

/// What an index repeats of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Projected {
    /// The keys of table and index.
    KeysOnly,
    /// The keys and these attributes.
    Include(&'static [&'static str]),
    /// Everything.
    All,
}

impl TableDefinition {
    /// The call that makes this table under a name, paid per request. Expiry is switched on by a call of its own and is
    /// left out: what has expired may stay for days, so no adapter relies on it.
    pub fn create(&self, client: &Client, table: &str) -> PortResult<CreateTableFluentBuilder> {
        let indexes = self.indexes.iter().map(index).collect::<PortResult<Vec<_>>>()?;
        let attributes = self.attributes().into_iter().map(attribute).collect::<PortResult<Vec<_>>>()?;
        Ok(client
            .create_table()
            .table_name(table)
            .billing_mode(BillingMode::PayPerRequest)
            .set_attribute_definitions(Some(attributes))
            .set_key_schema(Some(schema(self.key)?))
            .set_global_secondary_indexes((!indexes.is_empty()).then_some(indexes)))
    }

    /// The names of all attributes that are part of a key, sorted.
    pub fn attributes(&self) -> Vec<&'static str> {
        let keys = self.indexes.iter().map(|index| index.key).chain([self.key]);
        let mut names: Vec<_> = keys.flat_map(|key| [key.partition, key.sort]).collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

fn attribute(name: &str) -> PortResult<AttributeDefinition> {
    AttributeDefinition::builder()
        .attribute_name(name)
        .attribute_type(ScalarAttributeType::S)
        .build()
        .map_err(misshapen)
}

fn schema(key: Key) -> PortResult<Vec<KeySchemaElement>> {
    let element = |(name, kind)| KeySchemaElement::builder().attribute_name(name).key_type(kind).build();
    [(key.partition, KeyType::Hash), (key.sort, KeyType::Range)]
        .map(element)
        .into_iter()
        .collect::<Result<_, _>>()
        .map_err(misshapen)
}

fn index(index: &Index) -> PortResult<GlobalSecondaryIndex> {
    let (kind, names) = match index.projects {
        Projected::KeysOnly => (ProjectionType::KeysOnly, None),
        Projected::Include(names) => (ProjectionType::Include, Some(names)),
        Projected::All => (ProjectionType::All, None),
    };
    let names = names.map(|names| names.iter().map(|name| (*name).to_owned()).collect());
    GlobalSecondaryIndex::builder()
        .index_name(index.name)
        .set_key_schema(Some(schema(index.key)?))
        .projection(Projection::builder().projection_type(kind).set_non_key_attributes(names).build())
        .build()
        .map_err(misshapen)
}

fn misshapen(error: aws_sdk_dynamodb::error::BuildError) -> PortError {
    PortError::because(ErrorKind::Refused, "table definition", error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_attribute_is_named_once() {
        const BY: Index =
            Index { name: "by", key: Key { partition: "all", sort: "pk" }, projects: Projected::KeysOnly };
        let own = Key { partition: "pk", sort: "sk" };
        let table = TableDefinition { key: own, expires: None, indexes: &[BY] };
        assert_eq!(table.attributes(), ["all", "pk", "sk"]);
    }
}
