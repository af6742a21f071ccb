//! The template's wires, with functions that only echo: what lands and what is queued gets to the function that is meant,
//! and nothing else does. Nobody but AWS can send events of connectors, on MiniStack as on AWS.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use libtest_mimic::{Arguments, Failed, Trial};
use rollcall_stack::{Bootstraps, Deployment, STACK_NAME, Tools, missing};
use serde_json::Value;
use tokio::runtime::Runtime;
use tokio::time::{sleep, timeout};

const PATIENCE: Duration = Duration::from_secs(30);

fn main() -> ExitCode {
    let name = "events_reach_the_functions_that_are_meant";
    let trial = match missing() {
        None => Trial::test(name, || {
            Runtime::new().map_err(Failed::from)?.block_on(events_reach_functions());
            Ok(())
        }),
        Some(reason) => Trial::test(name, || Ok(())).with_ignored_flag(true).with_kind(reason),
    };
    libtest_mimic::run(&Arguments::from_args(), vec![trial]).exit_code()
}

async fn events_reach_functions() {
    let echo = Bootstraps::all_are(Path::new(env!("CARGO_BIN_EXE_rollcall-echo")));
    let deployment = Deployment::start(&Tools::find().unwrap(), &echo, None).await.unwrap();
    let stack = &deployment.stack;

    land(&deployment, "elsewhere/maple/sis/users.csv").await;
    land(&deployment, "tenants/maple/sis/users.csv").await;
    let event = echoed(&deployment, "receive").await;
    let body: Value = serde_json::from_str(event["Records"][0]["body"].as_str().unwrap()).unwrap();
    assert_eq!(body["detail"]["object"]["key"], "tenants/maple/sis/users.csv");
    assert_eq!(body["detail"]["bucket"]["name"], stack.landing_bucket.as_str());

    for (function, queue) in [
        ("process", &stack.process_queue_url),
        ("apply", &stack.apply_queue_url),
        ("pull", &stack.pull_queue_url),
    ] {
        send(&deployment, queue).await;
        let event = echoed(&deployment, function).await;
        assert_eq!(event["Records"][0]["attributes"]["MessageGroupId"], "maple/sis", "{function}");
    }

    assert_eq!(std::fs::read_dir(&deployment.echoes).unwrap().count(), 0, "something got there twice");
}

async fn land(deployment: &Deployment, key: &str) {
    let put = deployment.clients.s3().put_object().bucket(&deployment.stack.landing_bucket).key(key);
    put.send().await.unwrap();
}

async fn send(deployment: &Deployment, queue: &str) {
    let message = deployment.clients.sqs().send_message().queue_url(queue).message_body("{}");
    message.message_group_id("maple/sis").message_deduplication_id("1").send().await.unwrap();
}

/// The next event that a function has got.
async fn echoed(deployment: &Deployment, function: &str) -> Value {
    let begin = format!("{STACK_NAME}-{function} ");
    let found = async {
        loop {
            let files = std::fs::read_dir(&deployment.echoes).unwrap().map(|entry| entry.unwrap().path());
            let is_meant = |path: &std::path::PathBuf| {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                name.starts_with(&begin) && name.ends_with(".json")
            };
            if let Some(file) = files.into_iter().find(is_meant) {
                let text = std::fs::read_to_string(&file).unwrap();
                std::fs::remove_file(file).unwrap();
                let mut echo: Value = serde_json::from_str(&text).unwrap();
                return echo["event"].take();
            }
            sleep(Duration::from_millis(50)).await;
        }
    };
    let log = || deployment.ministack.log();
    timeout(PATIENCE, found).await.unwrap_or_else(|_| panic!("nothing got to {function}:\n{}", log()))
}
