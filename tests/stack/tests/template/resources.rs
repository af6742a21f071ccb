//! Queues, alarms, logs, buckets and variables.

use std::collections::BTreeSet;

use rollcall_stack::policy::text;
use rollcall_stack::{FUNCTIONS, root, yaml};
use roster_aws::Stack;
use serde_json::{Value, json};

use super::{TEMPLATES, functions, object, of_kind, template};

fn binary(name: &str) -> String {
    name.trim_end_matches("Function").to_lowercase()
}

#[test]
fn functions_are_those_that_the_stack_here_runs() {
    let mut names: Vec<String> = functions(&template()).iter().map(|(name, _)| binary(name)).collect();
    let mut run: Vec<&str> = FUNCTIONS.to_vec();
    names.sort();
    run.sort_unstable();
    assert_eq!(names, run);
    for (name, function) in functions(&template()) {
        assert_eq!(text(&function["CodeUri"]), format!("../functions/{}", binary(&name)));
        assert_eq!(text(&function["FunctionName"]), format!("${{AWS::StackName}}-{}", binary(&name)));
        let template = template();
        let build = &template["Resources"][&name]["Metadata"];
        assert_eq!(build["BuildProperties"]["Binary"], binary(&name));
    }
}

/// `LandingBucket` as `LANDING_BUCKET`.
fn shouted(name: &str) -> String {
    let letter = |c: char| if c.is_uppercase() { format!("_{c}") } else { c.to_uppercase().to_string() };
    name.chars().map(letter).collect::<String>().trim_start_matches('_').to_owned()
}

fn names_of_stack() -> BTreeSet<String> {
    object(&serde_json::to_value(Stack::default()).unwrap()).keys().cloned().collect()
}

/// What is no name of a stack: one function alone reads it.
const OWN: &[&str] = &["ROLLCALL_LANDING_KEY_ARN"];
/// What a function reads and our template does not set.
const UNSET: &str = "SERVER_ID";

#[test]
fn variables_and_outputs_are_the_names_of_a_stack() {
    let template = template();
    let outputs: BTreeSet<String> = object(&template["Outputs"]).keys().cloned().collect();
    assert!(outputs.is_superset(&names_of_stack()), "{outputs:?}");
    let known: BTreeSet<String> =
        names_of_stack().iter().map(|n| format!("ROLLCALL_{}", shouted(n))).collect();
    let global = object(&template["Globals"]["Function"]["Environment"]["Variables"]);
    let mut used: BTreeSet<String> = global.keys().cloned().collect();
    for (_, function) in functions(&template) {
        used.extend(object(&function["Environment"]["Variables"]).keys().cloned());
    }
    let own: Vec<_> = used.difference(&known).collect();
    assert_eq!(own, OWN, "no function reads it, or it is not said here that it does");
    // Who asks `authorize` outside of AWS reads its name from the outputs.
    let unused: Vec<_> = known.difference(&used).collect();
    assert_eq!(unused, ["ROLLCALL_AUTHORIZE_FUNCTION", "ROLLCALL_SFTP_ENDPOINT"]);
}

#[test]
fn functions_are_as_the_architecture_says() {
    let document = std::fs::read_to_string(root().join("docs/architecture.md")).unwrap();
    for (name, function) in functions(&template()) {
        let begin = format!("| {} |", binary(&name));
        let row = document.lines().find(|line| line.starts_with(&begin)).unwrap_or_else(|| panic!("{begin}"));
        let cells: Vec<&str> = row.split(" | ").collect();
        let (said, size) = (cells[2], cells[cells.len() - 1]);
        let said: BTreeSet<&str> =
            said.split('`').filter(|word| word.contains('_') && *word != UNSET).collect();
        let variables = object(&function["Environment"]["Variables"]);
        let given: BTreeSet<&str> = variables.keys().map(|n| n.trim_start_matches("ROLLCALL_")).collect();
        let global = BTreeSet::from(["CONTROL_TABLE"]);
        assert_eq!(said, given.union(&global).copied().collect(), "{name}");
        assert!(
            size.contains(&format!("{} s, {} MB", function["Timeout"], function["MemorySize"])),
            "{size}"
        );
    }
}

