//! A tenant is erased: nothing of it is left wherever the process dies, and a neighbour keeps everything.

use std::path::Path;
use std::sync::Arc;

use crate::world::{World, at, district, faulty, names, students};
use roster::model::Entity;
use roster_conformance::{Faults, Then, When};
use roster_pipeline::ports::LandingPath;
use roster_pipeline::records::Login;
use roster_pipeline::{ConnectionKey, ErrorKind, erase};

/// How much of a connection is stored, place by place.
async fn footprint(world: &World, key: &ConnectionKey) -> [usize; 8] {
    let ports = &world.ports;
    [
        ports.roster.page(key, Entity::Users, None, 1000).await.expect("a page").len(),
        ports.artifacts.list(key, "").await.expect("artifacts").len(),
        ports.landing.files(key).await.expect("files").len(),
        ports.landing.reports(key).await.expect("reports").len(),
        ports.deliveries.every_arrival(key).await.expect("arrivals").len(),
        ports.deliveries.deliveries(key, 100).await.expect("deliveries").len(),
        ports.runs.runs(key, 100).await.expect("runs").len(),
        ports.directory.logins(key).await.expect("logins").len(),
    ]
}

/// A tenant with an applied delivery, and another.
async fn two_tenants() -> (World, ConnectionKey) {
    let world = World::new().await;
    let other = world.another_tenant(true).await;
    for (key, first) in [(&world.key, 1), (&other, 50)] {
        world.upload_to(key, &district(&names(&students(first, first + 2)))).await;
        if *key == world.key {
            world.run_of(key, 1).await.applied.expect("applied");
        }
        let login = Login::new(format!("sis-{}", key.tenant), key.clone(), at(0));
        world.ports.directory.put_login(&login).await.expect("a login");
    }
    (world, other)
}

/// Files below the data directory, spools included, in whose path the tenant's name is.
fn files_of(dir: &Path, name: &str) -> usize {
    let entries = std::fs::read_dir(dir).expect("a directory").map(|e| e.expect("an entry").path());
    entries
        .map(|path| match path.is_dir() {
            true => files_of(&path, name),
            false => usize::from(path.to_string_lossy().contains(name)),
        })
        .sum()
}

async fn demand_gone(world: &World, context: &str) {
    assert_eq!(footprint(world, &world.key).await, [0; 8], "{context}");
    assert_eq!(world.ports.runs.current(&world.key).await.expect("a look"), None, "{context}");
    let tenant = world.ports.directory.tenant(&world.key.tenant).await.expect_err("gone");
    let connection = world.ports.directory.connection(&world.key).await.expect_err("gone");
    assert_eq!((tenant.kind, connection.kind), (ErrorKind::NotFound, ErrorKind::NotFound), "{context}");
    assert_eq!(files_of(world.dir.path(), "maple-usd"), 0, "{context}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erased_tenant_leaves_nothing_and_its_neighbour_keeps_everything() {
    let (world, other) = two_tenants().await;
    world.run_of(&other, 1).await.applied.expect("applied");
    let (mine, theirs) = (footprint(&world, &world.key).await, footprint(&world, &other).await);
    assert!(mine.iter().chain(&theirs).all(|&n| n > 0), "{mine:?} {theirs:?}");
    for _ in 0..2 {
        erase::tenant(&world.ports, &world.key.tenant, ("p", at(5))).await.expect("erased");
        demand_gone(&world, "").await;
        assert_eq!(footprint(&world, &other).await, theirs);
    }
    let report = LandingPath::parse("reports/latest.txt").expect("a path");
    assert!(world.ports.landing.reports(&other).await.expect("reports").iter().any(|r| r.path == report));
}

/// Dies after step `nth`, which is before the next one, then is repeated; false once there is no such step.
async fn dies_and_is_repeated(nth: u64) -> bool {
    let (world, other) = two_tenants().await;
    let theirs = footprint(&world, &other).await;
    let faults = Arc::new(Faults::at(nth, When::After, Then::StayDown));
    let died = erase::tenant(&faulty(&world.ports, &faults), &world.key.tenant, ("p", at(5))).await.is_err();
    if !faults.reached() {
        return false;
    }
    assert!(died, "step {nth} failed and nobody noticed");
    // Another process: the dead one's lease lapses.
    erase::tenant(&world.ports, &world.key.tenant, ("q", at(30))).await.expect("erased");
    demand_gone(&world, &format!("after dying at step {nth}")).await;
    assert_eq!(footprint(&world, &other).await, theirs);
    true
}

#[tokio::test(flavor = "multi_thread")]
async fn dying_at_any_step_of_an_erasure_it_can_be_repeated_to_the_end() {
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
    assert!(nth > 20, "only {nth} steps");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_erased_while_a_roster_is_being_applied() {
    let (world, _) = two_tenants().await;
    let before = footprint(&world, &world.key).await;
    let lease = world.ports.runs.lease(&world.key, "a worker", at(5), at(10)).await.expect("free");
    let busy = erase::tenant(&world.ports, &world.key.tenant, ("p", at(6))).await.expect_err("busy");
    assert_eq!(busy.kind, ErrorKind::Busy);
    assert_eq!(footprint(&world, &world.key).await, before);
    world.ports.runs.release(&lease).await.expect("released");
    erase::tenant(&world.ports, &world.key.tenant, ("p", at(6))).await.expect("erased");
    demand_gone(&world, "").await;
}
