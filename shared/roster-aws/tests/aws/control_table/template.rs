//! The stack's template makes the table that these tests use.

use roster_aws::dynamo::control::definition;

#[test]
fn the_template_makes_this_table() {
    let template = include_str!("../../../../../infra/template.yaml");
    let table = template.split("\n  ControlTable:").nth(1).unwrap().split("\n\n").next().unwrap();
    let definition = definition();
    let key = format!(
        "[{{ AttributeName: {}, KeyType: HASH }}, {{ AttributeName: {}, KeyType: RANGE }}]",
        definition.key.partition, definition.key.sort
    );
    assert!(table.contains(&key), "{table}");
    let expires = format!("{{ AttributeName: {}, Enabled: true }}", definition.expires.unwrap());
    assert!(table.contains(&expires), "{table}");
    assert_eq!(table.matches("IndexName").count(), definition.indexes.len(), "{table}");
    let named: Vec<&str> = table.matches("AttributeType: S").collect();
    assert_eq!(named.len(), definition.attributes().len(), "{table}");
}
