//! A process that dies at any step of a night, before or after the step's effect: the next one finishes, and the roster is
//! the same.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::world::{World, at, district, faulty, names, students};
use roster::model::Entity;
use roster_conformance::{Around, Calls, Faults, Then, When};
use roster_pipeline::Ports;
use roster_pipeline::ports::Change;
use roster_pipeline::records::RunId;
use roster_pipeline::work::{When as Start, work};

type Roster = BTreeMap<(Entity, String), Vec<u8>>;

async fn roster(world: &World) -> Roster {
    let mut all = Roster::new();
    for entity in Entity::ALL.iter().filter(|e| e.is_roster()) {
        for stored in world.ports.roster.page(&world.key, *entity, None, 10_000).await.expect("a page") {
            let id = stored.record.sourced_id().to_owned();
            all.insert((*entity, id), stored.record.bytes().to_vec());
        }
    }
    all
}

async fn two_nights(world: &World) {
    world.upload(&district(&names(&students(1, 30)))).await;
    world.run(1).await;
    let mut second = district(&names(&students(4, 33)));
    second[1].1 = second[1].1.replace("Oak", "Oak Hill");
    world.upload(&second).await;
}

/// Dies at step `nth` of the second night; false once there is no such step.
async fn dies_and_comes_back(nth: u64, when: When, wanted: &Roster) -> bool {
    let world = World::new().await;
    two_nights(&world).await;
    let faults = Arc::new(Faults::at(nth, when, Then::StayDown));
    let dying = faulty(&world.ports, &faults);
    let died = work(&dying, &world.key, Start::Now, ("first process", at(60))).await.is_err();
    if !faults.reached() {
        return false;
    }
    assert!(died, "step {nth} failed and nobody noticed");
    // The dead process may still hold the lease: it lapses.
    for minute in [61, 90] {
        let _ = work(&world.ports, &world.key, Start::Now, ("second process", at(minute))).await;
    }
    assert_eq!(&roster(&world).await, wanted, "after dying {when:?} step {nth}");
    let runs = world.ports.runs.runs(&world.key, 10).await.expect("runs");
    let unfinished: Vec<_> = runs.iter().filter(|r| r.finished_at.is_none()).collect();
    assert!(unfinished.is_empty(), "after dying {when:?} step {nth}: {unfinished:?}");
    true
}

async fn dying_anywhere(when: When) {
    let world = World::new().await;
    two_nights(&world).await;
    world.run(60).await;
    let wanted = roster(&world).await;
    assert!(wanted.len() > 60);
    let wanted = Arc::new(wanted);
    let mut nth = 0;
    loop {
        let mut together = tokio::task::JoinSet::new();
        for _ in 0..8 {
            nth += 1;
            let wanted = Arc::clone(&wanted);
            together.spawn(async move { dies_and_comes_back(nth, when, &wanted).await });
        }
        if together.join_all().await.contains(&false) {
            break;
        }
    }
    assert!(nth > 40, "only {nth} steps");
}

#[tokio::test(flavor = "multi_thread")]
async fn dying_before_any_step_loses_nothing() {
    dying_anywhere(When::Before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dying_after_any_step_repeats_nothing() {
    dying_anywhere(When::After).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stale_worker_that_wakes_after_a_newer_commit_changes_nothing() {
    let world = World::new().await;
    two_nights(&world).await;
    let old = world.ports.roster.get(&world.key, Entity::Users, "st0001").await.expect("there");
    let fence = old.fence;
    world.run(60).await;
    let wanted = roster(&world).await;
    let batch = [Change::Put { record: old.record, key: old.key }];
    let stale = RunId("r-stale".into());
    let applied =
        world.ports.roster.apply(&world.key, (&stale, fence), at(61), &batch).await.expect("a batch");
    assert_eq!((applied.written, applied.stale), (0, 1));
    assert_eq!(roster(&world).await, wanted);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_night_with_n_changed_records_writes_n_items_and_one_without_writes_none() {
    let world = World::new().await;
    world.upload(&district(&names(&students(1, 30)))).await;
    world.run(1).await;
    let calls = Arc::new(Calls::default());
    let counted = Ports {
        roster: Arc::new(Around::new(Arc::clone(&world.ports.roster), Arc::clone(&calls))),
        ..world.ports.clone()
    };
    // The same roster, every row stamped as exporters do, so that the files differ and the records do not.
    let mut stamped = district(&names(&students(1, 30)));
    for (name, text) in stamped.iter_mut().filter(|(name, _)| *name != "manifest.csv") {
        *text = text.replace(",,,", ",active,2026-11-22T00:00:00Z,");
        assert!(text.contains("active"), "{name}");
    }
    world.upload(&stamped).await;
    work(&counted, &world.key, Start::Now, ("p", at(60))).await.expect("a night");
    assert_eq!((calls.items(), calls.of("RosterStore::get"), calls.of("RosterStore::page")), (0, 0, 0));
    let mut changed = district(&names(&students(1, 30)));
    changed[5].1 = changed[5].1.replace("st0007son", "Garcia").replace("st0009son", "Nguyen");
    world.upload(&changed).await;
    work(&counted, &world.key, Start::Now, ("p", at(120))).await.expect("a night");
    assert_eq!((calls.items(), calls.of("RosterStore::get"), calls.of("RosterStore::page")), (2, 0, 0));
}
