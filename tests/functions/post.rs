//! The queues, in memory: what waits, since when it may be handed out, and how often it was.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use roster_aws::Queued;
use roster_aws::lambda::SqsEvent;
use roster_pipeline::ports::{Reminder, Reminders, Work, WorkSender};
use roster_pipeline::{ConnectionKey, PortResult};

/// Which queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Name {
    /// Events and reminders.
    Arrivals,
    /// Deliveries.
    Process,
    /// Runs.
    Apply,
    /// Fetches.
    Pull,
}

/// One waiting message.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    /// Where it waits.
    pub(crate) queue: Name,
    /// What was sent.
    pub(crate) body: String,
    /// Its FIFO group.
    pub(crate) group: Option<String>,
    /// Not handed out before.
    pub(crate) from: Timestamp,
    /// How often it was handed out.
    pub(crate) attempt: u32,
}

/// All queues of a stack.
#[derive(Debug, Clone, Default)]
pub(crate) struct Post {
    waiting: Arc<Mutex<Vec<Message>>>,
    handed_out: Arc<Mutex<BTreeMap<Name, u64>>>,
}

impl Post {
    /// Puts a body, as S3 or a test does.
    pub(crate) fn put(&self, queue: Name, body: &str, group: Option<String>, from: Timestamp) {
        let message = Message { queue, body: body.to_owned(), group, from, attempt: 0 };
        self.waiting.lock().unwrap().push(message);
    }

    /// Puts a message back.
    pub(crate) fn again(&self, message: Message) {
        self.waiting.lock().unwrap().push(message);
    }

    /// Takes one of those that may be handed out at `now`: the `nth` of them, counted round.
    pub(crate) fn take(&self, nth: usize, now: Timestamp) -> Option<Message> {
        let mut waiting = self.waiting.lock().unwrap();
        let ready: Vec<usize> = (0..waiting.len()).filter(|i| waiting[*i].from <= now).collect();
        let mut message = waiting.remove(*ready.get(nth % ready.len().max(1))?);
        message.attempt += 1;
        *self.handed_out.lock().unwrap().entry(message.queue).or_default() += 1;
        Some(message)
    }

    /// How many messages of each queue were handed out since the last time.
    pub(crate) fn handed_out(&self) -> BTreeMap<Name, u64> {
        std::mem::take(&mut *self.handed_out.lock().unwrap())
    }

    /// When the next may be handed out.
    pub(crate) fn next(&self) -> Option<Timestamp> {
        self.waiting.lock().unwrap().iter().map(|m| m.from).min()
    }

    /// What waits in a queue.
    pub(crate) fn bodies(&self, queue: Name) -> Vec<String> {
        let waiting = self.waiting.lock().unwrap();
        waiting.iter().filter(|m| m.queue == queue).map(|m| m.body.clone()).collect()
    }

    /// Everything that waits is lost.
    pub(crate) fn lose_all(&self) {
        self.waiting.lock().unwrap().clear();
    }

    /// Where work for a queue is sent.
    pub(crate) fn sender(&self, queue: Name) -> Arc<Sender> {
        Arc::new(Sender { post: self.clone(), queue })
    }
}

/// One queue's front side.
#[derive(Debug)]
pub(crate) struct Sender {
    post: Post,
    queue: Name,
}

#[async_trait]
impl WorkSender for Sender {
    async fn send(&self, connection: &ConnectionKey, work: &Work) -> PortResult<()> {
        let queued = Queued { connection: connection.clone(), work: work.clone() };
        let body = serde_json::to_string(&queued).unwrap();
        self.post.put(self.queue, &body, Some(connection.to_string()), Timestamp::UNIX_EPOCH);
        Ok(())
    }
}

#[async_trait]
impl Reminders for Sender {
    async fn remind(&self, reminder: &Reminder, now: Timestamp) -> PortResult<()> {
        // As SQS does: a quarter of an hour at most.
        let from = reminder.at.min(now + SignedDuration::from_mins(15)).max(now);
        self.post.put(self.queue, &serde_json::to_string(reminder).unwrap(), None, from);
        Ok(())
    }
}

/// Messages as Lambda gets them.
pub(crate) fn sqs_event(messages: &[Message]) -> SqsEvent {
    let records = messages.iter().enumerate().map(|(number, message)| {
        let mut attributes =
            serde_json::json!({ "ApproximateReceiveCount": message.attempt.max(1).to_string() });
        if let Some(group) = &message.group {
            attributes["MessageGroupId"] = group.as_str().into();
        }
        serde_json::json!({
            "messageId": format!("m-{number}"),
            "receiptHandle": "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a",
            "body": message.body,
            "attributes": attributes,
            "messageAttributes": {},
            "eventSource": "aws:sqs",
            "awsRegion": "us-east-1",
        })
    });
    serde_json::from_value(serde_json::json!({ "Records": records.collect::<Vec<_>>() })).unwrap()
}
