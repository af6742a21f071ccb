//! A function that does nothing: it writes each event that it gets into a file.

use std::env;
use std::path::Path;

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use serde_json::{Value, json};

#[tokio::main]
async fn main() -> Result<(), Error> {
    run(service_fn(echo)).await
}

async fn echo(event: LambdaEvent<Value>) -> Result<Value, Error> {
    let folder = env::var(rollcall_stack::ECHOED)?;
    let function = env::var("AWS_LAMBDA_FUNCTION_NAME")?;
    let file = Path::new(&folder).join(format!("{function} {}", event.context.request_id));
    let text = json!({ "function": function, "event": event.payload }).to_string();
    // Written beside and renamed: who reads it must not see half of it.
    let beside = file.with_extension("part");
    std::fs::write(&beside, text)?;
    std::fs::rename(&beside, file.with_extension("json"))?;
    Ok(json!({ "batchItemFailures": [] }))
}
