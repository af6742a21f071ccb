//! Stored questions of Transfer Family, answered over both control stores.

use std::sync::Arc;

use crate::support::{KEY, World, dynamodb, events, local, now, settings};
use proptest::prelude::*;
use rollcall_authorize::{Authorize, handle};
use roster_aws::login::LoginRequest;
use roster_conformance::{Faults, Faulty, Then, When};
use roster_pipeline::authorize::Gate;
use roster_pipeline::ports::Attempts;
use serde_json::{Value, json};

/// The answer to an event, or the kind of failure.
async fn answer(deps: &Authorize, event: Value) -> Result<Value, String> {
    let request: LoginRequest = serde_json::from_value(event).map_err(|_| "no question".to_owned())?;
    let response = handle(deps, &request, now()).await.map_err(|error| format!("{:?}", error.kind))?;
    Ok(serde_json::to_value(response).unwrap())
}

/// What each event is answered with: `{}`, or a session in a tenant's folder with or without keys.
fn expected(name: &str) -> Value {
    let (tenant, keys) = match name {
        "password" | "password-over-ipv6" => ("maple-usd", None),
        "password-from-inside-the-list" => ("birch-usd", None),
        "key-password-absent" | "key-password-empty" | "key-password-blank" => ("maple-usd", Some(KEY)),
        "key-only-login" => ("elm-usd", Some(KEY)),
        _ => return json!({}),
    };
    let key = roster_conformance::samples::key(tenant, "sis");
    let mut session = json!({
        "Role": "arn:aws:iam::111122223333:role/rollcall-login",
        "Policy": rollcall_authorize::session_policy(&settings(), &key),
        "HomeDirectoryType": "LOGICAL",
        "HomeDirectoryDetails": format!(r#"[{{"Entry":"/","Target":"/rollcall-landing/tenants/{tenant}/sis"}}]"#),
    });
    if let Some(key) = keys {
        session["PublicKeys"] = json!([key]);
    }
    session
}

async fn every_event_has_its_answer(world: World) {
    let events = events();
    assert_eq!(events.len(), 18);
    for (name, event) in events {
        assert_eq!(answer(&world.deps, event).await, Ok(expected(&name)), "{name}");
    }
}

#[tokio::test]
async fn every_event_has_its_answer_on_one_machine() {
    every_event_has_its_answer(local().await).await;
}

#[tokio::test]
async fn every_event_has_its_answer_over_dynamodb() {
    every_event_has_its_answer(dynamodb().await).await;
}

#[tokio::test]
async fn guessing_ends_over_dynamodb_and_hurts_no_neighbour() {
    let world = dynamodb().await;
    let ask = |user: &str, password: &str, from: &str| {
        let event = json!({"username": user, "password": password, "protocol": "SFTP",
            "serverId": "s-0123456789abcdef0", "sourceIp": from});
        answer(&world.deps, event)
    };
    let right = crate::support::PASSWORD;
    assert_ne!(ask("maple-usd-sis", right, "192.0.2.1").await, Ok(json!({})));
    for _ in 0..12 {
        assert_eq!(ask("maple-usd-sis", "guess", "198.51.100.1").await, Ok(json!({})));
    }
    assert_eq!(ask("maple-usd-sis", right, "198.51.100.1").await, Ok(json!({})), "too many guesses");
    assert_ne!(ask("maple-usd-sis", right, "192.0.2.1").await, Ok(json!({})), "a known address");
    assert_ne!(ask("birch-usd-sis", right, "203.0.113.9").await, Ok(json!({})), "another user");
}

#[tokio::test]
async fn what_cannot_be_looked_up_is_an_error_and_not_a_wrong_password() {
    let world = local().await;
    let event = events().into_iter().find(|(name, _)| name == "password").unwrap().1;
    for nth in 1..=3 {
        let faults = Arc::new(Faults::at(nth, When::Before, Then::StayDown));
        let attempts: Arc<dyn Attempts> = Arc::new(
            roster_local::ControlDb::open(&tempfile::tempdir().unwrap().path().join("c.db")).unwrap(),
        );
        let gate = Gate::new(
            Arc::new(Faulty::new(world.directory.clone(), faults.clone())),
            Arc::new(Faulty::new(attempts, faults.clone())),
        );
        let deps = Authorize { gate, settings: settings() };
        assert_eq!(answer(&deps, event.clone()).await, Err("Unavailable".to_owned()), "call {nth}");
        assert!(faults.reached());
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        Just(Value::from("SFTP")),
        Just(Value::from("192.0.2.1")),
        Just(Value::from("s-0123456789abcdef0")),
    ];
    let name = prop_oneof![
        Just("username".to_owned()),
        Just("password".to_owned()),
        Just("protocol".to_owned()),
        Just("serverId".to_owned()),
        Just("sourceIp".to_owned()),
        "[a-z]{1,4}",
    ];
    leaf.prop_recursive(3, 24, 6, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map(name.clone(), inner, 0..7)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

#[test]
fn no_event_panics_and_none_that_is_made_up_gets_in() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let world = runtime.block_on(local());
    proptest!(ProptestConfig::with_cases(128), |(event in any_json())| {
        match runtime.block_on(answer(&world.deps, event)) {
            Ok(response) => prop_assert_eq!(response, json!({})),
            Err(why) => prop_assert_eq!(why, "no question"),
        }
    });
}
