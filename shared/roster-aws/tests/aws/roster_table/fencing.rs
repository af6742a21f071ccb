//! A stale worker that wakes after a newer commit changes not one byte.

use roster::model::Entity;
use roster_pipeline::ports::Applied;

use super::world::{World, put, remove, users};

#[tokio::test]
async fn a_stale_worker_changes_nothing() {
    let world = World::new().await;
    world.apply(1, &users(40, "Ann")).await;
    world.apply(1, &[put(Entity::Orgs, &[("sourcedId", "gone")])]).await;
    // Run 2 takes its lease and sleeps; run 3 does its work and commits.
    world.apply(3, &users(20, "Bea")).await;
    world.apply(3, &[remove(Entity::Orgs, "gone")]).await;
    world.apply(3, &users(40, "Bea")[20..]).await;
    let before = world.items().await;
    let mut late = users(40, "Old");
    late.push(put(Entity::Orgs, &[("sourcedId", "gone"), ("name", "Old")]));
    late.push(remove(Entity::Users, "st0007"));
    late.push(remove(Entity::Users, "never-there"));
    assert_eq!(world.apply(2, &late).await, Applied { written: 0, stale: 43 });
    assert!(world.items().await == before, "a stale worker wrote");
    for index in ["gsi1", "gsi2", "removed"] {
        assert!(world.entries(index).await.keys().all(|key| before.contains_key(key)));
    }
}
