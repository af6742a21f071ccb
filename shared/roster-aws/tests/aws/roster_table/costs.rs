//! As many writes as changes, no reads of what did not change, and all of it under the tenant's own keys.

use std::collections::BTreeMap;

use roster::model::Entity;
use roster_conformance::samples::{at, maple};
use roster_pipeline::ports::{Applied, RosterStore};

use super::peer::{Act, Peer};
use super::world::{World, over, put, remove, users};

fn counted<const N: usize>(counts: [(&str, u64); N]) -> BTreeMap<String, u64> {
    counts.into_iter().map(|(name, count)| (name.to_owned(), count)).collect()
}

#[tokio::test]
async fn a_change_is_one_write_and_no_read() {
    let world = World::new().await;
    assert_eq!(world.apply(1, &users(150, "Ann")).await, Applied { written: 150, stale: 0 });
    assert_eq!(world.requests.take(), counted([("UpdateItem", 150)]), "a first load");
    let mut night = users(3, "Bea");
    night.extend([remove(Entity::Users, "st0100"), put(Entity::Users, &[("sourcedId", "new")])]);
    world.apply(2, &night).await;
    assert_eq!(world.requests.take(), counted([("UpdateItem", 5)]), "a night");
    world.apply(3, &[put(Entity::Users, &[("sourcedId", "st0100")])]).await;
    assert_eq!(world.requests.take(), counted([("UpdateItem", 1)]), "a revival");
}

#[tokio::test]
async fn a_batch_that_comes_again_writes_nothing() {
    let world = World::new().await;
    let mut batch = users(30, "Ann");
    world.apply(1, &batch).await;
    batch = users(20, "Bea");
    batch.extend([remove(Entity::Users, "st0025"), remove(Entity::Users, "never-there")]);
    world.apply(2, &batch).await;
    let before = world.items().await;
    world.requests.take();
    assert_eq!(world.apply(2, &batch).await, Applied { written: 21, stale: 1 });
    assert_eq!(world.requests.take(), counted([("UpdateItem", 22)]), "all refused by their conditions");
    assert!(world.items().await == before);
}

/// Only where nothing but the writer changes is there a second request: nights never ask for that.
#[tokio::test]
async fn signing_what_did_not_change_is_a_second_request() {
    let world = World::new().await;
    world.apply(1, &users(1, "Ann")).await;
    world.apply(2, &users(1, "Ann")).await;
    assert_eq!(world.requests.take(), counted([("UpdateItem", 3)]));
    let item = world.items().await.into_values().next().unwrap();
    assert_eq!(item["lastChanged"], item["firstSeen"]);
    assert_eq!(item["run"].as_s().unwrap(), "r-2");
}

#[tokio::test]
async fn a_page_reads_little_more_than_it_gives() {
    let world = World::new().await;
    world.apply(1, &users(600, "Ann")).await;
    world.requests.take();
    let page = world.table.page(&maple(), Entity::Users, Some("st0099"), 100).await.unwrap();
    let ids: Vec<&str> = page.iter().map(|stored| stored.record.sourced_id()).collect();
    assert_eq!(ids, (100..200).map(|n| format!("st{n:04}")).collect::<Vec<_>>());
    assert!(world.requests.of("Query") <= 20 && world.requests.items_read() <= 100 + 16 * 9 + 60);
    world.requests.take();
    assert_eq!(world.table.count(&maple(), Entity::Users).await.unwrap(), 600);
    assert_eq!(world.requests.take(), counted([("Query", 16)]), "counting brings no items");
    world.table.get(&maple(), Entity::Users, "st0001").await.unwrap();
    assert_eq!(world.requests.take(), counted([("GetItem", 1), ("items read", 1)]));
}

#[tokio::test]
async fn a_purge_touches_what_it_purges() {
    let world = World::new().await;
    world.apply(1, &users(200, "Ann")).await;
    let removals: Vec<_> = (0..10).map(|n| remove(Entity::Users, &format!("st{n:04}"))).collect();
    world.apply(2, &removals[..4]).await;
    world.apply(3, &removals[4..]).await;
    for (before, purged) in [(2, 0), (3, 4), (3, 0), (9, 6)] {
        world.requests.take();
        assert_eq!(world.table.purge(&maple(), at(before)).await.unwrap(), purged);
        let mut want = counted([("Query", 16)]);
        if purged > 0 {
            want.extend(counted([("DeleteItem", purged), ("items read", purged)]));
        }
        assert_eq!(world.requests.take(), want);
    }
    assert!(world.entries("removed").await.is_empty());
    assert_eq!(world.items().await.len(), 190);
}

/// What a session with `dynamodb:LeadingKeys` of one tenant lets through.
#[tokio::test]
async fn every_request_and_every_key_begins_with_the_tenant() {
    let world = World::new().await;
    let peer = Peer::over(world.emulator.url(), |_| Act::Pass).await;
    let (table, _) = over(peer.url()).await;
    let school =
        [("sourcedId", "r1"), ("userSourcedId", "st0001"), ("role", "student"), ("orgSourcedId", "s1")];
    let mut batch = users(5, "Ann");
    batch.extend([put(Entity::Roles, &school), put(Entity::Users, &[("sourcedId", &"x".repeat(2000))])]);
    super::world::apply(&table, 1, &batch).await.unwrap();
    super::world::apply(&table, 2, &[remove(Entity::Users, "st0001")]).await.unwrap();
    for item in world.items().await.into_values() {
        for name in ["pk", "gsi1pk", "gsi2pk", "removedIn"] {
            let key = item.get(name).map(|value| value.as_s().unwrap().as_str());
            assert!(key.is_none_or(|key| key.starts_with("T#maple-usd#C#main#")), "{name} {key:?}");
        }
    }
    table.page(&maple(), Entity::Users, None, 3).await.unwrap();
    table.count(&maple(), Entity::Users).await.unwrap();
    table.get(&maple(), Entity::Users, "st0002").await.unwrap();
    table.students_of_school(&maple(), "s1").await.unwrap();
    table.people_by_number(&maple(), "000002").await.unwrap();
    table.purge(&maple(), at(9)).await.unwrap();
    table.erase(&maple()).await.unwrap();
    let asked = peer.asked();
    for operation in ["UpdateItem", "Query", "GetItem", "DeleteItem", "BatchWriteItem"] {
        assert!(asked.iter().any(|one| one.operation == operation), "{operation} was not tried");
    }
    for one in asked {
        let keys = one.leading_keys();
        assert!(!keys.is_empty() && keys.iter().all(|key| key.starts_with("T#maple-usd#")), "{one:?}");
    }
}
