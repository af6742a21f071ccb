//! The tables are those that the adapters are tested on.

use roster_aws::dynamo::{Key, Projected, TableDefinition};
use serde_json::{Value, json};

use super::{of_kind, template};

fn schema(key: Key) -> Value {
    json!([
        { "AttributeName": key.partition, "KeyType": "HASH" },
        { "AttributeName": key.sort, "KeyType": "RANGE" },
    ])
}

fn projection(projected: Projected) -> Value {
    match projected {
        Projected::KeysOnly => json!({ "ProjectionType": "KEYS_ONLY" }),
        Projected::All => json!({ "ProjectionType": "ALL" }),
        Projected::Include(names) => json!({ "ProjectionType": "INCLUDE", "NonKeyAttributes": names }),
    }
}

fn assert_is(properties: &Value, wanted: &TableDefinition) {
    assert_eq!(properties["KeySchema"], schema(wanted.key));
    let expires = wanted.expires.map(|name| json!({ "AttributeName": name, "Enabled": true }));
    assert_eq!(properties["TimeToLiveSpecification"], expires.unwrap_or_default());
    let mut attributes: Vec<&str> = properties["AttributeDefinitions"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|a| a["AttributeName"].as_str().unwrap())
        .collect();
    attributes.sort_unstable();
    assert_eq!(attributes, wanted.attributes());
    let index = |i: &roster_aws::dynamo::Index| json!({ "IndexName": i.name, "KeySchema": schema(i.key), "Projection": projection(i.projects) });
    let indexes: Vec<Value> = wanted.indexes.iter().map(index).collect();
    let written = properties["GlobalSecondaryIndexes"].as_array().cloned().unwrap_or_default();
    assert_eq!(written, indexes);
}

#[test]
fn tables_are_as_the_adapters_define_them() {
    let tables = of_kind(&template(), "AWS::DynamoDB::Table");
    assert_eq!(tables.len(), 2);
    for (name, properties) in tables {
        match name.as_str() {
            "ControlTable" => assert_is(&properties, &roster_aws::dynamo::control::definition()),
            "RosterTable" => assert_is(&properties, &roster_aws::dynamo::roster::definition()),
            other => panic!("nobody defines {other}"),
        }
    }
}

#[test]
fn tables_can_be_restored_and_are_not_lost_with_the_stack() {
    let template = template();
    for (name, properties) in of_kind(&template, "AWS::DynamoDB::Table") {
        assert_eq!(
            properties["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"], true,
            "{name}"
        );
        assert_eq!(properties["SSESpecification"]["SSEType"], "KMS", "{name}");
        assert_eq!(properties["DeletionProtectionEnabled"], json!({ "Fn::If": ["IsProd", true, false] }));
        assert_eq!(template["Resources"][&name]["DeletionPolicy"], "RetainExceptOnCreate", "{name}");
    }
}
