//! The table that the tests make is the one that the template deploys.

use roster_aws::dynamo::Projected;
use roster_aws::dynamo::roster::definition;

/// The properties of a resource, without comments, each line trimmed.
fn resource(template: &str, name: &str) -> String {
    let lines = template.lines().skip_while(|line| !line.starts_with(&format!("  {name}:"))).skip(1);
    let own = lines.take_while(|line| line.is_empty() || line.starts_with("    "));
    own.map(|line| line.split(" #").next().unwrap_or("").trim()).collect::<Vec<_>>().join("\n")
}

fn schema(partition: &str, sort: &str) -> String {
    format!("[{{ AttributeName: {partition}, KeyType: HASH }}, {{ AttributeName: {sort}, KeyType: RANGE }}]")
}

#[test]
fn the_template_makes_this_table() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../infra/template.yaml");
    let template = std::fs::read_to_string(path).unwrap();
    let table = resource(&template, "RosterTable");
    let ours = definition();
    for name in ours.attributes() {
        let line = format!("{{ AttributeName: {name}, AttributeType: S }}");
        assert_eq!(table.matches(&line).count(), 1, "{line}");
    }
    assert_eq!(table.matches("AttributeType: S").count(), ours.attributes().len());
    let key = format!("KeySchema: &tenantFirst {}", schema(ours.key.partition, ours.key.sort));
    assert!(template.contains(&key) && table.contains("KeySchema: *tenantFirst"), "{key}");
    assert!(ours.expires.is_none() && !table.contains("TimeToLive"));
    assert_eq!(table.matches("- IndexName:").count(), ours.indexes.len());
    for index in ours.indexes {
        assert_eq!(index.projects, Projected::KeysOnly);
        let (name, key) = (index.name, schema(index.key.partition, index.key.sort));
        let wanted =
            format!("- IndexName: {name}\nKeySchema: {key}\nProjection: {{ ProjectionType: KEYS_ONLY }}");
        assert!(table.contains(&wanted), "{wanted}");
    }
}
