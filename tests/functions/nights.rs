//! Whole nights through the handlers: as they should go, with everything going wrong that queues may do, and in pieces.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use roster_pipeline::ports::Announcement;

use crate::district::district;
use crate::post::Name;
use crate::stage::{Chances, Stage, at};

/// Three evenings: a first load, one with changes and removals, one on which nothing changed.
async fn three_nights(stage: &Stage, mut chances: Chances) -> BTreeMap<String, Vec<u8>> {
    let students: Vec<u32> = (1..=30).collect();
    let changed: Vec<u32> = (3..=33).collect();
    let files = [district(&students, "Garcia"), district(&changed, "Nguyen"), district(&changed, "Nguyen")];
    for (day, files) in files.iter().enumerate() {
        let evening = at("2026-11-23T02:00:00Z") + SignedDuration::from_hours(24 * day as i64);
        stage.upload(files, evening).await;
        let morning = evening + SignedDuration::from_hours(6);
        stage.play_with(evening, morning, &mut chances).await;
        // The losses are over; by noon everything must have been made good.
        stage.play(morning, morning + SignedDuration::from_hours(8)).await;
    }
    stage.roster().await
}

fn day(text: &str) -> Timestamp {
    at(&format!("2026-11-{text}:00Z"))
}

#[tokio::test(flavor = "multi_thread")]
async fn files_of_an_evening_are_the_roster_after_a_quarter_past_midnight() {
    let stage = Stage::new().await;
    let evening = day("23T02:00");
    stage.upload(&district(&(1..=30).collect::<Vec<_>>(), "Garcia"), evening).await;
    stage.play(evening, day("23T06:14")).await;
    assert_eq!(stage.states().await, ["checked"]);
    assert!(stage.roster().await.is_empty());
    assert!(stage.ports.landing.files(&stage.key).await.unwrap().is_empty(), "two hours later they are gone");
    stage.play(day("23T06:15"), day("23T06:16")).await;
    assert_eq!(stage.states().await, ["applied"]);
    assert_eq!(stage.roster().await.len(), 30 * 2 + 5 + 30);
    let said = stage.office.said.lock().unwrap().clone();
    assert!(
        matches!(said.as_slice(), [Announcement::Checked { .. }, Announcement::Applied { .. }]),
        "{said:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn three_nights_leave_what_they_should_and_the_unchanged_one_does_nothing() {
    let stage = Stage::new().await;
    let roster = three_nights(&stage, Chances::none()).await;
    assert!(roster.contains_key("users st033") && !roster.contains_key("users st002"));
    assert_eq!(stage.states().await, ["applied", "applied", "applied"]);
    let said = stage.office.said.lock().unwrap().clone();
    let applied = said.iter().filter(|a| matches!(a, Announcement::Applied { .. })).count();
    assert_eq!(applied, 2, "{said:?}");
    for queue in [Name::Process, Name::Apply, Name::Pull] {
        assert!(stage.post.bodies(queue).is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn on_dynamodb_and_s3_the_same_nights_leave_the_same_roster() {
    let numbers: Vec<u8> = (0..97u8).map(|n| n.wrapping_mul(37)).collect();
    let (here, there) = (Stage::new().await, Stage::on_emulators().await);
    let wanted = three_nights(&here, Chances::none()).await;
    assert_eq!(three_nights(&there, Chances::of(numbers, 8)).await, wanted);
    assert!(there.states().await.iter().all(|state| state == "applied"));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_any_event_the_sweep_finds_what_came() {
    let stage = Stage::new().await;
    stage.upload(&district(&(1..=30).collect::<Vec<_>>(), "Garcia"), day("23T02:00")).await;
    stage.post.lose_all();
    stage.play(day("23T02:00"), day("23T06:30")).await;
    assert_eq!(stage.states().await, ["applied"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn on_arrival_what_came_is_applied_at_once_and_no_sooner_than_the_interval_allows() {
    let stage = Stage::with(|c| c.schedule = "on-arrival every 1h".into()).await;
    let students: Vec<u32> = (1..=30).collect();
    stage.upload(&district(&students, "Garcia"), day("23T15:00")).await;
    stage.play(day("23T15:00"), day("23T15:06")).await;
    assert_eq!(stage.states().await, ["applied"]);
    stage.upload(&district(&students, "Nguyen"), day("23T15:06")).await;
    stage.play(day("23T15:06"), day("23T15:59")).await;
    assert_eq!(stage.states().await, ["applied", "checked"]);
    stage.play(day("23T15:59"), day("23T16:08")).await;
    assert_eq!(stage.states().await, ["applied", "applied"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_held_run_waits_and_a_better_delivery_takes_its_place() {
    let stage = Stage::new().await;
    let all: Vec<u32> = (1..=40).collect();
    stage.upload(&district(&all, "Garcia"), day("23T02:00")).await;
    stage.play(day("23T02:00"), day("23T08:00")).await;
    stage.upload(&district(&all[..20], "Garcia"), day("24T02:00")).await;
    stage.play(day("24T02:00"), day("24T08:00")).await;
    assert_eq!(stage.states().await, ["applied", "held"]);
    stage.upload(&district(&all[..39], "Garcia"), day("24T08:10")).await;
    stage.play(day("24T08:10"), day("24T11:00")).await;
    assert_eq!(stage.states().await, ["applied", "superseded", "applied"]);
    assert!(stage.roster().await.contains_key("users st039"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 20, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_the_queues_do_the_roster_is_the_same(
        numbers in prop::collection::vec(any::<u8>(), 40..120),
        losses in 0u32..12,
    ) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let (got, states, wanted) = runtime.block_on(async {
            let (stage, undisturbed) = (Stage::new().await, Stage::new().await);
            let wanted = three_nights(&undisturbed, Chances::none()).await;
            let got = three_nights(&stage, Chances::of(numbers, losses)).await;
            (got, stage.states().await, wanted)
        });
        prop_assert_eq!(got, wanted);
        prop_assert!(states.iter().all(|s| s == "applied" || s == "superseded"), "{:?}", states);
    }
}
