//! Stored events, as AWS sends them, one by one through the handlers.

use std::path::Path;

use roster_aws::lambda::SqsEvent;
use roster_pipeline::ports::{Reminder, Work};
use serde_json::{Value, json};

use crate::district::district;
use crate::post::{Message, Name, sqs_event};
use crate::stage::{LANDING, Stage, at, steps};

/// S3's word about a new object, by way of EventBridge.
pub(crate) fn object_created(bucket: &str, key: &str) -> String {
    let mut event = stored("receive", "eventbridge-put");
    event["detail"]["bucket"]["name"] = bucket.into();
    event["detail"]["object"]["key"] = key.into();
    event.to_string()
}

/// The same, directly.
pub(crate) fn directly(bucket: &str, key: &str) -> String {
    let mut event = stored("receive", "direct-put");
    event["Records"][0]["s3"]["bucket"]["name"] = bucket.into();
    event["Records"][0]["s3"]["object"]["key"] = key.into();
    event.to_string()
}

fn folder(function: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../functions").join(function).join("tests/events")
}

fn stored(function: &str, name: &str) -> Value {
    let text = std::fs::read_to_string(folder(function).join(format!("{name}.json"))).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// What a message at the queue of arrivals led to.
#[derive(Debug, PartialEq, Eq)]
struct Led {
    /// Files that were copied.
    copied: usize,
    /// Messages that wait at arrivals and process afterwards.
    waiting: (usize, usize),
    /// Messages that must come again.
    again: usize,
}

async fn received(name: &str) -> Led {
    let (stage, now) = (Stage::new().await, at("2026-11-23T02:00:00Z"));
    for (name, text) in district(&[1, 2, 3], "Garcia") {
        stage.store(name, &text).await;
    }
    let body = stored("receive", name).to_string();
    let message = Message { queue: Name::Arrivals, body, group: None, from: now, attempt: 1 };
    let answer = rollcall_receive::handle(&stage.receive, sqs_event(&[message]), now).await;
    let waiting = (stage.post.bodies(Name::Arrivals).len(), stage.post.bodies(Name::Process).len());
    let copied = stage.ports.deliveries.arrivals(&stage.key).await.unwrap().len();
    Led { copied, waiting, again: answer.batch_item_failures.len() }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_stored_arrival_leads_to_what_it_should() {
    let (look, nothing) = ((7, (1, 0)), (0, (0, 0)));
    let wanted = [
        ("eventbridge-put", look),
        ("eventbridge-multipart", look),
        ("eventbridge-rename", look),
        ("eventbridge-subfolder-with-spaces", look),
        ("eventbridge-folder-marker", nothing),
        ("eventbridge-temporary-name", nothing),
        ("eventbridge-report", nothing),
        ("eventbridge-other-bucket", nothing),
        ("eventbridge-unknown-tenant", nothing),
        ("eventbridge-outside-of-tenants", nothing),
        ("eventbridge-object-deleted", nothing),
        ("direct-put", look),
        ("direct-put-form-encoded", look),
        ("direct-several-with-a-strange-one", look),
        ("direct-removed", nothing),
        ("s3-test-event", nothing),
        ("reminder-whose-time-has-come", look),
        ("reminder-for-later", (0, (1, 0))),
        ("reminder-to-plan", (0, (0, 1))),
        ("reminder-of-an-unknown-connection", nothing),
        ("unknown-shape", nothing),
    ];
    for (name, (copied, waiting)) in wanted {
        assert_eq!(received(name).await, Led { copied, waiting, again: 0 }, "{name}");
    }
    assert_eq!(
        std::fs::read_dir(folder("receive")).unwrap().count(),
        wanted.len(),
        "an event is not in the list"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn events_of_one_batch_share_a_look_and_doubled_ones_change_nothing() {
    let (stage, now) = (Stage::new().await, at("2026-11-23T02:00:00Z"));
    stage.upload(&district(&[1, 2, 3], "Garcia"), now).await;
    let event = || {
        let bodies = stage.post.bodies(Name::Arrivals);
        let message =
            |body: String| Message { queue: Name::Arrivals, body, group: None, from: now, attempt: 1 };
        sqs_event(&bodies.into_iter().map(message).collect::<Vec<_>>())
    };
    let events = event();
    stage.post.lose_all();
    rollcall_receive::handle(&stage.receive, events.clone(), now).await;
    assert_eq!(stage.post.bodies(Name::Arrivals).len(), 1, "one reminder of seven events");
    rollcall_receive::handle(&stage.receive, events, now).await;
    assert_eq!(stage.ports.deliveries.every_arrival(&stage.key).await.unwrap().len(), 7);
    let reminder: Reminder = serde_json::from_str(&stage.post.bodies(Name::Arrivals)[0]).unwrap();
    assert_eq!((reminder.work, reminder.at), (Work::Receive, at("2026-11-23T02:05:00Z")));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_object_that_vanished_or_was_replaced_before_it_was_read_costs_nothing() {
    let (stage, now) = (Stage::new().await, at("2026-11-23T02:00:00Z"));
    let body = object_created(LANDING, &format!("tenants/{}/gone.csv", stage.key));
    stage.post.put(Name::Arrivals, &body, None, now);
    stage.upload(&district(&[1, 2, 3], "Garcia"), now).await;
    stage.upload(&district(&[1, 2, 3, 4], "Garcia"), now).await;
    stage.play(now, at("2026-11-23T07:00:00Z")).await;
    assert_eq!(stage.states().await, ["applied"]);
    assert!(stage.roster().await.contains_key("users st004"));
}

fn event(function: &str, name: &str) -> SqsEvent {
    serde_json::from_value(stored(function, name)).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn stored_work_is_done_or_passed_on_and_misplaced_work_harms_nothing() {
    let (stage, now) = (Stage::new().await, at("2026-11-23T07:00:00Z"));
    for (name, waiting) in [("check-and-plan", [0, 0]), ("housekeep", [0, 0]), ("misplaced", [1, 1])] {
        let answer = stage.process_event(event("process", name), now).await;
        assert_eq!(answer.batch_item_failures.len(), 0, "{name}");
        let found = [Name::Arrivals, Name::Apply].map(|queue| stage.post.bodies(queue).len());
        assert_eq!(found, waiting, "{name}");
    }
    stage.post.lose_all();
    for (name, plans) in [("misplaced", 0), ("unknown-run", 1)] {
        let answer = stage.apply_event(event("apply", name), now, steps(1)).await;
        assert_eq!(answer.batch_item_failures.len(), 0, "{name}");
        assert_eq!(stage.post.bodies(Name::Process).len(), plans, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_scheduler_brings_plans_and_housekeeping_at_night_and_a_look_every_two_hours() {
    let stage = Stage::new().await;
    stage.scheduled(stored("nightly", "nightly"), at("2026-11-23T06:15:02Z")).await;
    let process = stage.post.bodies(Name::Process);
    assert!(process.iter().any(|b| b.contains("plan")) && process.iter().any(|b| b.contains("housekeep")));
    stage.post.lose_all();
    let mut looks = 0;
    for quarter in 0..8 {
        let mut event = stored("nightly", "sweep");
        let time = at("2026-11-23T02:00:00Z") + jiff::SignedDuration::from_mins(15 * quarter);
        event["time"] = json!(time.to_string());
        stage.scheduled(event, time).await;
        looks += stage.post.bodies(Name::Arrivals).len();
        stage.post.lose_all();
    }
    assert_eq!(looks, 1);
}
