//! The examples in docs/data-model.md are what the table really holds.

use aws_sdk_dynamodb::types::AttributeValue;
use roster::identity::stable_key;
use roster::model::{Entity, Record};
use roster_pipeline::ports::Change;
use serde_json::{Value, json};

use super::world::{World, remove};

/// An attribute as documents show it; binary as hex.
fn shown(value: &AttributeValue) -> Value {
    match value {
        AttributeValue::S(text) => json!(text),
        AttributeValue::N(number) => json!(number.parse::<u64>().unwrap()),
        AttributeValue::L(elements) => elements.iter().map(shown).collect(),
        AttributeValue::M(fields) => {
            fields.iter().map(|(name, value)| (name.clone(), shown(value))).collect()
        }
        AttributeValue::B(bytes) => {
            json!(bytes.as_ref().iter().map(|b| format!("{b:02x}")).collect::<String>())
        }
        other => panic!("no item of ours has {other:?}"),
    }
}

fn put(entity: Entity, pairs: &[(&str, &str)]) -> Change {
    let record = Record::from_pairs(entity, pairs);
    let key = stable_key("maple-usd", "main", entity, record.sourced_id());
    Change::Put { record, key }
}

#[tokio::test]
async fn the_examples_are_true() {
    let document = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/data-model.md");
    let document = std::fs::read_to_string(document).unwrap();
    let world = World::new().await;
    let user = [
        ("sourcedId", "student:1001"),
        ("enabledUser", "true"),
        ("username", "mia.ortiz"),
        ("userIds", "{LDAP:mortiz},{LTI:77}"),
        ("givenName", "Mia"),
        ("familyName", "Ortiz"),
        ("middleName", ""),
        ("identifier", "1001"),
        ("email", "Mia.Ortiz@example.org"),
        ("agentSourcedIds", "contact:7,contact:8"),
        ("grades", "05"),
    ];
    let enrollment = [
        ("sourcedId", "MATH-7B:student:1001:student"),
        ("classSourcedId", "MATH-7B"),
        ("schoolSourcedId", "oak"),
        ("userSourcedId", "student:1001"),
        ("role", "student"),
        ("beginDate", "2026-08-17"),
    ];
    let role = [
        ("sourcedId", "student:1001:student:oak"),
        ("userSourcedId", "student:1001"),
        ("roleType", "primary"),
        ("role", "student"),
        ("orgSourcedId", "oak"),
    ];
    let relationship = [
        ("sourcedId", "student:1001:contact:7"),
        ("studentSourcedId", "student:1001"),
        ("adultSourcedId", "contact:7"),
        ("relationship", "guardian"),
        ("priority", "1"),
        ("mayPickUp", "yes"),
    ];
    world
        .apply(
            41,
            &[
                put(Entity::Users, &user),
                put(Entity::Enrollments, &enrollment),
                put(Entity::Roles, &role),
                put(Entity::Relationships, &relationship),
                put(Entity::Orgs, &[("sourcedId", "elm"), ("name", "Elm School"), ("type", "school")]),
            ],
        )
        .await;
    world.apply(42, &[remove(Entity::Orgs, "elm")]).await;
    for item in world.items().await.into_values() {
        let item: Value = item.iter().map(|(name, value)| (name.clone(), shown(value))).collect();
        let text = serde_json::to_string_pretty(&item).unwrap();
        assert!(document.contains(&text), "docs/data-model.md does not show this item:\n{text}");
    }
}
