//! The control table where the service is slow, contended or refuses, and where its answers are lost.

use aws_sdk_dynamodb::types::AttributeValue;
use rollcall_emulators::{Answer, Request, Scripted};
use roster_aws::dynamo::control::ControlTable;
use roster_conformance::samples::{at, birch, login, maple, run, tenant};
use roster_pipeline::ErrorKind;
use roster_pipeline::ports::{
    AttemptKey, Attempts, Begun, Current, DeliveryLog, Directory, RemoteFile, RunLog,
};
use roster_pipeline::pull::SeenFile;
use roster_pipeline::records::{Delivery, DeliveryId, Run};
use serde_json::Value;
use tokio::runtime::Handle;

use super::world::{Act, THROTTLE, World, arrival, hash, impatient, of};

#[tokio::test]
async fn throttling_passes_or_is_busy() {
    let world = World::new().await;
    world.next("PutItem", [THROTTLE, THROTTLE]);
    assert!(matches!(world.table.begin(&run(&maple(), "r-1")).await.unwrap(), Begun::New(_)));
    assert_eq!(world.operations(), ["PutItem"; 3]);
    world.next("PutItem", [THROTTLE, THROTTLE, THROTTLE]);
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
            world.next(operation, vec![Act::Fail(status, code); 3]);
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
    world.next("TransactWriteItems", [conflict, Act::Cancel(&["ThrottlingError", "None"])]);
    world.table.add_tenant(&tenant("maple-usd")).await.unwrap();
    assert_eq!(world.operations(), ["TransactWriteItems"; 3]);
    world.next("TransactWriteItems", [Act::Cancel(&["ValidationError", "None"])]);
    assert_eq!(world.table.add_tenant(&tenant("birch-usd")).await.unwrap_err().kind, ErrorKind::Refused);
    world.next("PutItem", vec![Act::Fail(400, "TransactionConflictException"); 3]);
    assert!(matches!(world.table.begin(&run(&maple(), "r-1")).await.unwrap(), Begun::New(_)));
    assert_eq!(world.operations().iter().filter(|name| *name == "PutItem").count(), 4);
}

