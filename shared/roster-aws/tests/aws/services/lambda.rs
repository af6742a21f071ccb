//! A function's process against the documents of Lambda's Runtime API ("Lambda runtime API", version 2018-06-01).

use std::process::Stdio;
use std::time::Duration;

use rollcall_emulators::{Answer, Request, Scripted};
use roster_aws::lambda::{self, Invocation, SqsBatchResponse, SqsEvent, each_message};
use roster_pipeline::{ErrorKind, PortError, PortResult};
use serde_json::{Value, json};
use tokio::process::Command;

/// The function: run by the test below in a process of its own, and nothing in any other.
#[tokio::test]
async fn child() {
    if std::env::var_os("AWS_LAMBDA_RUNTIME_API").is_none() {
        return;
    }
    let load = async { Ok("process") };
    // It ends when the Runtime API does.
    let _ = lambda::start(load, async |name: &&str, event: SqsEvent, call: Invocation| {
        handle(name, event, &call).await
    })
    .await;
}

async fn handle(name: &str, event: SqsEvent, call: &Invocation) -> PortResult<SqsBatchResponse> {
    assert!(call.request_id != "q-3", "a bug that shows hunter22");
    let busy = async |_: &_| Err(PortError::new(ErrorKind::Busy, "run r-1"));
    Ok(each_message(name, event, busy).await)
}

/// Events handed out in turn; then the connection is closed.
fn runtime_api() -> impl FnMut(&Request) -> Answer {
    let message = json!({ "messageId": "m-1", "body": "hunter22", "attributes": {} });
    let batch = json!({ "Records": [message] });
    let mut events = (1..).zip([batch.clone(), json!({ "password": "hunter22" }), batch]);
    move |request| match request.method.as_str() {
        "POST" => Answer::json(202, "{}"),
        _ => {
            let Some((number, event)) = events.next() else { return Answer::HangUp };
            let headers = vec![
                ("lambda-runtime-aws-request-id", format!("q-{number}")),
                ("lambda-runtime-deadline-ms", "1795338939499".to_owned()),
                ("lambda-runtime-trace-id", "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1".to_owned()),
            ];
            Answer::Say(200, headers, event.to_string().into_bytes())
        }
    }
}

async fn run_child(api: &Scripted) -> Vec<Value> {
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "services::lambda::child", "--nocapture"])
        .env("AWS_LAMBDA_RUNTIME_API", api.url().trim_start_matches("http://"))
        .env("AWS_LAMBDA_FUNCTION_NAME", "process")
        .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512")
        .env("AWS_LAMBDA_FUNCTION_VERSION", "1")
        .env("AWS_LAMBDA_LOG_LEVEL", "TRACE")
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output();
    let output = tokio::time::timeout(Duration::from_secs(60), child).await.unwrap().unwrap();
    let (text, errors) =
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(!format!("{text}{errors}").contains("hunter22"), "{text}{errors}");
    // libtest's own words stand before the first line.
    text.lines().filter_map(|line| serde_json::from_str(line.trim_start_matches(|c| c != '{')).ok()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_function_answers_lambda_and_logs_json_without_a_word_of_its_events() {
    let api = Scripted::start(runtime_api()).await;
    let lines = run_child(&api).await;
    let posted: Vec<(String, Value)> = (api.asked().iter())
        .filter(|asked| asked.method == "POST")
        .map(|asked| (asked.path.clone(), serde_json::from_slice(&asked.body).unwrap()))
        .collect();
    let path = |rest: &str| format!("/2018-06-01/runtime/invocation/{rest}");
    let again = json!({ "batchItemFailures": [{ "itemIdentifier": "m-1" }] });
    assert_eq!(posted[0], (path("q-1/response"), again));
    assert_eq!((&posted[1].0, &posted[1].1["errorType"]), (&path("q-2/error"), &json!("UnreadableEvent")));
    assert_eq!((&posted[2].0, &posted[2].1["errorType"]), (&path("q-3/error"), &json!("Corrupt")));
    assert!(!posted.iter().any(|(_, body)| body.to_string().contains("hunter22")));
    let said = |message: &str| lines.iter().find(|line| line["message"] == message).cloned().unwrap();
    let retried = said("the message comes again");
    assert_eq!((&retried["request.id"], &retried["message.id"]), (&json!("q-1"), &json!("m-1")));
    assert_eq!(retried["trace.id"], "1-5759e988-bd862e3fe1be46a994272793");
    assert_eq!((&retried["code"], &retried["level"]), (&json!("Busy"), &json!("WARN")));
    assert_eq!(said("the invocation failed")["request.id"], "q-2");
    assert_eq!(said("a bug stopped the invocation")["request.id"], "q-3");
    assert!(lines.iter().any(|line| line["Retried"] == 1 && line["Function"] == "process"), "{lines:?}");
}
