//! The control table where the service is slow, contended or refuses, and where its answers are lost.
#![expect(clippy::unwrap_used, reason = "a fixture that cannot be made must stop its test")]

#[path = "support/peer.rs"]
mod peer;
mod support;

use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use peer::{Act, Peer};
use roster_aws::dynamo::control::{ControlTable, definition};
use roster_conformance::samples::{at, birch, connection, delivery, login, maple, run, tenant};
use roster_pipeline::ErrorKind;
use roster_pipeline::ports::{Arrival, AttemptKey, Attempts, Begun, Current, DeliveryLog, Directory, RunLog};
use roster_pipeline::records::{DeliveredFile, Delivery, DeliveryId, Run};

/// The control table behind a peer, and the service behind it.
struct World {
    table: ControlTable,
    peer: Peer,
    /// Past the peer.
    client: Client,
    _service: support::Service,
}

impl World {
    async fn new() -> World {
        let service = support::dynamodb().await;
        let peer = Peer::before(service.emulator.url()).await;
        let client = service.clients.dynamodb();
        definition().create(&client, "control").unwrap().send().await.unwrap();
        let config = aws_sdk_dynamodb::config::Builder::from(&support::config(&peer.url).await)
            .retry_config(RetryConfig::standard().with_initial_backoff(Duration::from_millis(2)))
            .build();
        let table = ControlTable::new(Client::from_conf(config), "control");
        World { table, peer, client, _service: service }
    }

    /// With one tenant and one connection.
    async fn with_maple() -> World {
        let world = World::new().await;
        world.table.add_tenant(&tenant("maple-usd")).await.unwrap();
        world.table.add_connection(&connection(&maple())).await.unwrap();
        world
    }

    /// Sort keys of all items of a partition.
    async fn keys(&self, pk: &str) -> Vec<String> {
        let call = self.client.query().table_name("control").key_condition_expression("pk = :pk");
        let answer =
            call.expression_attribute_values(":pk", AttributeValue::S(pk.into())).send().await.unwrap();
        answer.items().iter().map(|item| item["sk"].as_s().unwrap().clone()).collect()
    }

    /// Operations that were asked for since the last time.
    fn operations(&self) -> Vec<String> {
        self.peer.seen().into_iter().map(|(operation, _)| operation).collect()
    }
}

fn arrival(n: usize) -> Arrival {
    Arrival {
        path: format!("file-{n:05}.csv"),
        version: "v1".into(),
        size: 10,
        sha256: "ab".repeat(32),
        modified: at(1),
        received: at(2),
        artifact: format!("raw/{n}"),
        delivery: None,
    }
}

/// 64 hex digits that do not pack: splitmix64.
fn hash(n: usize) -> String {
    let word = |part: u64| {
        let mut z = (n as u64 * 4 + part).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        format!("{:016x}", z ^ (z >> 31))
    };
    (0..4).map(word).collect()
}

/// A delivery of the files of this many arrivals.
fn of(id: &str, files: usize) -> Delivery {
    let file = |n: usize| {
        let Arrival { path, size, version, received, artifact, .. } = arrival(n);
        DeliveredFile { path, size, sha256: hash(n), version, received, artifact }
    };
    Delivery { files: (0..files).map(file).collect(), ..delivery(&maple(), id) }
}

const BUSY: Act = Act::Fail(400, "ProvisionedThroughputExceededException");

#[tokio::test]
async fn throttling_passes_or_is_busy() {
    let world = World::new().await;
    world.peer.next("PutItem", [BUSY, BUSY]);
    assert!(matches!(world.table.begin(&run(&maple(), "r-1")).await.unwrap(), Begun::New(_)));
    assert_eq!(world.operations(), ["PutItem"; 3]);
    world.peer.next("PutItem", [BUSY, BUSY, BUSY]);
    let error = world.table.begin(&run(&maple(), "r-2")).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Busy, "{error}");
}