#[tokio::test]
async fn a_write_whose_answer_is_lost_is_known_again() {
    let world = World::new().await;
    let lose = |operation: &str| world.next(operation, [Act::Lose]);
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

fn token(request: &Request) -> Value {
    let body: Value = serde_json::from_slice(&request.body).unwrap();
    body["ClientRequestToken"].clone()
}

#[tokio::test]
async fn a_transaction_is_sent_again_with_its_token() {
    let world = World::new().await;
    world.next("TransactWriteItems", [Act::Fail(500, "InternalServerError")]);
    world.table.add_tenant(&tenant("maple-usd")).await.unwrap();
    let tokens: Vec<_> = world.seen().iter().map(token).collect();
    assert!(tokens.len() == 2 && tokens[0] == tokens[1] && tokens[0].is_string(), "{tokens:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_batch_leaves_is_asked_again() {
    let world = World::with_maple().await;
    for user in ["abe", "bea", "cid"] {
        world.table.put_login(&login(user, &maple())).await.unwrap();
        world.table.arrive(&maple(), &arrival(user.len() + usize::from(user.as_bytes()[0]))).await.unwrap();
    }
    world.next("BatchGetItem", [Act::Partly, Act::Partly]);
    assert_eq!(world.table.logins(&maple()).await.unwrap().len(), 3);
    assert_eq!(world.operations().iter().filter(|name| *name == "BatchGetItem").count(), 3);
    world.next("BatchWriteItem", [Act::Partly, Act::Partly]);
    DeliveryLog::erase(&world.table, &maple()).await.unwrap();
    assert!(world.keys().await.is_empty());
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
    let begun = world.keys().await.into_iter().find(|key| key.contains("BEGUN"));
    assert_eq!(begun, None, "every mark is set");
}

/// The delivery of each arrival, by path.
async fn takers(table: &ControlTable) -> Vec<String> {
    let arrivals = table.arrivals(&maple()).await.unwrap();
    arrivals.into_iter().map(|a| a.delivery.map_or("-".to_owned(), |d| d.0)).collect()
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
        world.next("UpdateItem", acts);
        assert!(world.table.begin_delivery(&of("d-1", 3)).await.unwrap());
        assert!(world.keys().await.contains(&"ARRIVAL#BEGUN#d-1".to_owned()));
        assert_eq!(takers(&world.table).await, ["d-1", "d-1", "d-1", "-"]);
        // A file that arrives later was not there to be taken.
        world.table.forget(&maple(), "file-00002.csv", "v1").await.unwrap();
        world.table.arrive(&maple(), &arrival(2)).await.unwrap();
        assert_eq!(takers(&world.table).await, ["d-1", "d-1", "-", "-"]);
        // The next delivery finishes what was left, and takes only what is free.
        assert!(world.table.begin_delivery(&of("d-2", 4)).await.unwrap());
        assert_eq!(takers(&world.table).await, ["d-1", "d-1", "d-2", "d-2"]);
        assert!(!world.keys().await.iter().any(|key| key.contains("BEGUN")));
    }
}

/// Two that begin at once do not see each other; the second may even be the first to set its marks.
#[tokio::test]
async fn of_two_deliveries_at_once_the_first_keeps_what_both_have() {
    let world = World::new().await;
    for n in 0..2 {
        world.table.arrive(&maple(), &arrival(n)).await.unwrap();
    }
    world.next("UpdateItem", [Act::Fail(400, "AccessDeniedException")]);
    assert!(world.table.begin_delivery(&of("d-1", 1)).await.unwrap());
    world.next("Query", [Act::Say(r#"{"Items":[],"Count":0,"ScannedCount":0}"#)]);
    assert!(world.table.begin_delivery(&of("d-2", 2)).await.unwrap());
    assert_eq!(takers(&world.table).await, ["d-1", "d-2"]);
    assert!(world.table.begin_delivery(&of("d-3", 0)).await.unwrap());
    assert!(!world.keys().await.iter().any(|key| key.contains("BEGUN")));
    assert_eq!(takers(&world.table).await, ["d-1", "d-2"]);
}

/// Between the pages of one reading some arrivals could be marked and others not.
#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_that_begins_meanwhile_takes_all_or_nothing() {
    let world = World::new().await;
    for n in 0..2 {
        world.table.arrive(&maple(), &arrival(n)).await.unwrap();
    }
    let past = ControlTable::new(world.client.clone(), "control");
    let mut reads = 0;
    let meanwhile = move |request: &Request| {
        reads += usize::from(request.operation() == "GetItem");
        if reads == 1 {
            reads += 1;
            let begin = async { past.begin_delivery(&of("d-1", 2)).await };
            assert!(tokio::task::block_in_place(|| Handle::current().block_on(begin)).unwrap());
        }
        Answer::PassOn
    };
    let peer = Scripted::in_front_of(world.url(), meanwhile).await;
    let table = ControlTable::new(impatient(&peer).await, "control");
    let taken = table.arrivals(&maple()).await.unwrap().into_iter().filter(|a| a.delivery.is_some()).count();
    assert_eq!(taken, 2);
    assert_eq!(peer.asked().iter().filter(|request| request.operation() == "Query").count(), 2);
}

/// No item of the connection is larger than DynamoDB takes; dynoxide refuses such as AWS does.
#[tokio::test]
async fn documents_of_any_size_are_stored_changed_and_erased() {
    let world = World::new().await;
    let large = of("d-1", 12_000);
    assert!(world.table.begin_delivery(&Delivery { files: Vec::new(), ..large.clone() }).await.unwrap());
    let stored = world.table.set_delivery(&large).await.unwrap();
    assert_eq!(stored.files.len(), 12_000);
    assert_eq!(world.table.deliveries(&maple(), 5).await.unwrap(), std::slice::from_ref(&stored));
    let parts = |keys: Vec<String>| keys.iter().filter(|key| key.starts_with("PART#DELIVERY#d-1#")).count();
    let before = parts(world.keys().await);
    assert!(before > 1, "{before} parts");
    let late = Delivery { version: 1, ..stored.clone() };
    assert_eq!(world.table.set_delivery(&late).await.unwrap_err().kind, ErrorKind::Conflict);
    let again = world.table.set_delivery(&stored).await.unwrap();
    assert_eq!(world.table.delivery(&maple(), &stored.id).await.unwrap(), again);
    assert_eq!(parts(world.keys().await), before, "old and refused parts are gone");
    assert!(!world.table.begin_delivery(&large).await.unwrap());
    assert_eq!(parts(world.keys().await), before);

    let note = (0..12_000).map(hash).collect();
    let run = Run { note: Some(note), ..run(&maple(), "r-1") };
    assert_eq!(world.table.begin(&run).await.unwrap(), Begun::New(run.clone()));
    assert_eq!(world.table.begin(&run).await.unwrap(), Begun::Existing(run.clone()));
    assert_eq!(world.table.runs(&maple(), 1).await.unwrap(), [run]);

    RunLog::erase(&world.table, &maple()).await.unwrap();
    assert_eq!(world.table.delivery(&maple(), &again.id).await.unwrap(), again, "deliveries are not runs");
    DeliveryLog::erase(&world.table, &maple()).await.unwrap();
    assert!(world.keys().await.is_empty());
}

/// What a session tagged with the tenant may touch: `dynamodb:LeadingKeys`.
#[tokio::test]
async fn a_worker_stays_within_its_tenants_partitions() {
    let world = World::with_maple().await;
    let table = &world.table;
    world.seen();
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
    for request in world.seen() {
        for rest in request.text().split("pk\":{\"S\":\"").skip(1) {
            let pk = rest.split('"').next().unwrap();
            assert!(pk == "T#maple-usd" || pk.starts_with("T#maple-usd#"), "{}: {pk}", request.operation());
            partitions += 1;
        }
    }
    assert!(partitions > 40, "{partitions}");
}

#[tokio::test]
async fn a_login_is_one_read_and_its_attempts_one_more() {
    let world = World::with_maple().await;
    world.table.put_login(&login("maple", &maple())).await.unwrap();
    world.seen();
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
    world.seen();
    assert_eq!(world.table.connections().await.unwrap().len(), 13_000);
    let requests = world.operations().len();
    assert!(requests <= 10, "{requests} requests");
}

/// Parts that a lost answer hides are not taken for old ones.
#[tokio::test]
async fn a_large_list_stored_twice_is_whole() {
    let world = World::new().await;
    let seen = |n: usize| SeenFile {
        file: RemoteFile { path: arrival(n).path, size: Some(7), modified: None },
        sha256: Some(hash(n)),
    };
    let log: &dyn roster_pipeline::ports::PullLog = &world.table;
    let files: Vec<SeenFile> = (0..12_000).map(seen).collect();
    for _ in 0..2 {
        world.next("PutItem", [Act::Lose]);
        log.remember(&maple(), &files).await.unwrap();
        assert!(log.seen(&maple()).await.unwrap() == files);
    }
    world.next("BatchGetItem", [Act::Say(r#"{"Responses":{}}"#)]);
    assert_eq!(log.seen(&maple()).await.unwrap_err().kind, ErrorKind::Corrupt, "a part is gone");
    log.erase(&maple()).await.unwrap();
    assert!(world.keys().await.is_empty());
}
