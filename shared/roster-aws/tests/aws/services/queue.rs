//! What is sent to SQS, and what its failures mean.

use jiff::{SignedDuration, Timestamp};
use rollcall_emulators::{Answer, Request};
use roster_aws::{SqsQueue, SqsReminders};
use roster_pipeline::ports::{Job, Queue, Reminder, Reminders, Work, WorkSender};
use roster_pipeline::{ConnectionKey, ErrorKind};
use serde_json::Value;

use super::peer::{Peer, peer};

const URL: &str = "https://sqs.us-east-1.amazonaws.com/111122223333/process.fifo";

fn maple() -> ConnectionKey {
    ConnectionKey::new("maple-usd", "main").unwrap()
}

fn json(request: &Request) -> Value {
    serde_json::from_slice(&request.body).unwrap()
}

/// SQS's answer to SendMessage, with the sums that the SDK compares.
fn sent(_: &Request) -> Answer {
    Answer::json(200, r#"{"MessageId":"m-1"}"#)
}

fn queue(peer: &Peer) -> SqsQueue {
    SqsQueue::new(peer.clients.sqs(), URL)
}

#[tokio::test]
async fn work_goes_to_its_connections_group_and_is_never_taken_for_older_work() {
    let peer = peer(sent).await;
    for _ in 0..2 {
        queue(&peer).send(&maple(), &Work::Plan).await.unwrap();
    }
    let asked = peer.peer.asked();
    let (one, two) = (json(&asked[0]), json(&asked[1]));
    assert_eq!((&one["QueueUrl"], &one["MessageGroupId"]), (&URL.into(), &"maple-usd/main".into()));
    assert_eq!(one["MessageBody"], two["MessageBody"]);
    assert_ne!(one["MessageDeduplicationId"], two["MessageDeduplicationId"]);
    assert_eq!(one.get("DelaySeconds"), None);
}

#[tokio::test]
async fn a_sending_whose_answer_is_lost_is_repeated_as_the_same_one() {
    let mut lost = true;
    let script = move |request: &Request| match std::mem::take(&mut lost) {
        true => Answer::HangUp,
        false => sent(request),
    };
    let peer = peer(script).await;
    queue(&peer).send(&maple(), &Work::Plan).await.unwrap();
    let ids: Vec<Value> =
        peer.peer.asked().iter().map(|asked| json(asked)["MessageDeduplicationId"].clone()).collect();
    assert_eq!(ids.len(), 2);
    assert_eq!(ids[0], ids[1]);
}

#[tokio::test]
async fn a_reminder_waits_at_most_a_quarter_of_an_hour_and_says_until_when() {
    let peer = peer(sent).await;
    let reminders = SqsReminders::new(peer.clients.sqs(), URL);
    let now: Timestamp = "2026-11-22T06:00:00Z".parse().unwrap();
    for after in [-1, 90, 7_200] {
        let at = now + SignedDuration::from_secs(after);
        let reminder = Reminder { connection: maple(), work: Work::Receive, at };
        reminders.remind(&reminder, now).await.unwrap();
    }
    let asked: Vec<Value> = peer.peer.asked().iter().map(json).collect();
    let delays: Vec<&Value> = asked.iter().map(|asked| &asked["DelaySeconds"]).collect();
    assert_eq!(delays, [0, 90, 900]);
    assert!(asked[2]["MessageBody"].as_str().unwrap().contains(r#""at":"2026-11-22T08:00:00Z""#));
    assert_eq!(asked[2].get("MessageGroupId"), None);
}

#[tokio::test]
async fn a_receipt_that_lapsed_changes_nothing_and_other_failures_are_told() {
    let job = Job { connection: maple(), work: Work::Plan, receipt: "AQEB".into(), attempt: 1 };
    for (code, told) in [
        ("com.amazonaws.sqs#ReceiptHandleIsInvalid", None),
        ("com.amazonaws.sqs#MessageNotInflight", None),
        ("InvalidParameterValue", None),
        ("AccessDenied", Some(ErrorKind::Refused)),
        ("com.amazonaws.sqs#RequestThrottled", Some(ErrorKind::Busy)),
        ("com.amazonaws.sqs#QueueDoesNotExist", Some(ErrorKind::Unavailable)),
        ("ExpiredToken", Some(ErrorKind::Unavailable)),
    ] {
        let peer = peer(move |_| Answer::failure(400, code)).await;
        let queue = queue(&peer);
        let (done, again) = (queue.done(&job).await, queue.again(&job, Timestamp::now()).await);
        for result in [done, again] {
            assert_eq!(result.err().map(|error| error.kind), told, "{code}");
        }
    }
}

#[tokio::test]
async fn a_waiting_message_that_is_none_of_ours_is_damaged_and_not_shown() {
    let answer = r#"{"Messages":[{"MessageId":"m","ReceiptHandle":"r","Body":"secret","Attributes":{"ApproximateReceiveCount":"1"}}]}"#;
    let peer = peer(move |_| Answer::json(200, answer)).await;
    let error = queue(&peer).take(Timestamp::now(), Timestamp::now()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Corrupt);
    assert!(!format!("{error:?}").contains("secret"), "{error:?}");
}