#[tokio::test]
async fn failures_are_sorted_and_quote_nothing() {
    let world = World::with_maple().await;
    for (status, code, kind) in [
        (400, "ExpiredTokenException", ErrorKind::Unavailable),
        (400, "UnrecognizedClientException", ErrorKind::Unavailable),
        (400, "AccessDeniedException", ErrorKind::Refused),
        (400, "ResourceNotFoundException", ErrorKind::Refused),
        (400, "RequestLimitExceeded", ErrorKind::Busy),
        (500, "InternalServerError", ErrorKind::Unavailable),
    ] {
        for operation in ["GetItem", "TransactWriteItems"] {
            world.peer.next(operation, vec![Act::Fail(status, code); 3]);
        }
        let read = world.table.login("ann.smith").await.unwrap_err();
        let written = world.table.put_login(&login("ann.smith", &maple())).await.unwrap_err();
        for error in [read, written] {
            assert_eq!(error.kind, kind, "{code}: {error}");
            assert!(!format!("{error} {error:?}").contains("ann.smith"), "{error:?}");
        }
        // What the script has left.
        for _ in 0..3 {
            let _ = (world.table.login("x").await, world.table.put_login(&login("x", &birch())).await);
        }
    }
}

#[tokio::test]
async fn transactions_that_meet_others_are_tried_again() {
    let world = World::new().await;
    let conflict = Act::Cancel(&["None", "TransactionConflict"]);
    world.peer.next("TransactWriteItems", [conflict, Act::Cancel(&["ThrottlingError", "None"])]);
    world.table.add_tenant(&tenant("maple-usd")).await.unwrap();
    assert_eq!(world.operations(), ["TransactWriteItems"; 3]);
    world.peer.next("TransactWriteItems", [Act::Cancel(&["ValidationError", "None"])]);
    assert_eq!(world.table.add_tenant(&tenant("birch-usd")).await.unwrap_err().kind, ErrorKind::Refused);
    world.peer.next("PutItem", vec![Act::Fail(400, "TransactionConflictException"); 3]);
    assert!(matches!(world.table.begin(&run(&maple(), "r-1")).await.unwrap(), Begun::New(_)));
    assert_eq!(world.operations().iter().filter(|name| *name == "PutItem").count(), 4);
}

#[tokio::test]
async fn a_write_whose_answer_is_lost_is_known_again() {
    let world = World::new().await;
    let lose = |operation: &str| world.peer.next(operation, [Act::Lose]);
    lose("PutItem");
    let Begun::New(first) = world.table.begin(&run(&maple(), "r-1")).await.unwrap() else {
        panic!("it was this call that stored it")
    };
    lose("PutItem");
    assert_eq!(world.table.advance(&first).await.unwrap().version, 2);
    lose("PutItem");
    let moved = Current { run: first.id.clone(), snapshot: "s".into(), version: 1 };
    world.table.move_current(&maple(), &moved).await.unwrap();
    lose("PutItem");
    let lease = world.table.lease(&maple(), "one", at(0), at(60)).await.unwrap();
    assert_eq!((lease.fence, lease.until), (1, at(60)));
    lose("UpdateItem");
    world.table.release(&lease).await.unwrap();
    lose("PutItem");
    assert!(world.table.arrive(&maple(), &arrival(1)).await.unwrap());
    lose("PutItem");
    world.table.begin_delivery(&of("d-1", 2)).await.unwrap();
    assert_eq!(world.table.set_delivery(&of("d-1", 2)).await.unwrap().version, 2);
    // Somebody else's write in between is still a conflict.
    assert_eq!(world.table.advance(&first).await.unwrap_err().kind, ErrorKind::Conflict);
}

#[tokio::test]
async fn a_transaction_is_sent_again_with_its_token() {
    let world = World::new().await;
    world.peer.next("TransactWriteItems", [Act::Fail(500, "InternalServerError")]);
    world.table.add_tenant(&tenant("maple-usd")).await.unwrap();
    let tokens: Vec<_> =
        world.peer.seen().into_iter().map(|(_, body)| body["ClientRequestToken"].clone()).collect();
    assert!(tokens.len() == 2 && tokens[0] == tokens[1] && tokens[0].is_string(), "{tokens:?}");
}

#[tokio::test]
async fn what_a_batch_leaves_is_asked_again() {
    let world = World::with_maple().await;
    for user in ["abe", "bea", "cid"] {
        world.table.put_login(&login(user, &maple())).await.unwrap();
        world.table.arrive(&maple(), &arrival(user.len() + usize::from(user.as_bytes()[0]))).await.unwrap();
    }
    world.peer.next("BatchGetItem", [Act::Partly, Act::Partly]);
    assert_eq!(world.table.logins(&maple()).await.unwrap().len(), 3);
    assert_eq!(world.operations().iter().filter(|name| *name == "BatchGetItem").count(), 3);
    world.peer.next("BatchWriteItem", [Act::Partly, Act::Partly]);
    DeliveryLog::erase(&world.table, &maple()).await.unwrap();
    assert!(world.keys("T#maple-usd#C#main").await.is_empty());
}