#[test]
fn queues_give_up_into_a_queue_that_is_watched() {
    let template = template();
    let queues = of_kind(&template, "AWS::SQS::Queue");
    let alarms = of_kind(&yaml::template("alarms.yaml").unwrap(), "AWS::CloudWatch::Alarm");
    for (name, queue) in &queues {
        assert_eq!(queue["SqsManagedSseEnabled"], true, "{name}");
        assert_eq!(queue["MessageRetentionPeriod"], 1_209_600, "{name}");
        let queue_name = text(&queue["QueueName"]).replace("${AWS::StackName}", "${Watched}");
        let metric = match name.ends_with("DeadLetters") {
            true => "ApproximateNumberOfMessagesVisible",
            false => "ApproximateAgeOfOldestMessage",
        };
        let watches = |alarm: &Value| {
            alarm["MetricName"] == metric && text(&alarm["Dimensions"][0]["Value"]) == queue_name
        };
        assert!(alarms.iter().any(|(_, alarm)| watches(alarm)), "no alarm of {metric} for {queue_name}");
        if name.ends_with("DeadLetters") {
            continue;
        }
        let dead = text(&queue["RedrivePolicy"]["deadLetterTargetArn"]);
        let (_, dead) = queues.iter().find(|(name, _)| dead == format!("${{{name}.Arn}}")).unwrap();
        assert_eq!(dead["FifoQueue"], queue["FifoQueue"], "{name}");
        assert!(!dead["RedriveAllowPolicy"].is_null(), "{name}");
    }
}

#[test]
fn messages_stay_hidden_while_they_are_worked_on() {
    let template = template();
    for (name, function) in functions(&template) {
        for (event, properties) in object(&function["Events"]) {
            let (properties, queue) = (&properties["Properties"], format!("{event}Queue"));
            assert_eq!(text(&properties["Queue"]), format!("${{{queue}.Arn}}"));
            assert_eq!(properties["FunctionResponseTypes"], json!(["ReportBatchItemFailures"]), "{name}");
            assert!(!properties["ScalingConfig"]["MaximumConcurrency"].is_null(), "{name}");
            let queue = &template["Resources"][&queue]["Properties"];
            let runs = function["Timeout"].as_u64().unwrap();
            // A batch of a FIFO queue is one message here; what is redelivered early meets the connection's lease.
            let wanted = if queue["FifoQueue"] == true { runs + 60 } else { 6 * runs };
            assert_eq!(queue["VisibilityTimeout"], wanted, "{event}: {runs} s");
            assert!(queue["FifoQueue"] != true || properties["BatchSize"] == 1, "{event}");
        }
    }
}

/// The functions that messages of a function get to, at once.
fn sent_to(name: &str, all: &[(String, Value)]) -> BTreeSet<String> {
    let function = all.iter().find(|(other, _)| other == name).map(|(_, function)| function.clone()).unwrap();
    let told = object(&function["Environment"]["Variables"]);
    let queues: Vec<String> =
        told.iter().filter(|(name, _)| name.ends_with("_QUEUE_URL")).map(|(_, queue)| text(queue)).collect();
    let takes = |function: &Value| {
        let mut events = object(&function["Events"]).into_iter();
        events.any(|(_, event)| queues.contains(&text(&event["Properties"]["Queue"]).replace(".Arn", "")))
    };
    all.iter().filter(|(_, function)| takes(function)).map(|(name, _)| name.clone()).collect()
}

#[test]
fn lambda_does_not_stop_what_goes_round_on_purpose() {
    let all = functions(&template());
    for (name, function) in &all {
        let mut reached = sent_to(name, &all);
        for _ in &all {
            let further: Vec<String> = reached.iter().flat_map(|other| sent_to(other, &all)).collect();
            reached.extend(further);
        }
        let want = if reached.contains(name) { json!("Allow") } else { Value::Null };
        assert_eq!(function["RecursiveLoop"], want, "{name}");
    }
}

