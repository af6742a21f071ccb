//! Nonsense in the queue: whatever stands there, nothing panics and no other message is lost.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::district::district;
use crate::events::{directly, object_created};
use crate::post::{Message, Name, sqs_event};
use crate::stage::{LANDING, Stage, at};

/// Words that events are made of, so that nonsense comes close to sense.
fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "tenants/maple-usd/sis/users.csv",
            "tenants/birch-usd/sis/users.csv",
            "tenants/maple-usd/sis/%2e%2e/x%",
            "tenants/Maple/../x",
            "landing",
            "other",
            "aws.s3",
            "Object Created",
            "ObjectCreated:Put",
            "receive",
            "plan",
            "2026-11-23T02:00:00Z",
            "maple-usd",
            "sis",
        ])
        .prop_map(str::to_owned),
        any::<String>(),
    ]
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "Records",
            "detail",
            "detail-type",
            "source",
            "bucket",
            "object",
            "key",
            "name",
            "s3",
            "eventName",
            "Event",
            "work",
            "do",
            "at",
            "connection",
            "tenant",
            "run",
            "delivery",
        ])
        .prop_map(str::to_owned),
        any::<String>(),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        word().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(name(), inner, 0..6).prop_map(|map| json!(map)),
        ]
    })
}

fn body() -> impl Strategy<Value = String> {
    prop_oneof![
        value().prop_map(|value| value.to_string()),
        value().prop_map(|value| json!({ "Records": [value] }).to_string()),
        (word(), word()).prop_map(|(bucket, key)| object_created(&bucket, &key)),
        (word(), word()).prop_map(|(bucket, key)| directly(&bucket, &key)),
        any::<String>(),
    ]
}

fn message(queue: Name, body: &str, group: Option<&str>) -> Message {
    let from = at("2026-11-23T02:00:00Z");
    Message { queue, body: body.to_owned(), group: group.map(str::to_owned), from, attempt: 1 }
}

/// Nonsense before and after a good message; the good one must have had its effect.
async fn among_nonsense(bodies: Vec<String>) -> (usize, usize) {
    let (stage, now) = (Stage::new().await, at("2026-11-23T02:00:00Z"));
    for (name, text) in district(&[1, 2, 3], "Garcia") {
        stage.store(name, &text).await;
    }
    let good = object_created(LANDING, &format!("tenants/{}/users.csv", stage.key));
    let half = bodies.len() / 2;
    let all = bodies[..half].iter().chain([&good]).chain(&bodies[half..]);
    let messages: Vec<Message> = all.map(|body| message(Name::Arrivals, body, None)).collect();
    let answer = rollcall_receive::handle(&stage.receive, sqs_event(&messages), now).await;
    let arrivals = stage.ports.deliveries.arrivals(&stage.key).await.unwrap();
    // The same in the other queues: none panics, none asks for nonsense to come again.
    for (queue, name) in [(Name::Process, "process"), (Name::Apply, "apply")] {
        for body in &bodies {
            let fine = stage.deliver(&message(queue, body, Some("g")), now, Default::default()).await;
            assert!(fine, "{name} wants it again: {body}");
        }
    }
    (arrivals.len(), answer.batch_item_failures.len())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, max_shrink_iters: 50, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_message_harms_another(bodies in prop::collection::vec(body(), 0..9)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (arrived, again) = runtime.block_on(among_nonsense(bodies));
        prop_assert_eq!((arrived, again), (7, 0));
    }

    #[test]
    fn any_text_is_read(text in ".*") {
        let _ = rollcall_receive::read(&text);
        let _ = rollcall_receive::place(&text);
    }
}