#[tokio::test]
async fn a_delivery_of_hundreds_of_files_takes_them_all() {
    let world = World::new().await;
    for n in 0..300 {
        world.table.arrive(&maple(), &arrival(n)).await.unwrap();
    }
    assert!(world.table.begin_delivery(&of("d-1", 250)).await.unwrap());
    let every = world.table.every_arrival(&maple()).await.unwrap();
    let taken = every.iter().filter(|a| a.delivery == Some(DeliveryId("d-1".into()))).count();
    assert_eq!((every.len(), taken), (300, 250));
    let begun = world.keys("T#maple-usd#C#main").await.into_iter().find(|key| key.contains("BEGUN"));
    assert_eq!(begun, None, "every mark is set");
}

/// Dies after the transaction, before or between the marks.
#[tokio::test]
async fn a_delivery_half_marked_counts_as_a_whole() {
    for marked in [0, 2] {
        let world = World::new().await;
        for n in 0..4 {
            world.table.arrive(&maple(), &arrival(n)).await.unwrap();
        }
        let acts = std::iter::repeat_n(Act::Pass, marked).chain([Act::Fail(400, "AccessDeniedException")]);
        world.peer.next("UpdateItem", acts);
        assert!(world.table.begin_delivery(&of("d-1", 3)).await.unwrap());
        assert!(world.keys("T#maple-usd#C#main").await.contains(&"ARRIVAL#BEGUN#d-1".to_owned()));
        let takers = |arrivals: Vec<Arrival>| {
            arrivals.into_iter().map(|a| a.delivery.map_or("-".to_owned(), |d| d.0)).collect::<Vec<_>>()
        };
        assert_eq!(takers(world.table.arrivals(&maple()).await.unwrap()), ["d-1", "d-1", "d-1", "-"]);
        // A file that arrives later was not there to be taken.
        world.table.forget(&maple(), "file-00002.csv", "v1").await.unwrap();
        world.table.arrive(&maple(), &arrival(2)).await.unwrap();
        assert_eq!(takers(world.table.arrivals(&maple()).await.unwrap()), ["d-1", "d-1", "-", "-"]);
        // The next delivery finishes what was left, and takes only what is free.
        assert!(world.table.begin_delivery(&of("d-2", 4)).await.unwrap());
        assert_eq!(takers(world.table.arrivals(&maple()).await.unwrap()), ["d-1", "d-1", "d-2", "d-2"]);
        assert!(!world.keys("T#maple-usd#C#main").await.iter().any(|key| key.contains("BEGUN")));
    }
}

/// No item of the connection is larger than DynamoDB takes; dynoxide refuses such as AWS does.
#[tokio::test]
async fn documents_of_any_size_are_stored_changed_and_erased() {
    let world = World::new().await;
    let large = of("d-1", 12_000);
    assert!(world.table.begin_delivery(&Delivery { files: Vec::new(), ..large.clone() }).await.unwrap());
    let stored = world.table.set_delivery(&large).await.unwrap();
    assert_eq!(stored.files.len(), 12_000);
    assert_eq!(world.table.deliveries(&maple(), 5).await.unwrap(), [stored.clone()]);
    let parts = |keys: Vec<String>| keys.iter().filter(|key| key.starts_with("PART#DELIVERY#d-1#")).count();
    let before = parts(world.keys("T#maple-usd#C#main").await);
    assert!(before > 1, "{before} parts");
    let late = Delivery { version: 1, ..stored.clone() };
    assert_eq!(world.table.set_delivery(&late).await.unwrap_err().kind, ErrorKind::Conflict);
    let again = world.table.set_delivery(&stored).await.unwrap();
    assert_eq!(world.table.delivery(&maple(), &stored.id).await.unwrap(), again);
    assert_eq!(parts(world.keys("T#maple-usd#C#main").await), before, "old and refused parts are gone");
    assert!(!world.table.begin_delivery(&large).await.unwrap());
    assert_eq!(parts(world.keys("T#maple-usd#C#main").await), before);

    let note = (0..12_000).map(hash).collect();
    let run = Run { note: Some(note), ..run(&maple(), "r-1") };
    assert_eq!(world.table.begin(&run).await.unwrap(), Begun::New(run.clone()));
    assert_eq!(world.table.begin(&run).await.unwrap(), Begun::Existing(run.clone()));
    assert_eq!(world.table.runs(&maple(), 1).await.unwrap(), [run]);

    RunLog::erase(&world.table, &maple()).await.unwrap();
    assert_eq!(world.table.delivery(&maple(), &again.id).await.unwrap(), again, "deliveries are not runs");
    DeliveryLog::erase(&world.table, &maple()).await.unwrap();
    assert!(world.keys("T#maple-usd#C#main").await.is_empty());
}

