//! `stack up`: the whole stack on this machine, until Ctrl-C.
#![expect(clippy::print_stdout, reason = "a command for developers speaks to them")]

use std::process::ExitCode;

use tokio::signal::unix::{SignalKind, signal};

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
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        stopped = tokio::signal::ctrl_c() => stopped?,
        _ = terminate.recv() => {}
    }
    println!("Stopped. Nothing is kept.");
    Ok(())
}

fn greeting(deployment: &Deployment) -> String {
    let stack = &deployment.stack;
    let names = [
        ("landing bucket", &stack.landing_bucket),
        ("artifacts bucket", &stack.artifacts_bucket),
        ("control table", &stack.control_table),
        ("roster table", &stack.roster_table),
        ("arrivals", &stack.arrivals_queue_url),
        ("process", &stack.process_queue_url),
        ("apply", &stack.apply_queue_url),
        ("pull", &stack.pull_queue_url),
        ("authorize", &stack.authorize_function),
    ];
    let names = names.map(|(name, value)| format!("  {name:<16}  {value}\n")).concat();
    let (stack, url) = (rollcall_stack::STACK_NAME, deployment.ministack.url());
    format!(
        "The stack {stack} is up:\n\n{names}\nIn another shell:\n\n  \
         export AWS_ENDPOINT_URL={url} AWS_REGION=us-east-1 AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test\n  \
         export ROLLCALL_STACK={stack}\n  cargo build -p rollcall --features aws\n  \
         target/debug/rollcall serve --data target/front-door --sftp 127.0.0.1:2222 &\n  \
         target/debug/rollcall tenant add maple-usd\n  target/debug/rollcall connection add maple-usd sis --push --activate\n  \
         target/debug/rollcall login add maple-usd sis\n\nCtrl-C stops it."
    )
}
