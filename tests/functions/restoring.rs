//! What docs/operations.md says of restoring: a roster table is made anew, and settings never go back without it.

use jiff::{SignedDuration, Timestamp};
use roster_pipeline::{Ports, verify};

use crate::district::district;
use crate::stage::{Stage, at};

/// After so many nights, each with other names.
async fn after(nights: usize) -> Stage {
    let stage = Stage::on_emulators().await;
    let students: Vec<u32> = (1..=30).collect();
    for (night, surname) in (0..).zip(["Garcia", "Nguyen", "Smith"]).take(nights) {
        let evening = at("2026-11-23T02:00:00Z") + SignedDuration::from_hours(24 * night);
        stage.upload(&district(&students, surname), evening).await;
        stage.play(evening, evening + SignedDuration::from_hours(6)).await;
    }
    stage
}

fn later() -> Timestamp {
    at("2026-11-28T12:00:00Z")
}

/// Whether store, snapshot and runs agree after a repair.
async fn is_mended(stage: &Stage, ports: &Ports) -> bool {
    verify::repair(ports, &stage.key, ("a test", later())).await.unwrap();
    verify::connection(ports, &stage.key).await.unwrap().agrees()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_roster_is_rebuilt_from_nothing_but_refuses_settings_that_are_older_than_itself() {
    let (restored, newer, empty) = (after(1).await, after(3).await, after(0).await);
    let with_roster_of =
        |other: &Stage| Ports { roster: other.ports.roster.clone(), ..restored.ports.clone() };
    assert!(!is_mended(&restored, &with_roster_of(&newer)).await, "its fences are higher");
    assert!(is_mended(&restored, &with_roster_of(&empty)).await, "there is nothing to refuse");
    assert_eq!(empty.roster().await, restored.roster().await);
}
