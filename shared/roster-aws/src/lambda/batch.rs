//! A batch of messages that SQS hands to a function.

use std::collections::{BTreeMap, BTreeSet};

use roster_pipeline::{ErrorKind, PortError, PortResult};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tracing::{Instrument, error, info_span, warn};

use super::caught::caught;
use super::failure::name_of;
use super::metrics;

/// Messages of one queue. Fields that no function reads are left out.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct SqsEvent {
    /// In the order in which a FIFO queue keeps them.
    #[serde(rename = "Records")]
    pub records: Vec<SqsMessage>,
}

/// One message.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SqsMessage {
    /// Names it in the answer.
    pub message_id: String,
    /// What was sent.
    pub body: String,
    /// `MessageGroupId`, `ApproximateReceiveCount` and their like.
    #[serde(default)]
    pub attributes: BTreeMap<String, String>,
}

impl std::fmt::Debug for SqsMessage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // A body may hold names of files.
        f.debug_struct("SqsMessage").field("message_id", &self.message_id).finish_non_exhaustive()
    }
}

impl SqsMessage {
    /// The body as JSON; `Refused`, without what stands in it, if it is something else.
    pub fn parse<T: DeserializeOwned>(&self) -> PortResult<T> {
        serde_json::from_str(&self.body)
            .map_err(|_| PortError::new(ErrorKind::Refused, format!("body of message {}", self.message_id)))
    }

    /// The FIFO group: the connection.
    pub fn group(&self) -> Option<&str> {
        self.attributes.get("MessageGroupId").map(String::as_str)
    }

    /// How often it was handed out, this time included.
    pub fn attempt(&self) -> u32 {
        self.attributes.get("ApproximateReceiveCount").and_then(|count| count.parse().ok()).unwrap_or(1)
    }
}

/// The messages that SQS shall keep; needs `ReportBatchItemFailures` at the event source.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SqsBatchResponse {
    /// Those that come again.
    pub batch_item_failures: Vec<BatchItemFailure>,
}

/// One message that comes again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchItemFailure {
    /// Which.
    pub item_identifier: String,
}

/// Handles each message, in order. One that may go well later comes again, and with it, unhandled, the later ones of its
/// group; one that never can is logged, counted as `Dropped` of `function`, which alarms, and does not come again: see
/// `docs/decisions/0012-messages-that-cannot-succeed.md`.
pub async fn each_message(
    function: &str,
    event: SqsEvent,
    handle: impl AsyncFn(&SqsMessage) -> PortResult<()>,
) -> SqsBatchResponse {
    let mut batch = Batch::default();
    for message in &event.records {
        let group = message.group();
        if group.is_some_and(|group| batch.stopped.contains(group)) {
            batch.again(message);
            continue;
        }
        let attempt = message.attempt();
        let span = info_span!("message", message.id = message.message_id, attempt, group);
        // A bug that one message meets must not fail the others of its batch.
        let result = caught(handle(message)).instrument(span.clone()).await;
        if let Err(failed) = result {
            span.in_scope(|| batch.failed(message, &failed));
        }
    }
    let counts = [
        ("Messages", event.records.len() as u64),
        ("Retried", batch.answer.batch_item_failures.len() as u64),
        ("Dropped", batch.dropped),
    ];
    metrics::emit(&[("Function", function)], &counts);
    batch.answer
}

#[derive(Default)]
struct Batch {
    answer: SqsBatchResponse,
    stopped: BTreeSet<String>,
    dropped: u64,
}

impl Batch {
    fn failed(&mut self, message: &SqsMessage, failed: &PortError) {
        let code = name_of(failed.kind);
        if comes_again(failed.kind) {
            warn!(code, error = %failed, "the message comes again");
            self.stopped.extend(message.group().map(str::to_owned));
            self.again(message);
        } else {
            error!(code, error = %failed, "the message was dropped");
            self.dropped += 1;
        }
    }

