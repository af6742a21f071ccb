//! Whether store, snapshot and run log agree is seen, and a store that does not is mended.

use jiff::SignedDuration;
use roster::model::{Entity, Record};
use roster_pipeline::ErrorKind;
use roster_pipeline::ports::{ArtifactKey, Change};
use roster_pipeline::records::RunId;
use roster_pipeline::verify::{self, How, Verified};

use crate::world::{World, at, district, names, students};

async fn two_nights() -> World {
    let world = World::new().await;
    let all = students(1, 60);
    world.upload(&district(&names(&all))).await;
    world.run(1).await;
    let (mut fewer, more) = (students(3, 60), students(61, 63));
    fewer.extend(more);
    world.upload(&district(&names(&fewer))).await;
    world.run(10).await;
    world
}

async fn verified(world: &World) -> Verified {
    verify::connection(&world.ports, &world.key).await.expect("a comparison")
}

/// What somebody does to the store behind our back.
async fn meddle(world: &World, changes: &[Change]) {
    let by = (&RunId("r-meddler".into()), 1_000);
    world.ports.roster.apply(&world.key, by, at(20), changes).await.expect("written");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_nobody_touched_agrees() {
    let world = two_nights().await;
    let found = verified(&world).await;
    assert!(found.agrees(), "{found:?}");
    assert_eq!((found.entities[&Entity::Users].snapshot, found.entities[&Entity::Users].store), (61, 61));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_without_a_roster_agrees() {
    let world = World::new().await;
    let found = verified(&world).await;
    assert!(found.agrees() && found.entities.is_empty(), "{found:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_lost_added_or_changed_is_named_and_mended() {
    let world = two_nights().await;
    let changed = world.ports.roster.get(&world.key, Entity::Users, "st0005").await.expect("there");
    let pairs = [("sourcedId", "st0005"), ("givenName", "Somebody"), ("familyName", "Else")];
    let different = Record::from_pairs(Entity::Users, &pairs);
    let extra = Record::from_pairs(Entity::Users, &[("sourcedId", "st9999"), ("givenName", "Nobody")]);
    meddle(
        &world,
        &[
            Change::Remove { entity: Entity::Users, sourced_id: "st0004".into() },
            Change::Put { record: different, key: changed.key },
            Change::Put { record: extra, key: [7; 16] },
        ],
    )
    .await;

    let found = verified(&world).await;
    let users = found.entities[&Entity::Users];
    assert_eq!((users.missing, users.different, users.extra), (1, 1, 1));
    let named: Vec<(&str, How)> = found.differences.iter().map(|d| (d.sourced_id.as_str(), d.how)).collect();
    assert_eq!(named, [("st0004", How::Missing), ("st0005", How::Different), ("st9999", How::Extra)]);

    // The meddler's fencing number is higher than ours: only leases as high as that mend what it wrote.
    for _ in 0..1_001 {
        let lease = world.ports.runs.lease(&world.key, "somebody", at(30), at(31)).await.expect("a lease");
        world.ports.runs.release(&lease).await.expect("given back");
    }
    let written = verify::repair(&world.ports, &world.key, ("test", at(40))).await.expect("mended");
    assert_eq!(written, 3);
    assert!(verified(&world).await.agrees());
    assert_eq!(verify::repair(&world.ports, &world.key, ("test", at(50))).await.expect("mended"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_is_empty_is_rebuilt() {
    let world = two_nights().await;
    world.ports.roster.erase(&world.key).await.expect("erased");
    let missing: u64 = verified(&world).await.entities.values().map(|c| c.missing).sum();
    let written = verify::repair(&world.ports, &world.key, ("test", at(40))).await.expect("mended");
    assert_eq!(written, missing);
    assert!(verified(&world).await.agrees());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_snapshot_is_an_error_not_a_difference() {
    let world = two_nights().await;
    let current = world.ports.runs.current(&world.key).await.expect("read").expect("there");
    let path = format!("snapshots/{}/users.snapshot", current.run);
    let key = ArtifactKey::new(&world.key, &path);
    let mut bytes = Vec::new();
    let mut source = world.ports.artifacts.open(&key).await.expect("a snapshot");
    std::io::Read::read_to_end(&mut source, &mut bytes).expect("read");
    let middle = bytes.len() / 3;
    bytes[middle] ^= 0x55;
    let mut writer = world.ports.artifacts.write(&key).await.expect("a writer");
    std::io::Write::write_all(&mut writer, &bytes).expect("written");
    writer.finish().expect("finished");
    let error = verify::connection(&world.ports, &world.key).await.expect_err("damage");
    assert_eq!(error.kind, ErrorKind::Corrupt, "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lease_of_somebody_else_is_respected() {
    let world = two_nights().await;
    let until = at(60) + SignedDuration::from_mins(5);
    world.ports.runs.lease(&world.key, "another", at(60), until).await.expect("a lease");
    let error = verify::repair(&world.ports, &world.key, ("test", at(61))).await.expect_err("busy");
    assert_eq!(error.kind, ErrorKind::Busy, "{error}");
}
