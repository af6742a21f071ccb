//! Starts the function that AWS calls `nightly`.

use jiff::Timestamp;
use rollcall_nightly::handle;
use roster_aws::lambda::start;
use roster_aws::{Clients, Stack, Workplace};
use roster_pipeline::PortResult;
use roster_pipeline::rounds::RoundPorts;

async fn load() -> PortResult<RoundPorts> {
    let stack = Stack::from_env(|name| std::env::var(name).ok());
    for (name, value) in [
        ("CONTROL_TABLE", &stack.control_table),
        ("ARRIVALS_QUEUE_URL", &stack.arrivals_queue_url),
        ("PROCESS_QUEUE_URL", &stack.process_queue_url),
        ("PULL_QUEUE_URL", &stack.pull_queue_url),
        ("EVENT_BUS", &stack.event_bus),
    ] {
        Stack::required(value, name)?;
    }
    Ok(Workplace::new(Clients::load().await, stack, "nightly").rounds())
}

#[tokio::main]
async fn main() -> Result<(), lambda_runtime::Error> {
    start(load(), async |ports: &RoundPorts, event, _| handle(ports, event, Timestamp::now()).await).await
}
