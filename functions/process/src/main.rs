//! Starts the function that AWS calls `process`.

use std::sync::Arc;

use jiff::Timestamp;
use rollcall_process::{Deps, handle};
use roster_aws::lambda::start;
use roster_aws::{Clients, Stack, Workplace};
use roster_pipeline::PortResult;
use roster_pipeline::housekeeping::Keep;

async fn load() -> PortResult<Deps> {
    let stack = Stack::from_env(|name| std::env::var(name).ok());
    for (name, value) in [
        ("LANDING_BUCKET", &stack.landing_bucket),
        ("ARTIFACTS_BUCKET", &stack.artifacts_bucket),
        ("CONTROL_TABLE", &stack.control_table),
        ("TENANT_ROLE_ARN", &stack.tenant_role_arn),
        ("ROSTER_TABLE", &stack.roster_table),
        ("ARRIVALS_QUEUE_URL", &stack.arrivals_queue_url),
        ("APPLY_QUEUE_URL", &stack.apply_queue_url),
        ("EVENT_BUS", &stack.event_bus),
    ] {
        Stack::required(value, name)?;
    }
    let place = Workplace::new(Clients::load().await, stack, "process");
    let (apply, looks) = (place.sender(&place.stack().apply_queue_url), place.looks());
    Ok(Deps { ports: Arc::new(place), apply, looks, keep: Keep::on_s3() })
}

#[tokio::main]
async fn main() -> Result<(), lambda_runtime::Error> {
    start(load(), async |deps: &Deps, event, _| Ok(handle(deps, event, Timestamp::now()).await)).await
}
