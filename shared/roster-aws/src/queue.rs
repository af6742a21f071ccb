//! Work and reminders in SQS.

use async_trait::async_trait;
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::{Message, MessageSystemAttributeName};
use jiff::{SignedDuration, Timestamp};
use roster_pipeline::ports::{Job, Queue, Reminder, Reminders, Work, WorkSender};
use roster_pipeline::{ConnectionKey, ErrorKind, PortError, PortResult};
use serde::{Deserialize, Serialize};

use crate::failure::failed;

/// The longest that SQS holds a message back, in seconds ("SendMessage", DelaySeconds).
const LONGEST_DELAY: i32 = 900;
/// The longest that a message stays hidden, in seconds ("ChangeMessageVisibility").
const LONGEST_HIDDEN: i32 = 43_200;

/// The body of a message in a FIFO queue; in the queue of reminders it is a [`Reminder`], which reads as this one too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queued {
    /// Whose.
    pub connection: ConnectionKey,
    /// What there is to do.
    pub work: Work,
}

/// A FIFO queue: one group per connection, so that one piece of a connection's work is out at a time.
///
/// Each sending has a deduplication identifier of its own. SQS swallows a repeated one for five minutes, also when the first
/// was done long ago; one made from the work would lose work that is sent anew. See
/// `docs/decisions/0011-work-is-sent-anew.md`.
#[derive(Debug, Clone)]
pub struct SqsQueue {
    client: Client,
    url: String,
}

impl SqsQueue {
    /// The FIFO queue at `url`.
    pub fn new(client: Client, url: impl Into<String>) -> SqsQueue {
        SqsQueue { client, url: url.into() }
    }

    /// Hides a message for so long from `now` on; a receipt that lapsed changes nothing.
    async fn hide(&self, receipt: &str, seconds: i32) -> PortResult<()> {
        let call = self.client.change_message_visibility().queue_url(&self.url).receipt_handle(receipt);
        match call.visibility_timeout(seconds).send().await {
            Err(error) if has_lapsed(&error) => Ok(()),
            answer => answer.map(drop).map_err(|error| failed("work to hand back", error)),
        }
    }
}

#[async_trait]
impl WorkSender for SqsQueue {
    async fn send(&self, connection: &ConnectionKey, work: &Work) -> PortResult<()> {
        let body = body_of(&Queued { connection: connection.clone(), work: work.clone() })?;
        let call = self.client.send_message().queue_url(&self.url).message_body(body);
        let call = call.message_group_id(connection.to_string()).message_deduplication_id(unique()?);
        call.send().await.map(drop).map_err(|error| failed(format!("work for {connection}"), error))
    }
}

#[async_trait]
impl Queue for SqsQueue {
    async fn take(&self, now: Timestamp, until: Timestamp) -> PortResult<Option<Job>> {
        let call = self.client.receive_message().queue_url(&self.url).max_number_of_messages(1);
        let call = call
            .message_system_attribute_names(MessageSystemAttributeName::ApproximateReceiveCount)
            .visibility_timeout(seconds(until.duration_since(now), LONGEST_HIDDEN));
        let answer = call.send().await.map_err(|error| failed("waiting work", error))?;
        answer.messages.unwrap_or_default().first().map(job_of).transpose()
    }

    async fn done(&self, job: &Job) -> PortResult<()> {
        let call = self.client.delete_message().queue_url(&self.url).receipt_handle(&job.receipt);
        match call.send().await {
            Err(error) if has_lapsed(&error) => Ok(()),
            answer => answer.map(drop).map_err(|error| failed("finished work", error)),
        }
    }

    async fn again(&self, job: &Job, at: Timestamp) -> PortResult<()> {
        // SQS counts from the moment of the call, by its own clock.
        self.hide(&job.receipt, seconds(at.duration_since(Timestamp::now()), LONGEST_HIDDEN)).await
    }
}

/// A standard queue, where each message has its own delay, of at most a quarter of an hour.
#[derive(Debug, Clone)]
pub struct SqsReminders {
    client: Client,
    url: String,
}