/// What a session tagged with the tenant may touch: `dynamodb:LeadingKeys`.
#[tokio::test]
async fn a_worker_stays_within_its_tenants_partitions() {
    let World { table, peer, .. } = &World::with_maple().await;
    peer.seen();
    table.tenant(&maple().tenant).await.unwrap();
    table.connection(&maple()).await.unwrap();
    table.arrive(&maple(), &arrival(0)).await.unwrap();
    table.begin_delivery(&of("d-1", 5)).await.unwrap();
    table.set_delivery(&of("d-1", 12_000)).await.unwrap();
    table.deliveries(&maple(), 9).await.unwrap();
    table.arrivals(&maple()).await.unwrap();
    table.forget(&maple(), "a", "v1").await.unwrap();
    let Begun::New(first) = table.begin(&run(&maple(), "r-1")).await.unwrap() else { panic!("it is new") };
    table.advance(&first).await.unwrap();
    table.runs(&maple(), 9).await.unwrap();
    table.move_current(&maple(), &Current { run: first.id, snapshot: "s".into(), version: 1 }).await.unwrap();
    table.current(&maple()).await.unwrap();
    let lease = table.lease(&maple(), "one", at(0), at(60)).await.unwrap();
    table.release(&lease).await.unwrap();
    RunLog::erase(table, &maple()).await.unwrap();
    DeliveryLog::erase(table, &maple()).await.unwrap();
    let mut partitions = 0;
    for (operation, body) in peer.seen() {
        let body = body.to_string();
        for rest in body.split("pk\":{\"S\":\"").skip(1) {
            let pk = rest.split('"').next().unwrap();
            assert!(pk == "T#maple-usd" || pk.starts_with("T#maple-usd#"), "{operation}: {pk}");
            partitions += 1;
        }
    }
    assert!(partitions > 40, "{partitions}");
}

#[tokio::test]
async fn a_login_is_one_read_and_its_attempts_one_more() {
    let world = World::with_maple().await;
    world.table.put_login(&login("maple", &maple())).await.unwrap();
    world.peer.seen();
    world.table.login("maple").await.unwrap();
    let keys: Vec<_> = (0..4).map(|n| AttemptKey::new("user", &n.to_string())).collect();
    world.table.counts(&keys, at(0)).await.unwrap();
    assert_eq!(world.operations(), ["GetItem", "BatchGetItem"]);
    for _ in 0..2 {
        world.table.count(&keys[..1], at(0), at(900)).await.unwrap();
    }
    assert_eq!(world.operations(), ["UpdateItem"; 2], "one write for each failure");
}

/// 13,000 connections are listed in a handful of requests.
#[tokio::test]
async fn all_connections_come_in_few_requests() {
    let world = World::with_maple().await;
    let of_all = world.client.get_item().table_name("control");
    let of_all = of_all.key("pk", AttributeValue::S("ALL".into()));
    let of_all = of_all.key("sk", AttributeValue::S("CONNECTION#maple-usd#main".into()));
    let one = of_all.send().await.unwrap().item.unwrap();
    for chunk in (1..13_000).collect::<Vec<u32>>().chunks(25) {
        let put = |n: &u32| {
            let mut item = one.clone();
            item.insert("sk".into(), AttributeValue::S(format!("CONNECTION#district-{n:05}#main")));
            let put = aws_sdk_dynamodb::types::PutRequest::builder().set_item(Some(item)).build().unwrap();
            aws_sdk_dynamodb::types::WriteRequest::builder().put_request(put).build()
        };
        let writes = chunk.iter().map(put).collect();
        world.client.batch_write_item().request_items("control", writes).send().await.unwrap();
    }
    world.peer.seen();
    assert_eq!(world.table.connections().await.unwrap().len(), 13_000);
    let requests = world.operations().len();
    assert!(requests <= 10, "{requests} requests");
}
