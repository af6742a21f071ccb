//! `stack up`: the whole stack on this machine, until Ctrl-C.
#![expect(clippy::print_stdout, reason = "a command for developers speaks to them")]

use std::process::ExitCode;

use rollcall_stack::{Bootstraps, Deployment, Failure, Tools};

const USAGE: &str = "usage: cargo run -p rollcall-stack -- up [PORT]   (a free port unless given)";

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let port = arguments.get(1).map(|port| port.parse::<u16>());
    let done = match (arguments.first().map(String::as_str), port) {
        (Some("up"), None) => up(None).await,
        (Some("up"), Some(Ok(port))) => up(Some(port)).await,
        _ => Err(USAGE.into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn up(port: Option<u16>) -> Result<(), Failure> {
    let tools = Tools::find()?;
    println!("Building the functions ...");
    let bootstraps = Bootstraps::built()?;
    println!("Deploying infra/template.yaml ...");
    let deployment = Deployment::start(&tools, &bootstraps, port).await?;
    println!("{}", greeting(&deployment));
    tokio::signal::ctrl_c().await?;
    println!("Stopped. Nothing is kept.");
    Ok(())
}

fn greeting(deployment: &Deployment) -> String {
    let stack = &deployment.stack;
    let names = [
        ("LANDING_BUCKET", &stack.landing_bucket),
        ("ARTIFACTS_BUCKET", &stack.artifacts_bucket),
        ("CONTROL_TABLE", &stack.control_table),
        ("ROSTER_TABLE", &stack.roster_table),
        ("ARRIVALS_QUEUE_URL", &stack.arrivals_queue_url),
        ("PROCESS_QUEUE_URL", &stack.process_queue_url),
        ("APPLY_QUEUE_URL", &stack.apply_queue_url),
        ("PULL_QUEUE_URL", &stack.pull_queue_url),
        ("EVENT_BUS", &stack.event_bus),
        ("TENANT_ROLE_ARN", &stack.tenant_role_arn),
        ("SECRETS_PREFIX", &stack.secrets_prefix),
        ("AUTHORIZE_FUNCTION", &stack.authorize_function),
    ];
    let exports = names.map(|(name, value)| format!("  export ROLLCALL_{name}={value}\n")).concat();
    format!(
        "The stack {} is up. In another shell:\n\n  export AWS_ENDPOINT_URL={} AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1\n  \
         export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test\n{exports}\nCtrl-C stops it.",
        rollcall_stack::STACK_NAME,
        deployment.ministack.url(),
    )
}
