//! Fetches from districts' servers: asked for by a message of the pull queue, gone on with when a connector reports.

mod either;

use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;
use roster_aws::Queued;
use roster_aws::connectors::{ConnectorEvent, report_of};
use roster_aws::lambda::{SqsBatchResponse, SqsEvent, SqsMessage, each_message};
use roster_pipeline::ports::Work;
use roster_pipeline::pull::{Heard, PullPorts, heard, pull};
use roster_pipeline::{ErrorKind, PortError, PortResult, TenantId};
use serde::Deserialize;

pub use either::EitherWay;

/// What reaches the function.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Event {
    /// From the pull queue.
    Messages(SqsEvent),
    /// From the event bus.
    Connector(Box<ConnectorEvent>),
}

/// What a pull touches, for one tenant and no other.
#[async_trait]
pub trait Places: Send + Sync {
    /// The ports of a tenant.
    async fn of(&self, tenant: &TenantId) -> PortResult<PullPorts>;
}

/// What the function needs.
#[derive(Clone)]
pub struct Deps {
    /// The ports of each tenant.
    pub places: Arc<dyn Places>,
}

/// Handles one event.
///
/// # Errors
/// For a connector's event that may go well later: Lambda brings it again, and in the end to the dead letters.
pub async fn handle(deps: &Deps, event: Event, now: Timestamp) -> PortResult<SqsBatchResponse> {
    match event {
        Event::Messages(messages) => {
            Ok(each_message("pull", messages, async |message| fetch(deps, message, now).await).await)
        }
        Event::Connector(event) => hear(deps, &event, now).await.map(|()| SqsBatchResponse::default()),
    }
}

async fn fetch(deps: &Deps, message: &SqsMessage, now: Timestamp) -> PortResult<()> {
    let queued: Queued = message.parse()?;
    match queued.work {
        Work::Pull => {
            let ports = deps.places.of(&queued.connection.tenant).await?;
            pull(&ports, &queued.connection, now).await.map(drop)
        }
        Work::Receive | Work::Check { .. } | Work::Plan | Work::Apply { .. } | Work::Housekeep => {
            Err(PortError::new(ErrorKind::Refused, "work that is not the pull function's"))
        }
    }
}

async fn hear(deps: &Deps, event: &ConnectorEvent, now: Timestamp) -> PortResult<()> {
    let Some(report) = report_of(event)? else { return Ok(()) };
    // Only where to look: whose the transfer is says our own record, which no other tenant's session reaches.
    let tenant = event.place().and_then(|(tenant, _)| tenant.parse::<TenantId>().ok());
    let Some(tenant) = tenant else {
        return Err(PortError::new(ErrorKind::Refused, "event of a connector that is none of ours"));
    };
    match heard(&deps.places.of(&tenant).await?, &report, now).await? {
        Heard::Pull(pull) => tracing::info!(pull.id = %pull.id, state = pull.state.as_str(), "heard"),
        Heard::Stranger => tracing::warn!(transfer = report.transfer.0, "nobody asked for this transfer yet"),
    }
    Ok(())
}
