//! What every function does around its handler: logs, metrics, the deadline, batches of messages, typed failures.

mod batch;
mod caught;
mod deadline;
mod failure;
mod log;
pub mod metrics;

use std::sync::Arc;

use jiff::Timestamp;
use lambda_runtime::{Context, LambdaEvent, service_fn};
use roster_pipeline::PortResult;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tracing::{Instrument, error, info_span};

pub use batch::{SqsBatchResponse, SqsEvent, SqsMessage, each_message};
pub use deadline::Deadline;
pub use failure::Failure;

/// One call of a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invocation {
    /// Lambda's name of this call; the holder of leases taken in it.
    pub request_id: String,
    /// When Lambda ends it.
    pub deadline: Deadline,
}

impl Invocation {
    /// The call that Lambda describes, begun at `now`.
    pub fn of(context: &Context, now: Timestamp) -> Invocation {
        Invocation { request_id: context.request_id.clone(), deadline: Deadline::of(context.deadline, now) }
    }
}

/// The whole of a function's `main`: `load` makes what it needs, once per process; `handle` does one call. Logs are JSON
/// on standard output, a failure is logged once, and nothing of an event ever is.
///
/// # Errors
/// When `load` fails or Lambda cannot be reached: the process must end, and Lambda starts another.
pub async fn start<D, E, R>(
    load: impl Future<Output = PortResult<D>>,
    handle: impl AsyncFn(&D, E, Invocation) -> PortResult<R>,
) -> Result<(), lambda_runtime::Error>
where
    E: DeserializeOwned,
    R: Serialize,
{
    log::begin();
    let deps = match load.await {
        Ok(deps) => Arc::new(deps),
        Err(failed) => {
            error!(error = %failed, "the function cannot start");
            return Err(Box::new(Failure::from(failed)));
        }
    };
    let (deps, handle) = (&deps, &handle);
    lambda_runtime::run(service_fn(async |event: LambdaEvent<Value>| {
        let (event, context) = event.into_parts();
        let span = span_of(&context);
        invoke(event, async |event| handle(deps, event, Invocation::of(&context, Timestamp::now())).await)
            .instrument(span)
            .await
    }))
    .await
}

/// What all log lines of a call carry. The trace has one identifier in all functions that one event goes through.
fn span_of(context: &Context) -> tracing::Span {
    let trace = context.xray_trace_id.as_deref().and_then(root_of).unwrap_or_default();
    info_span!("invocation", request.id = %context.request_id, trace.id = trace)
}

/// `1-5759e988-bd862e3fe1be46a994272793` of `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1`.
fn root_of(header: &str) -> Option<&str> {
    header.split(';').find_map(|part| part.trim().strip_prefix("Root="))
}

/// Reads the event, handles it, and logs what went wrong. Lambda's own reader would put values into its error message, and
/// an event of `authorize` holds a password.
async fn invoke<E, R>(event: Value, handle: impl AsyncFnOnce(E) -> PortResult<R>) -> Result<R, Failure>
where
    E: DeserializeOwned,
{
    let result = match serde_json::from_value(event) {
        Ok(event) => caught::caught(handle(event)).await.map_err(Failure::from),
        Err(_) => Err(Failure::unreadable()),
    };
    if let Err(failed) = &result {
        error!(error = %failed, "the invocation failed");
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Deserialize)]
    struct Login {
        #[expect(dead_code, reason = "only its shape matters")]
        password: String,
    }

    #[tokio::test]
    async fn an_event_that_cannot_be_read_fails_without_its_values() {
        let event = serde_json::json!({ "password": { "hunter2": 1 } });
        let failed = invoke(event, async |_: Login| Ok(())).await.unwrap_err();
        assert!(!format!("{failed} {failed:?}").contains("hunter2"), "{failed:?}");
    }

    #[test]
    fn the_trace_is_the_root_of_the_header() {
        let header = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
        assert_eq!(root_of(header), Some("1-5759e988-bd862e3fe1be46a994272793"));
        assert_eq!(root_of("Self=1-2-3"), None);
    }
}