impl SqsReminders {
    /// The standard queue at `url`.
    pub fn new(client: Client, url: impl Into<String>) -> SqsReminders {
        SqsReminders { client, url: url.into() }
    }
}

#[async_trait]
impl Reminders for SqsReminders {
    async fn remind(&self, reminder: &Reminder, now: Timestamp) -> PortResult<()> {
        let call = self.client.send_message().queue_url(&self.url).message_body(body_of(reminder)?);
        let call = call.delay_seconds(seconds(reminder.at.duration_since(now), LONGEST_DELAY));
        let what = || format!("a reminder of {}", reminder.connection);
        call.send().await.map(drop).map_err(|error| failed(what(), error))
    }
}

fn body_of(message: &impl Serialize) -> PortResult<String> {
    serde_json::to_string(message).map_err(|error| PortError::because(ErrorKind::Refused, "work", error))
}

fn job_of(message: &Message) -> PortResult<Job> {
    let corrupt = || PortError::new(ErrorKind::Corrupt, "waiting work");
    let body: Queued = serde_json::from_str(message.body().unwrap_or_default()).map_err(|_| corrupt())?;
    let attributes = message.attributes().ok_or_else(corrupt)?;
    let attempt = attributes.get(&MessageSystemAttributeName::ApproximateReceiveCount);
    Ok(Job {
        connection: body.connection,
        work: body.work,
        receipt: message.receipt_handle().ok_or_else(corrupt)?.to_owned(),
        attempt: attempt.and_then(|count| count.parse().ok()).ok_or_else(corrupt)?,
    })
}

/// Whole seconds, rounded up so that nothing comes too early, from 0 to `longest`.
fn seconds(span: SignedDuration, longest: i32) -> i32 {
    let up = span.as_secs().saturating_add(i64::from(span.subsec_nanos() > 0));
    i32::try_from(up.max(0)).unwrap_or(longest).min(longest)
}

/// The message was deleted, or was handed out anew: its receipt means nothing any more.
fn has_lapsed<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> bool {
    let code = error.as_service_error().and_then(|error| error.meta().code());
    matches!(
        code,
        Some("ReceiptHandleIsInvalid" | "InvalidParameterValue" | "MessageNotInflight" | "InvalidAddress")
            | Some("AWS.SimpleQueueService.MessageNotInflight")
    )
}

/// A deduplication identifier that no other sending has; the SDK's own retries of one sending repeat it.
fn unique() -> PortResult<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)
        .map_err(|error| PortError::because(ErrorKind::Unavailable, "randomness", error))?;
    Ok(format!("{:032x}", u128::from_le_bytes(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_are_as_other_versions_wrote_them() {
        let connection = ConnectionKey::new("maple-usd", "main").unwrap();
        let at = "2026-11-22T06:15:00Z".parse().unwrap();
        let reminder = Reminder { connection: connection.clone(), work: Work::Receive, at };
        let body = body_of(&reminder).unwrap();
        let want = r#"{"connection":{"tenant":"maple-usd","connection":"main"},"work":{"do":"receive"},"at":"2026-11-22T06:15:00Z"}"#;
        assert_eq!(body, want);
        let queued = Queued { connection, work: Work::Receive };
        assert_eq!(serde_json::from_str::<Queued>(&body).unwrap(), queued);
        let body = body_of(&queued).unwrap();
        assert_eq!(body, want.replace(r#","at":"2026-11-22T06:15:00Z""#, ""));
    }

    #[test]
    fn seconds_are_rounded_up_and_kept_within_what_sqs_takes() {
        for (millis, want) in
            [(-5, 0), (0, 0), (1, 1), (1_000, 1), (1_001, 2), (899_001, 900), (i64::MAX, 900)]
        {
            assert_eq!(seconds(SignedDuration::from_millis(millis), 900), want, "{millis}");
        }
    }

    #[test]
    fn no_two_sendings_share_an_identifier() {
        assert_ne!(unique().unwrap(), unique().unwrap());
    }
}
