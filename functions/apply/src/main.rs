//! Starts the function that AWS calls `apply`.

use std::sync::Arc;

use jiff::Timestamp;
use rollcall_apply::{Call, Deps, handle};
use roster_aws::lambda::start;
use roster_aws::{Clients, Stack, Workplace};
use roster_pipeline::PortResult;

async fn load() -> PortResult<Deps> {
    let stack = Stack::from_env(|name| std::env::var(name).ok());
    for (name, value) in [
        ("LANDING_BUCKET", &stack.landing_bucket),
        ("ARTIFACTS_BUCKET", &stack.artifacts_bucket),
        ("CONTROL_TABLE", &stack.control_table),
        ("TENANT_ROLE_ARN", &stack.tenant_role_arn),
        ("ROSTER_TABLE", &stack.roster_table),
        ("APPLY_QUEUE_URL", &stack.apply_queue_url),
        ("PROCESS_QUEUE_URL", &stack.process_queue_url),
        ("EVENT_BUS", &stack.event_bus),
    ] {
        Stack::required(value, name)?;
    }
    let place = Workplace::new(Clients::load().await, stack, "apply");
    let apply = place.sender(&place.stack().apply_queue_url);
    let process = place.sender(&place.stack().process_queue_url);
    Ok(Deps { ports: Arc::new(place), apply, process })
}

#[tokio::main]
async fn main() -> Result<(), lambda_runtime::Error> {
    start(load(), async |deps: &Deps, event, invocation| {
        Ok(handle(deps, event, &Call::of(&invocation, Timestamp::now)).await)
    })
    .await
}
