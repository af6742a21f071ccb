//! A worker that dies in the middle of its work.

use std::fs;
use std::process::Command;
use std::time::Duration;

use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_sqs::types::QueueAttributeName;
use rollcall_stack::STACK_NAME;
use roster_pipeline::ConnectionKey;

use crate::items;
use crate::world::World;

/// As the template has it.
const USUAL: Duration = Duration::from_secs(960);
const SHORT: Duration = Duration::from_secs(3);

/// Lets `begin` start a run, and kills `apply` once it has written something. Its message comes again, and what would end
/// a quarter of an hour later ends at once: the dead worker's lease.
pub(crate) async fn in_the_middle_of_applying(
    world: &World,
    key: &ConnectionKey,
    begin: impl Future<Output = ()>,
) {
    hide_messages_for(world, SHORT).await;
    begin.await;
    let look = async || items::are_there(world).await.then_some(());
    world.until("the first records are written", look).await;
    let killed = kill(world, "apply");
    hide_messages_for(world, USUAL).await;
    assert!(killed > 0, "apply is at work");
    let run = world.ports.runs.runs(key, 1).await.unwrap().remove(0);
    assert_eq!(run.state, "applying", "it died too late to be missed");
    end_lease(world, key).await;
}

async fn hide_messages_for(world: &World, time: Duration) {
    let call = world.deployment.clients.sqs().set_queue_attributes();
    let call = call.queue_url(&world.deployment.stack.apply_queue_url);
    call.attributes(QueueAttributeName::VisibilityTimeout, time.as_secs().to_string()).send().await.unwrap();
}

/// Kills the processes of one of this stack's functions; how many there were.
fn kill(world: &World, function: &str) -> usize {
    let (name, endpoint) = (format!("{STACK_NAME}-{function}"), world.deployment.ministack.url());
    let marks = [format!("AWS_LAMBDA_FUNCTION_NAME={name}"), format!("AWS_ENDPOINT_URL={endpoint}")];
    let mut killed = 0;
    for process in fs::read_dir("/proc").unwrap().filter_map(Result::ok) {
        let Ok(environment) = fs::read(process.path().join("environ")) else { continue };
        let has = |mark: &String| environment.split(|byte| *byte == 0).any(|line| line == mark.as_bytes());
        if marks.iter().all(has) {
            let ended = Command::new("kill").arg("-KILL").arg(process.file_name()).status().unwrap();
            killed += usize::from(ended.success());
        }
    }
    killed
}

async fn end_lease(world: &World, key: &ConnectionKey) {
    let call = world.deployment.clients.dynamodb().update_item();
    let call = call.table_name(&world.deployment.stack.control_table);
    let call = call.key("pk", AttributeValue::S(format!("T#{}#C#{}", key.tenant, key.connection)));
    let call = call.key("sk", AttributeValue::S("LEASE".into())).condition_expression("attribute_exists(pk)");
    let call = call.update_expression("SET #until = :past").expression_attribute_names("#until", "until");
    call.expression_attribute_values(":past", AttributeValue::N("0".into())).send().await.unwrap();
}
