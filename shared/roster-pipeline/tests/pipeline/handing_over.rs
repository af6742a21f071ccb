//! Applying with so little time that it is handed over again and again: the roster and every stored byte are the same.

use std::collections::BTreeMap;
use std::io::Read;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use jiff::SignedDuration;
use roster::model::Entity;
use roster_pipeline::Budget;
use roster_pipeline::apply::Progress;
use roster_pipeline::assemble::Patience;
use roster_pipeline::plan::Planned;
use roster_pipeline::ports::ArtifactKey;
use roster_pipeline::receive::receive;
use roster_pipeline::records::Run;
use roster_pipeline::steps::{apply_run, check_new, look, plan_due};
use roster_pipeline::work::When;

use crate::world::{World, at, district, names, students};

/// Time for so many steps.
fn steps(count: u32) -> Budget {
    let left = AtomicU32::new(count);
    Budget::of(move || {
        let before = left.load(Ordering::SeqCst);
        left.store(before.saturating_sub(1), Ordering::SeqCst);
        if before > 0 { Duration::MAX } else { Duration::ZERO }
    })
}

/// From what landed to a run that may go, step by step.
async fn planned(world: &World, minute: i64) -> Run {
    let stays = jiff::SignedDuration::from_hours(2);
    look(&world.ports, &world.key, stays, at(minute)).await.expect("a look");
    look(&world.ports, &world.key, stays, at(minute + 10)).await.expect("another look");
    check_new(&world.ports, &world.key, at(minute + 10)).await.expect("a check");
    match plan_due(&world.ports, &world.key, When::Due, at(minute + 15)).await.expect("a plan").planned {
        Planned::Go(run) => run,
        other => panic!("{other:?}"),
    }
}

/// Everything that a night leaves: snapshots byte by byte, and the records with their times. IDs of runs, which hold a part
/// of random versions, are numbers.
async fn left(world: &World) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    let runs = world.ports.runs.runs(&world.key, 10).await.expect("runs");
    let numbered = |text: &str| {
        let named = runs.iter().enumerate();
        named.fold(text.to_owned(), |text, (number, run)| text.replace(&run.id.0, &format!("run {number}")))
    };
    for path in world.ports.artifacts.list(&world.key, "").await.expect("a list") {
        let key = ArtifactKey::new(&world.key, &path);
        let mut bytes = Vec::new();
        let mut source = world.ports.artifacts.open(&key).await.expect("an artifact");
        source.read_to_end(&mut bytes).expect("bytes");
        if path.ends_with("page.json") {
            bytes = numbered(&String::from_utf8(bytes).expect("text")).into_bytes();
        }
        if path.starts_with("snapshots/") {
            all.insert(numbered(&path), bytes);
        }
    }
    for entity in Entity::ALL.iter().filter(|e| e.is_roster()) {
        for r in world.ports.roster.page(&world.key, *entity, None, 10_000).await.expect("a page") {
            let times = format!("{} {} {}", numbered(&r.run.0), r.first_seen, r.last_changed);
            let bytes = [r.record.bytes(), times.as_bytes()].concat();
            all.insert(format!("{entity} {}", r.record.sourced_id()), bytes);
        }
    }
    all
}

/// Two nights, the second with removals, in which applying gets `budget` each time it is called.
async fn nights(budget: impl Fn() -> Budget) -> (BTreeMap<String, Vec<u8>>, u32) {
    let (world, mut calls) = (World::new().await, 0);
    for (minute, ids) in [(1, students(1, 700)), (600, students(40, 720))] {
        world.upload(&district(&names(&ids))).await;
        let run = planned(&world, minute).await;
        let mut minute = minute + 20;
        loop {
            calls += 1;
            minute += 1;
            let by = format!("call {calls}");
            let progress = apply_run(&world.ports, (&world.key, &run.id), (&by, at(minute)), &budget()).await;
            match progress.expect("a call").expect("it may be applied") {
                Progress::Applied(_) => break,
                Progress::HandedOver(_) => assert!(calls < 100, "it never ends"),
            }
        }
    }
    (left(&world).await, calls)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_is_handed_over_leaves_the_same_bytes_as_one_that_is_not() {
    let (wanted, calls) = nights(Budget::unlimited).await;
    assert_eq!(calls, 2);
    assert!(wanted.len() > 1_300, "{}", wanted.len());
    for (count, least) in [(0, 10), (1, 6), (3, 3)] {
        let (got, calls) = nights(move || steps(count)).await;
        assert!(calls >= least, "{count} steps a call: {calls} calls");
        let differ: Vec<_> = wanted.keys().filter(|k| got.get(*k) != wanted.get(*k)).take(5).collect();
        assert!(differ.is_empty() && got.len() == wanted.len(), "{count} steps a call: {differ:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_is_over_superseded_or_unknown_is_not_applied_again() {
    let world = World::new().await;
    world.upload(&district(&names(&students(1, 30)))).await;
    let run = planned(&world, 1).await;
    let (by, budget) = (("a worker", at(30)), Budget::unlimited());
    let apply = |id| apply_run(&world.ports, (&world.key, id), by, &budget);
    assert!(matches!(apply(&run.id).await, Ok(Some(Progress::Applied(_)))));
    assert!(matches!(apply(&run.id).await, Ok(None)));
    let unknown = roster_pipeline::records::RunId("r-20260101T000000.000Z-00000000".into());
    assert!(matches!(apply(&unknown).await, Ok(None)));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_landed_goes_after_its_time_and_a_look_says_when() {
    let world = World::new().await;
    let stays = jiff::SignedDuration::from_hours(2);
    world.upload(&district(&names(&students(1, 30)))).await;
    let first = look(&world.ports, &world.key, stays, at(1)).await.expect("a look");
    assert_eq!((first.received.copied, first.again, first.unchecked.len()), (7, Some(at(6)), 0));
    let whole = look(&world.ports, &world.key, stays, at(6)).await.expect("a look");
    assert_eq!((whole.again, whole.unchecked.len(), whole.removed), (Some(at(121)), 1, 0));
    // Whoever should have passed the delivery on may have died: it is named until it is checked.
    let again = look(&world.ports, &world.key, stays, at(7)).await.expect("a look");
    assert_eq!((again.again, &again.unchecked), (None, &whole.unchecked));
    check_new(&world.ports, &world.key, at(8)).await.expect("a check");
    let late = look(&world.ports, &world.key, stays, at(121)).await.expect("a look");
    assert_eq!((late.removed, late.again, late.unchecked.len()), (7, None, 0));
    assert!(world.ports.landing.files(&world.key).await.expect("files").is_empty());
}

#[tokio::test]
async fn processes_that_look_at_the_same_files_at_the_same_time_make_one_delivery() {
    for round in 0..3 {
        let world = World::with(|connection| connection.quiet_seconds = 0).await;
        world.upload(&district(&names(&students(1, 5)))).await;
        receive(&world.ports, &world.key, Patience::Usual, at(0)).await.expect("all is copied");
        world.upload(&district(&names(&students(1, 6)))).await;
        let look = async |seconds| {
            let now = at(10) + SignedDuration::from_secs(seconds);
            receive(&world.ports, &world.key, Patience::Usual, now).await.expect("received").set
        };
        let sets = tokio::join!(look(0), look(1), look(2), look(3));
        let made = world.ports.deliveries.deliveries(&world.key, 9).await.expect("deliveries");
        assert_eq!(made.len(), 2, "{round}: {sets:?}");
    }
}
