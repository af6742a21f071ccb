//! Housekeeping over days and months: what goes, what stays, and that the nights after it go on as before.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::world::{World, at, district, faulty, names, students};
use roster::model::Entity;
use roster::run::Answer;
use roster_conformance::{Faults, Then, When};
use roster_pipeline::answer::answer;
use roster_pipeline::assemble::Patience;
use roster_pipeline::housekeeping::{Keep, Swept, sweep};
use roster_pipeline::plan::Planned;
use roster_pipeline::receive::{SetState, receive};
use roster_pipeline::records::{Connection, ExpectedFile};

const DAY: i64 = 24 * 60;

async fn swept(world: &World, minute: i64) -> Swept {
    sweep(&world.ports, at(minute), Keep::default()).await.expect("a sweep")
}

async fn artifacts(world: &World, prefix: &str) -> BTreeSet<String> {
    world.ports.artifacts.list(&world.key, prefix).await.expect("artifacts").into_iter().collect()
}

async fn arrivals(world: &World) -> usize {
    world.ports.deliveries.every_arrival(&world.key).await.expect("arrivals").len()
}

async fn landed(world: &World) -> usize {
    world.ports.landing.files(&world.key).await.expect("files").len()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_landed_file_goes_a_week_after_it_was_received_and_is_not_missed() {
    let world = World::new().await;
    world.upload(&district(&names(&students(1, 5)))).await;
    assert_eq!(swept(&world, 20 * DAY).await, Swept::default(), "nothing was received");
    world.run(20 * DAY).await.applied.expect("applied");
    assert_eq!(swept(&world, 27 * DAY - 1).await, Swept::default());
    assert_eq!(swept(&world, 27 * DAY).await, Swept { landed: 7, ..Swept::default() });
    assert_eq!((landed(&world).await, artifacts(&world, "raw/").await.len()), (0, 7));
    assert_eq!(swept(&world, 27 * DAY + 1).await, Swept::default());
    assert_eq!(world.run(28 * DAY).await.received.set, SetState::Nothing);
    assert_eq!(world.ids(Entity::Users).await.len(), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_was_uploaded_again_stays_until_it_was_received_itself() {
    let world = World::new().await;
    let files = district(&names(&students(1, 5)));
    world.upload(&files).await;
    world.run(1).await;
    world.upload(&files[5..6]).await;
    assert_eq!(swept(&world, 8 * DAY).await.landed, 6);
    assert_eq!(landed(&world).await, 1);
    let worked = world.run(8 * DAY).await;
    assert_eq!(worked.received.copied, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn raw_copies_go_after_thirty_days_with_their_arrivals() {
    let world = World::new().await;
    let files = district(&names(&students(1, 5)));
    world.upload(&files).await;
    world.run(1).await.applied.expect("applied");
    assert_eq!(swept(&world, 30 * DAY + 1).await.raw, 0);
    assert_eq!(swept(&world, 30 * DAY + 2).await.raw, 7);
    assert_eq!((artifacts(&world, "raw/").await.len(), arrivals(&world).await), (0, 0));
    assert_eq!(swept(&world, 30 * DAY + 2).await, Swept::default());
    world.upload(&district(&names(&students(2, 5)))).await;
    let run = world.run(31 * DAY).await.applied.expect("applied");
    assert_eq!(run.entities["users"].removed, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_raw_copy_stays_while_its_file_is_visible_so_that_it_is_not_received_again() {
    let world = World::new().await;
    world.upload(&district(&names(&students(1, 5)))).await;
    world.run(1).await.applied.expect("applied");
    let keep = Keep { landed: jiff::SignedDuration::from_hours(90 * 24), ..Keep::default() };
    assert_eq!(sweep(&world.ports, at(40 * DAY), keep).await.expect("a sweep"), Swept::default());
    assert_eq!(world.run(40 * DAY).await.received.copied, 0);
}

/// All files are declared: users and enrollments come each time, the others once.
fn declare(connection: &mut Connection) {
    let expected = |name: &str| {
        let rhythm = if matches!(name, "users.csv" | "enrollments.csv") { "each run" } else { "once" };
        ExpectedFile { pattern: name.into(), rhythm: rhythm.into() }
    };
    connection.expected = district(&[]).iter().map(|(name, _)| expected(name)).collect();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_declared_set_still_carries_stays_for_ever() {
    let world = World::with(declare).await;
    world.upload(&district(&names(&students(1, 5)))).await;
    world.run(1).await.applied.expect("applied");
    assert_eq!(swept(&world, 40 * DAY).await, Swept { landed: 7, ..Swept::default() });
    for (day, raw) in [(41, 2), (141, 2)] {
        let files = district(&names(&students(1, 5 + day)));
        world.upload(&files[5..]).await;
        world.run(day as i64 * DAY).await.applied.expect("applied with what is carried");
        let later = swept(&world, (day as i64 + 40) * DAY).await;
        assert_eq!((later.raw, later.landed), (raw, 2), "day {day}");
        assert_eq!(artifacts(&world, "raw/").await.len(), 7);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_for_the_rest_of_its_set_stays() {
    let world = World::with(declare).await;
    let files = district(&names(&students(1, 5)));
    world.upload(&files[..4]).await;
    let received = receive(&world.ports, &world.key, Patience::Usual, at(1)).await.expect("received");
    assert!(matches!(received.set, SetState::WaitFor(_)), "{received:?}");
    assert_eq!(swept(&world, 100 * DAY).await, Swept { landed: 4, ..Swept::default() });
    world.upload(&files[4..]).await;
    assert!(world.run(100 * DAY).await.applied.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_held_run_keeps_its_files_and_its_report() {
    let world = World::new().await;
    let ids = students(1, 100);
    world.upload(&district(&names(&ids))).await;
    world.run(1).await;
    world.upload(&district(&names(&ids[30..]))).await;
    let Planned::Held(held) = world.run(60).await.planned else { panic!("not held") };
    let swept = swept(&world, 200 * DAY).await;
    assert_eq!((swept.landed, swept.raw, swept.reports), (7, 7, 2), "what was applied goes");
    // Under other settings the plan is made anew, from the files.
    let connection = world.ports.directory.connection(&world.key).await.expect("there");
    let patient = Connection { removal_after: 2, ..connection };
    world.ports.directory.set_connection(&patient).await.expect("stored");
    let worked = world.run(200 * DAY).await;
    let run = worked.applied.expect("nothing is removed at the first time");
    assert_eq!((run.id, run.entities["users"].removed), (held.id, 0));
}

/// Nights that each change users, so that other entities keep the snapshot of the first.
async fn nights(world: &World, count: i64) {
    for night in 0..count {
        let mut files = district(&names(&students(1, 20)));
        files[5].1 = files[5].1.replace("st0001son", &format!("Garcia-{night}"));
        world.upload(&files).await;
        world.run(1 + night * DAY).await.applied.expect("applied");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn snapshots_stay_as_long_as_a_kept_page_refers_to_them() {
    for (runs_kept, pages, gone) in [(30, 5, 0), (4, 4, 2), (2, 2, 6), (1, 1, 8), (0, 1, 8)] {
        let world = World::new().await;
        nights(&world, 5).await;
        let keep = Keep { runs_kept, ..Keep::default() };
        let swept = sweep(&world.ports, at(5 * DAY), keep).await.expect("a sweep");
        assert_eq!(swept.snapshots, gone, "{runs_kept} kept");
        let left = artifacts(&world, "snapshots/").await;
        assert_eq!(left.iter().filter(|path| path.ends_with("page.json")).count(), pages);
        assert_eq!(left.iter().filter(|path| path.ends_with("orgs.snapshot")).count(), 1);
        let again = sweep(&world.ports, at(5 * DAY), keep).await.expect("a sweep");
        assert_eq!(again, Swept::default());
        world.upload(&district(&names(&students(2, 20)))).await;
        let run = world.run(6 * DAY).await.applied.expect("applied");
        assert_eq!((run.entities["users"].removed, run.entities["orgs"].unchanged), (1, 2));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn report_folders_go_after_ninety_days_and_the_latest_stays() {
    let world = World::new().await;
    world.upload(&district(&names(&students(1, 5)))).await;
    world.run(1).await;
    assert_eq!(swept(&world, 90 * DAY).await.reports, 0);
    assert_eq!(swept(&world, 92 * DAY).await.reports, 2);
    let left = world.ports.landing.reports(&world.key).await.expect("reports");
    let left: Vec<&str> = left.iter().map(|report| report.path.as_str()).collect();
    assert_eq!(left, ["reports/latest.txt", "reports/received.txt"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn removed_records_are_purged_when_their_grace_is_over_though_nothing_more_changes() {
    let world = World::with(|connection| connection.grace_days = 3).await;
    world.upload(&district(&names(&students(1, 20)))).await;
    world.run(1).await.applied.expect("applied");
    world.upload(&district(&names(&students(2, 20)))).await;
    world.run(DAY).await.applied.expect("applied");
    assert_eq!(swept(&world, 4 * DAY - 1).await.records, 0);
    // The student, the role and the enrollment.
    assert_eq!(swept(&world, 4 * DAY + 1).await.records, 3);
    assert_eq!(swept(&world, 4 * DAY + 1).await, Swept::default());
    world.upload(&district(&names(&students(1, 20)))).await;
    let back = world.run(5 * DAY).await.applied.expect("applied");
    assert_eq!(back.entities["users"].removed, 0);
    assert_eq!(world.ids(Entity::Users).await.len(), 20);
}

/// Dies after step `nth`, which is before the next one, then is repeated; false once there is no such step.
async fn dies_and_is_repeated(nth: u64) -> bool {
    let (world, keep) = (World::new().await, Keep { runs_kept: 1, ..Keep::default() });
    nights(&world, 2).await;
    let faults = Arc::new(Faults::at(nth, When::After, Then::StayDown));
    let died = sweep(&faulty(&world.ports, &faults), at(100 * DAY), keep).await.is_err();
    if !faults.reached() {
        return false;
    }
    assert!(died, "step {nth} failed and nobody noticed");
    sweep(&world.ports, at(100 * DAY), keep).await.expect("a sweep");
    let context = format!("after dying at step {nth}");
    assert_eq!((landed(&world).await, arrivals(&world).await), (0, 0), "{context}");
    assert!(artifacts(&world, "raw/").await.is_empty(), "{context}");
    let snapshots = artifacts(&world, "snapshots/").await;
    let pages = snapshots.iter().filter(|path| path.ends_with("page.json")).count();
    let users = snapshots.iter().filter(|path| path.ends_with("users.snapshot")).count();
    assert_eq!((pages, users), (1, 1), "{context}");
    assert_eq!(world.ports.landing.reports(&world.key).await.expect("reports").len(), 2, "{context}");
    true
}

#[tokio::test(flavor = "multi_thread")]
async fn dying_at_any_step_of_a_sweep_it_can_be_repeated_to_the_end() {
    let mut nth = 0;
    loop {
        let mut together = tokio::task::JoinSet::new();
        for _ in 0..8 {
            nth += 1;
            together.spawn(dies_and_is_repeated(nth));
        }
        if together.join_all().await.contains(&false) {
            break;
        }
    }
    assert!(nth > 30, "only {nth} steps");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_was_held_before_a_sweep_can_be_approved_after_it() {
    let world = World::new().await;
    let ids = students(1, 100);
    world.upload(&district(&names(&ids))).await;
    world.run(1).await;
    world.upload(&district(&names(&ids[30..]))).await;
    let Planned::Held(held) = world.run(60).await.planned else { panic!("not held") };
    sweep(&world.ports, at(200 * DAY), Keep { runs_kept: 0, ..Keep::default() }).await.expect("a sweep");
    let approved = ("test", at(200 * DAY));
    answer(&world.ports, (&world.key, &held.id), Answer::Approve, approved).await.expect("answered");
    assert_eq!(world.ids(Entity::Users).await.len(), 70);
}
