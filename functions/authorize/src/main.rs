//! The Lambda that Transfer Family asks who may log in.

use std::sync::Arc;

use jiff::Timestamp;
use rollcall_authorize::{Authorize, Settings, handle};
use roster_aws::dynamo::control::ControlTable;
use roster_aws::lambda::{Invocation, metrics, start};
use roster_aws::login::{LoginRequest, LoginResponse};
use roster_aws::{Clients, Stack};
use roster_pipeline::PortResult;
use roster_pipeline::authorize::Gate;

#[tokio::main]
async fn main() -> Result<(), lambda_runtime::Error> {
    start(load(), answer).await
}

async fn load() -> PortResult<Authorize> {
    let env = |name: &str| std::env::var(name).ok();
    let (settings, stack) = (Settings::from_env(env)?, Stack::from_env(env));
    let table = Stack::required(&stack.control_table, "CONTROL_TABLE")?;
    let control = Arc::new(ControlTable::new(Clients::load().await.dynamodb(), table));
    Ok(Authorize { gate: Gate::new(control.clone(), control), settings })
}

async fn answer(deps: &Authorize, request: LoginRequest, _: Invocation) -> PortResult<LoginResponse> {
    let response = handle(deps, &request, Timestamp::now()).await?;
    let outcome = if response.role.is_some() { "LoginsAnswered" } else { "LoginsRefused" };
    metrics::emit(&[("Function", "authorize")], &[(outcome, 1)]);
    Ok(response)
}
