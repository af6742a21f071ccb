//! One machine moves into AWS between two nights, and the second night goes on from the first.

use roster_pipeline::relocate;

use crate::district::district;
use crate::stage::{Stage, at};

#[tokio::test(flavor = "multi_thread")]
async fn a_data_directory_moves_into_dynamodb_and_s3_and_the_next_night_is_a_difference() {
    let (here, there) = (Stage::new().await, Stage::on_emulators().await);
    let students: Vec<u32> = (1..=30).collect();
    let evening = at("2026-11-23T02:00:00Z");
    here.upload(&district(&students, "Garcia"), evening).await;
    here.play(evening, at("2026-11-23T08:00:00Z")).await;

    let places = (&here.ports, &there.ports);
    let tenant = here.ports.directory.tenant(&here.key.tenant).await.unwrap();
    relocate::tenant(&there.ports, &tenant).await.unwrap();
    let connection = here.ports.directory.connection(&here.key).await.unwrap();
    let mut moved = Vec::new();
    for time in ["2026-11-23T09:00:00Z", "2026-11-23T09:01:00Z"] {
        moved.push(relocate::connection(places, &connection, ("a test", at(time))).await.unwrap());
    }
    assert!(moved.iter().all(|moved| moved.verified.agrees()), "{moved:?}");
    assert_eq!((moved[0].written, moved[1].written, moved[1].files), (95, 0, 0));
    assert_eq!(there.roster().await, here.roster().await);

    for stage in [&here, &there] {
        let evening = at("2026-11-24T02:00:00Z");
        stage.upload(&district(&students[..29], "Nguyen"), evening).await;
        stage.play(evening, at("2026-11-24T08:00:00Z")).await;
        assert_eq!(stage.states().await, ["applied", "applied"]);
    }
    assert_eq!(there.roster().await, here.roster().await);
    let runs = there.ports.runs.runs(&there.key, 1).await.unwrap();
    let users = runs[0].entities["users"];
    assert_eq!((users.created, users.updated, users.removed), (0, 2, 1));
}
