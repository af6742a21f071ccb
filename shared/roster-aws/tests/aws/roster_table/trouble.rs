//! Throttling, lost answers, work left undone: a change is written or the call fails, and what failed may be done again.

use roster::model::Entity;
use roster_conformance::samples::maple;
use roster_pipeline::ErrorKind;
use roster_pipeline::ports::{Applied, RosterStore};
use serde_json::json;

use super::peer::{Act, Peer};
use super::world::{World, apply, over, put, remove, users};

const THROTTLED: Act = Act::Fail("ThrottlingException");

#[tokio::test]
async fn throttled_writes_come_through_in_the_end() {
    let world = World::new().await;
    let peer =
        Peer::over(world.emulator.url(), |one| if one.before < 150 { THROTTLED } else { Act::Pass }).await;
    let (table, _) = over(peer.url()).await;
    assert_eq!(apply(&table, 1, &users(40, "Ann")).await.unwrap(), Applied { written: 40, stale: 0 });
    assert_eq!(world.items().await.len(), 40);
}

#[tokio::test]
async fn a_table_that_stays_throttled_is_busy_and_nothing_is_lost() {
    let world = World::new().await;
    for code in ["ThrottlingException", "ProvisionedThroughputExceededException", "InternalServerError"] {
        let script = move |one: &super::peer::Asked| match one.body["Key"]["sk"]["S"].as_str() {
            Some("st0003") => Act::Fail(code),
            _ => Act::Pass,
        };
        let peer = Peer::over(world.emulator.url(), script).await;
        let (table, _) = over(peer.url()).await;
        let error = apply(&table, 1, &users(8, "Ann")).await.unwrap_err();
        assert!(error.is_retryable() && !error.to_string().contains("st0003"), "{error}");
    }
    let again = world.apply(1, &users(8, "Ann")).await;
    assert_eq!((again, world.items().await.len()), (Applied { written: 8, stale: 0 }, 8));
}

/// The SDK asks again and meets its own write.
#[tokio::test]
async fn a_write_whose_answer_was_lost_counts_once_and_moves_nothing() {
    let world = World::new().await;
    let peer =
        Peer::over(world.emulator.url(), |one| if one.before % 3 == 0 { Act::Lose } else { Act::Pass }).await;
    let (table, _) = over(peer.url()).await;
    apply(&table, 1, &users(12, "Ann")).await.unwrap();
    let mut night = users(6, "Bea");
    night.extend([remove(Entity::Users, "st0010"), remove(Entity::Users, "never-there")]);
    assert_eq!(apply(&table, 2, &night).await.unwrap(), Applied { written: 7, stale: 1 });
    let clean = World::new().await;
    clean.apply(1, &users(12, "Ann")).await;
    clean.apply(2, &night).await;
    assert!(world.items().await == clean.items().await);
}

/// Whatever a newer commit wrote in the middle of a stale worker's batch stays; the rest of the batch is decided by itself.
#[tokio::test]
async fn a_refused_condition_in_the_middle_stops_nothing() {
    let world = World::new().await;
    world.apply(1, &users(20, "Ann")).await;
    world.apply(3, &users(12, "New")[8..]).await;
    assert_eq!(world.apply(2, &users(20, "Old")).await, Applied { written: 16, stale: 4 });
    for (id, name) in [("st0007", "Old"), ("st0008", "New"), ("st0011", "New"), ("st0012", "Old")] {
        let stored = world.table.get(&maple(), Entity::Users, id).await.unwrap();
        assert_eq!(stored.record.get("givenName"), Some(name), "{id}");
    }
}

/// A process that dies after any number of requests, its last answers lost, and starts the batch again.
#[tokio::test]
async fn a_batch_begun_again_after_a_crash_ends_the_same() {
    let mut night = users(20, "Bea");
    night.extend((20..25).map(|n| remove(Entity::Users, &format!("st{n:04}"))));
    let clean = World::new().await;
    clean.apply(1, &users(30, "Ann")).await;
    clean.apply(2, &night).await;
    let want = clean.items().await;
    for dies_at in [0, 1, 13, 24] {
        let world = World::new().await;
        world.apply(1, &users(30, "Ann")).await;
        let script = move |one: &super::peer::Asked| match one.before {
            alive if alive < dies_at => Act::Pass,
            last if last < dies_at + 4 => Act::Lose,
            _ => Act::Fail("AccessDeniedException"),
        };
        let peer = Peer::over(world.emulator.url(), script).await;
        let (table, _) = over(peer.url()).await;
        assert!(apply(&table.at_once(8), 2, &night).await.is_err());
        world.apply(2, &night).await;
        assert!(world.items().await == want, "dead after {dies_at}");
    }
}

#[tokio::test]
async fn what_is_refused_for_good_is_asked_once_and_not_quoted() {
    let world = World::new().await;
    let peer = Peer::over(world.emulator.url(), |_| Act::Fail("ValidationException")).await;
    let (table, requests) = over(peer.url()).await;
    let error = apply(&table, 1, &users(1, "Ann")).await.unwrap_err();
    assert_eq!((error.kind, requests.of("UpdateItem")), (ErrorKind::Refused, 1));
    assert!(!error.to_string().contains("st0000") && !error.to_string().contains("Ann"), "{error}");
}

#[tokio::test]
async fn a_table_that_is_not_there_is_no_absent_record() {
    let world = World::new().await;
    let elsewhere = roster_aws::dynamo::roster::RosterTable::new(world.client.clone(), "elsewhere");
    let error = elsewhere.get(&maple(), Entity::Users, "u1").await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Refused, "{error}");
}

#[tokio::test]
async fn erasing_goes_on_until_nothing_is_left_undone() {
    let world = World::new().await;
    world.apply(1, &users(100, "Ann")).await;
    let script = |one: &super::peer::Asked| match one.operation == "BatchWriteItem" && one.before < 5 {
        true => Act::Answer(json!({ "UnprocessedItems": one.body["RequestItems"] })),
        false => Act::Pass,
    };
    let peer = Peer::over(world.emulator.url(), script).await;
    let (table, _) = over(peer.url()).await;
    table.erase(&maple()).await.unwrap();
    assert!(world.items().await.is_empty());
}

/// One record may be too big for an item; DynamoDB says so, and nothing else of the roster is harmed.
#[tokio::test]
async fn a_record_beyond_an_item_is_refused() {
    let world = World::new().await;
    let big = put(Entity::Orgs, &[("sourcedId", "o1"), ("name", &"n".repeat(410 * 1024))]);
    let error = apply(&world.table, 1, &[big]).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Refused, "{error}");
}
