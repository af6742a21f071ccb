//! Announcements as events on an EventBridge bus.

use async_trait::async_trait;
use aws_sdk_eventbridge::Client;
use aws_sdk_eventbridge::types::PutEventsRequestEntry;
use roster_pipeline::ports::{Announcement, Announcer};
use roster_pipeline::{ConnectionKey, ErrorKind, PortError, PortResult};
use serde::Serialize;

use crate::failure::{failed, kind_of};

/// The source of all events of ours.
const SOURCE: &str = "rollcall";

/// Puts each announcement on a bus: source `rollcall`, a detail type for each kind, and in the detail tenant, connection and
/// the announcement as it is stored everywhere. Programs subscribe by rules.
#[derive(Debug, Clone)]
pub struct EventBridgeAnnouncer {
    client: Client,
    bus: String,
}

#[derive(Serialize)]
struct Detail<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    tenant: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    connection: Option<&'a str>,
    announcement: &'a Announcement,
}

impl EventBridgeAnnouncer {
    /// Events on the bus of this name or ARN.
    pub fn new(client: Client, bus: impl Into<String>) -> EventBridgeAnnouncer {
        EventBridgeAnnouncer { client, bus: bus.into() }
    }

    async fn put(&self, connection: Option<&ConnectionKey>, announcement: &Announcement) -> PortResult<()> {
        let detail = Detail {
            tenant: connection.map(|key| key.tenant.as_str()),
            connection: connection.map(|key| key.connection.as_str()),
            announcement,
        };
        let detail = serde_json::to_string(&detail)
            .map_err(|error| PortError::because(ErrorKind::Refused, "announcement", error))?;
        let entry = PutEventsRequestEntry::builder()
            .event_bus_name(&self.bus)
            .source(SOURCE)
            .detail_type(detail_type(announcement))
            .detail(detail)
            .build();
        let answer = self.client.put_events().entries(entry).send().await;
        let answer = answer.map_err(|error| failed("event", error))?;
        // The call succeeds also where its entry does not.
        match answer.failed_entry_count {
            0 => Ok(()),
            _ => {
                let code = answer.entries().first().and_then(|entry| entry.error_code()).unwrap_or("no code");
                Err(PortError::because(kind_of(code), "event", code.to_owned()))
            }
        }
    }
}

/// What a rule matches on; never changed once released.
fn detail_type(announcement: &Announcement) -> &'static str {
    match announcement {
        Announcement::Checked { .. } => "Delivery Checked",
        Announcement::Held { .. } => "Run Held",
        Announcement::Applied { .. } => "Run Applied",
        Announcement::Failed { .. } => "Run Failed",
        Announcement::Late { .. } => "Connection Late",
        Announcement::ManyLate { .. } => "Many Tenants Late",
        Announcement::PullFailed { .. } => "Pull Failed",
    }
}

#[async_trait]
impl Announcer for EventBridgeAnnouncer {
    async fn announce(&self, connection: &ConnectionKey, announcement: &Announcement) -> PortResult<()> {
        self.put(Some(connection), announcement).await
    }

    async fn tell_operator(&self, announcement: &Announcement) -> PortResult<()> {
        self.put(None, announcement).await
    }
}