#[test]
fn functions_are_watched() {
    let alarms = of_kind(&yaml::template("alarms.yaml").unwrap(), "AWS::CloudWatch::Alarm");
    for (name, _) in functions(&template()) {
        for metric in ["Errors", "Throttles"] {
            let of = format!("${{Watched}}-{}", binary(&name));
            let watches = |a: &Value| a["MetricName"] == metric && text(&a["Dimensions"][0]["Value"]) == of;
            assert!(alarms.iter().any(|(_, alarm)| watches(alarm)), "no alarm of {metric} for {name}");
        }
    }
    assert!(alarms.iter().all(|(_, alarm)| alarm["AlarmActions"] == json!([{ "Ref": "Topic" }])));
}

#[test]
fn what_each_alarm_means_is_written_down() {
    let document = std::fs::read_to_string(root().join("docs/operations.md")).unwrap();
    for (name, alarm) in of_kind(&yaml::template("alarms.yaml").unwrap(), "AWS::CloudWatch::Alarm") {
        let said = text(&alarm["AlarmName"]).replace("${Watched} ", "");
        assert!(
            document.contains(&format!("| {said} |")),
            "docs/operations.md says nothing of {name}: {said}"
        );
    }
}

#[test]
fn logs_end_some_day_and_are_encrypted() {
    for file in TEMPLATES {
        let template = yaml::template(file).unwrap();
        for (name, log) in of_kind(&template, "AWS::Logs::LogGroup") {
            assert!(!log["RetentionInDays"].is_null() && !log["KmsKeyId"].is_null(), "{name}");
        }
        for (name, function) in functions(&template) {
            let own = format!("${{{}}}", name.replace("Function", "Log"));
            assert_eq!(text(&function["LoggingConfig"]["LogGroup"]), own);
        }
    }
}

#[test]
fn buckets_are_closed_versioned_and_encrypted() {
    let template = template();
    for (name, bucket) in of_kind(&template, "AWS::S3::Bucket") {
        assert_eq!(bucket["VersioningConfiguration"]["Status"], "Enabled", "{name}");
        let closed = object(&bucket["PublicAccessBlockConfiguration"]);
        assert!(closed.len() == 4 && closed.values().all(|v| v == true), "{name}");
        assert_eq!(bucket["OwnershipControls"]["Rules"][0]["ObjectOwnership"], "BucketOwnerEnforced");
        let by = &bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"][0];
        assert_eq!(
            (&by["BucketKeyEnabled"], text(&by["ServerSideEncryptionByDefault"]["SSEAlgorithm"])),
            (&json!(true), "aws:kms".to_owned())
        );
        let rules = bucket["LifecycleConfiguration"]["Rules"].as_array().unwrap();
        assert!(
            rules.iter().any(|r| r["AbortIncompleteMultipartUpload"]["DaysAfterInitiation"] == 1),
            "{name}"
        );
        let policy = &template["Resources"][format!("{name}Policy")]["Properties"]["PolicyDocument"];
        let only_tls = json!({ "Bool": { "aws:SecureTransport": "false" } });
        let denied = policy["Statement"]
            .as_array()
            .unwrap()
            .iter()
            .any(|s| s["Effect"] == "Deny" && s["Condition"] == only_tls);
        assert!(denied, "{name}");
    }
}

#[test]
fn snapshots_never_expire() {
    let template = template();
    let rules = &template["Resources"]["ArtifactsBucket"]["Properties"]["LifecycleConfiguration"]["Rules"];
    for rule in rules.as_array().unwrap().iter().filter(|r| !r["ExpirationInDays"].is_null()) {
        assert_eq!(rule["TagFilters"], json!([{ "Key": "kind", "Value": "raw" }]), "{rule}");
    }
}

#[test]
fn users_connectors_and_secrets_are_data() {
    for file in TEMPLATES {
        let template = yaml::template(file).unwrap();
        for kind in ["AWS::Transfer::User", "AWS::Transfer::Connector", "AWS::SecretsManager::Secret"] {
            assert!(of_kind(&template, kind).is_empty(), "{file} has {kind}");
        }
    }
    let sftp = yaml::template("sftp.yaml").unwrap();
    let key = text(&sftp["Resources"]["HostKey"]["Properties"]["HostKeyBody"]);
    assert_eq!(key, "{{resolve:secretsmanager:${HostKeySecretArn}:SecretString}}");
}