    fn again(&mut self, message: &SqsMessage) {
        self.answer
            .batch_item_failures
            .push(BatchItemFailure { item_identifier: message.message_id.clone() });
    }
}

/// After a conflict too: the message handled anew reads what the other one wrote, and decides again.
fn comes_again(kind: ErrorKind) -> bool {
    match kind {
        ErrorKind::Busy | ErrorKind::Unavailable | ErrorKind::Conflict => true,
        ErrorKind::NotFound | ErrorKind::Refused | ErrorKind::Corrupt => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;

    /// Messages `(id, group)`; the body says what the handler meets.
    fn event(messages: &[(&str, &str, &str)]) -> SqsEvent {
        let records = messages.iter().map(|(id, group, body)| {
            let attributes = match group.is_empty() {
                true => serde_json::json!({ "ApproximateReceiveCount": "2" }),
                false => serde_json::json!({ "ApproximateReceiveCount": "2", "MessageGroupId": group }),
            };
            serde_json::json!({
                "messageId": id, "receiptHandle": "AQEB", "body": body, "attributes": attributes,
                "eventSource": "aws:sqs", "eventSourceARN": "arn:aws:sqs:us-east-1:111122223333:process.fifo",
            })
        });
        serde_json::from_value(serde_json::json!({ "Records": records.collect::<Vec<_>>() })).unwrap()
    }

    async fn handled(messages: &[(&str, &str, &str)]) -> (Vec<String>, Vec<String>) {
        let seen = RefCell::new(Vec::new());
        let answer = each_message("process", event(messages), async |message| {
            seen.borrow_mut().push(message.message_id.clone());
            let kind = match message.body.as_str() {
                "busy" => ErrorKind::Busy,
                "conflict" => ErrorKind::Conflict,
                "refused" => ErrorKind::Refused,
                "gone" => ErrorKind::NotFound,
                "bug" => panic!("a bug"),
                _ => return message.parse::<u32>().map(drop),
            };
            Err(PortError::new(kind, "delivery d-1"))
        })
        .await;
        let again = answer.batch_item_failures.into_iter().map(|failure| failure.item_identifier).collect();
        (seen.into_inner(), again)
    }

    #[tokio::test]
    async fn only_what_may_go_well_later_comes_again() {
        let messages = [
            ("a", "", "1"),
            ("b", "", "busy"),
            ("c", "", "refused"),
            ("d", "", "gone"),
            ("e", "", "not json"),
            ("bug", "", "bug"),
            ("f", "", "conflict"),
            ("g", "", "2"),
        ];
        let (seen, again) = handled(&messages).await;
        assert_eq!(seen.len(), 8);
        assert_eq!(again, ["b", "f"]);
    }

    #[tokio::test]
    async fn a_group_stops_at_its_first_message_that_comes_again() {
        let messages = [
            ("a", "maple-usd/main", "1"),
            ("b", "maple-usd/main", "refused"),
            ("c", "maple-usd/main", "busy"),
            ("d", "birch-usd/main", "1"),
            ("e", "maple-usd/main", "1"),
            ("f", "birch-usd/main", "1"),
        ];
        let (seen, again) = handled(&messages).await;
        assert_eq!(seen, ["a", "b", "c", "d", "f"]);
        assert_eq!(again, ["c", "e"]);
    }

    #[tokio::test]
    async fn an_answer_is_as_lambda_reads_it_and_a_message_hides_its_body() {
        let event = event(&[("a", "g", "secret-name.csv")]);
        let message = &event.records[0];
        assert_eq!((message.attempt(), message.group()), (2, Some("g")));
        assert!(!format!("{event:?} {}", message.parse::<u32>().unwrap_err()).contains("secret-name"));
        let answer =
            each_message("process", event, async |_| Err(PortError::new(ErrorKind::Busy, "x"))).await;
        let json = serde_json::to_value(answer).unwrap();
        assert_eq!(json, serde_json::json!({ "batchItemFailures": [{ "itemIdentifier": "a" }] }));
    }
}
