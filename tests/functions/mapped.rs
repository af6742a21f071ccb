//! A connection with a mapping on AWS's stores: its own files, the night they are applied, and a mapping that changes.

use jiff::Timestamp;
use roster_pipeline::mapping::save;

use crate::stage::{Stage, at};

const MAPPING: &str = r#"{"mapping": 1, "name": "Maple's export", "files": [
  {"file": "pupils*.txt", "read": {"delimiter": "tab"}, "records": [
    {"entity": "users", "fields": {"sourcedId": {"template": "student:{No}"}, "givenName": "First", "familyName": "Last",
      "metadata.homeLanguage": "Lang", "role": {"constant": "student"}, "orgSourcedIds": "School"}},
    {"entity": "orgs", "repeats": true, "fields": {"sourcedId": "School", "name": {"template": "School {School}"},
      "type": {"constant": "school"}}}]}]}"#;

const PUPILS: &str = "No\tFirst\tLast\tSchool\tLang\n0042\tAda\tQuill\tN\ten\n0043\tBen\tRook\tN\tes\n";

fn day(text: &str) -> Timestamp {
    at(&format!("2026-11-{text}:00Z"))
}

async fn mapped(stage: &Stage, mapping: &str) {
    let connection = stage.ports.directory.connection(&stage.key).await.unwrap();
    save(&*stage.ports.directory, &connection, (mapping, "first"), day("01T00:00")).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn files_of_the_districts_own_shape_are_applied_as_its_mapping_says() {
    let stage = Stage::on_emulators().await;
    mapped(&stage, MAPPING).await;
    let evening = day("23T02:00");
    stage.upload(&[("pupils_1122.txt", PUPILS.to_owned())], evening).await;
    stage.play(evening, day("23T06:20")).await;
    assert_eq!(stage.states().await, ["applied"]);
    let roster = stage.roster().await;
    let names: Vec<&str> = roster.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "orgs N",
            "roles student:0042:student:N",
            "roles student:0043:student:N",
            "users student:0042",
            "users student:0043"
        ]
    );
    assert!(String::from_utf8_lossy(&roster["users student:0043"]).contains("{\"homeLanguage\":\"es\"}"));
}
