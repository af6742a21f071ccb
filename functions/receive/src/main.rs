//! Starts the function that AWS calls `receive`.

use std::sync::Arc;

use jiff::Timestamp;
use rollcall_receive::{Deps, handle};
use roster_aws::lambda::start;
use roster_aws::{Clients, Stack, Workplace};
use roster_pipeline::PortResult;
use roster_pipeline::housekeeping::Keep;

async fn load() -> PortResult<Deps> {
    let stack = Stack::from_env(|name| std::env::var(name).ok());
    let landing_bucket = Stack::required(&stack.landing_bucket, "LANDING_BUCKET")?.to_owned();
    for (name, value) in [
        ("ARTIFACTS_BUCKET", &stack.artifacts_bucket),
        ("CONTROL_TABLE", &stack.control_table),
        ("TENANT_ROLE_ARN", &stack.tenant_role_arn),
        ("ARRIVALS_QUEUE_URL", &stack.arrivals_queue_url),
        ("PROCESS_QUEUE_URL", &stack.process_queue_url),
    ] {
        Stack::required(value, name)?;
    }
    let place = Workplace::new(Clients::load().await, stack, "receive");
    let (process, looks) = (place.sender(&place.stack().process_queue_url), place.looks());
    Ok(Deps { ports: Arc::new(place), process, looks, landing_bucket, stays: Keep::on_s3().landed })
}

#[tokio::main]
async fn main() -> Result<(), lambda_runtime::Error> {
    start(load(), async |deps: &Deps, event, _| Ok(handle(deps, event, Timestamp::now()).await)).await
}
