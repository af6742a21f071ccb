//! The stack, our own SFTP server in front of its landing bucket, and ports to look at what became of it all.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use aws_sdk_lambda::primitives::Blob;
use aws_sdk_sqs::types::QueueAttributeName;
use jiff::Timestamp;
use rollcall_stack::{Bootstraps, Deployment, STACK_NAME, Tools, yaml};
use roster_aws::dynamo::control::ControlTable;
use roster_aws::dynamo::roster::RosterTable;
use roster_aws::{EventBridgeAnnouncer, S3Artifacts, S3Landing, SqsQueue};
use roster_local::TempScratch;
use roster_pipeline::ports::{Work, WorkSender};
use roster_pipeline::records::Run;
use roster_pipeline::{ConnectionKey, Ports, verify};
use tempfile::TempDir;
use tokio::process::Child;
use tokio::time::{sleep, timeout};

use crate::operator::Operator;

/// How long anything may take. What goes well takes seconds; other tests may be at work on the same cores.
const PATIENCE: Duration = Duration::from_secs(90);
const LOOK_AGAIN: Duration = Duration::from_millis(100);

/// All of it. Dropping it ends everything.
pub(crate) struct World {
    pub(crate) deployment: Deployment,
    pub(crate) ports: Ports,
    pub(crate) operator: Operator,
    pub(crate) port: u16,
    pub(crate) folder: TempDir,
    _door: Child,
}

impl World {
    /// Deploys the stack and opens the front door.
    pub(crate) async fn start() -> World {
        let tools = Tools::find().unwrap();
        let deployment = Deployment::start(&tools, &Bootstraps::built().unwrap(), None).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let (clients, stack) = (&deployment.clients, &deployment.stack);
        let landing = Arc::new(S3Landing::new(&clients.s3(), &stack.landing_bucket));
        let control = Arc::new(ControlTable::new(clients.dynamodb(), &stack.control_table));
        let ports = Ports {
            landing,
            artifacts: Arc::new(S3Artifacts::new(&clients.s3(), &stack.artifacts_bucket)),
            directory: control.clone(),
            deliveries: control.clone(),
            runs: control,
            roster: Arc::new(RosterTable::new(clients.dynamodb(), &stack.roster_table)),
            announcer: Arc::new(EventBridgeAnnouncer::new(clients.events(), &stack.event_bus)),
            scratch: Arc::new(TempScratch::new()),
        };
        let operator = Operator::new(deployment.ministack.url(), folder.path().join("front-door"));
        let (port, door) = operator.serve().await;
        World { deployment, ports, operator, port, folder, _door: door }
    }

    /// A file or folder of this test's own.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Calls `nightly` with the document of one of the template's schedules, as if its time were now.
    pub(crate) async fn scheduled(&self, schedule: &str) {
        let template = yaml::template("template.yaml").unwrap();
        let input = template["Resources"][schedule]["Properties"]["Target"]["Input"].as_str().unwrap();
        let event = input.replace("<aws.scheduler.scheduled-time>", &Timestamp::now().to_string());
        let call = self.deployment.clients.lambda().invoke().function_name(format!("{STACK_NAME}-nightly"));
        let answer = call.payload(Blob::new(event)).send().await.unwrap();
        assert_eq!(answer.function_error(), None, "{}", self.story().await);
    }

    /// Sends word of a run once more, as SQS may.
    pub(crate) async fn send_apply(&self, run: &Run) {
        let queue = SqsQueue::new(self.deployment.clients.sqs(), &self.deployment.stack.apply_queue_url);
        queue.send(&run.connection, &Work::Apply { run: run.id.clone() }).await.unwrap();
    }

    /// The newest run, once there are so many and it is in this state.
    pub(crate) async fn until_run(&self, key: &ConnectionKey, count: usize, state: &str) -> Run {
        let what = format!("run {count} of {key} is {state}");
        let look = async || {
            let mut runs = self.ports.runs.runs(key, 100).await.unwrap();
            (runs.len() == count && runs[0].state == state).then(|| runs.remove(0))
        };
        self.until(&what, look).await
    }

    /// What it takes for something to be there.
    pub(crate) async fn until<T>(&self, what: &str, look: impl AsyncFn() -> Option<T>) -> T {
        let found = async {
            loop {
                match look().await {
                    Some(found) => return found,
                    None => sleep(LOOK_AGAIN).await,
                }
            }
        };
        match timeout(PATIENCE, found).await {
            Ok(found) => found,
            Err(_) => panic!("waited in vain until {what}:\n{}", self.story().await),
        }
    }

    /// Snapshot, roster table and run log agree.
    pub(crate) async fn agrees(&self, key: &ConnectionKey) {
        let verified = verify::connection(&self.ports, key).await.unwrap();
        assert!(verified.agrees(), "{verified:?}");
        assert!(verified.entities.values().any(|compared| compared.store > 0), "an empty roster");
    }

    /// All queues of work run empty, and nobody gave up on a message.
    pub(crate) async fn until_quiet(&self) {
        let stack = &self.deployment.stack;
        for url in [&stack.process_queue_url, &stack.apply_queue_url, &stack.pull_queue_url] {
            let look = async || (self.messages(url).await == 0).then_some(());
            self.until(&format!("{url} is empty"), look).await;
        }
    }

    /// No message ended among dead letters.
    pub(crate) async fn nothing_is_left_over(&self) {
        self.until_quiet().await;
        for (queue, messages) in self.dead_letters().await {
            assert_eq!(messages, 0, "{queue}: {}", self.story().await);
        }
    }

    async fn dead_letters(&self) -> Vec<(String, u64)> {
        let queues =
            self.deployment.clients.sqs().list_queues().send().await.unwrap().queue_urls.unwrap_or_default();
        let mut all = Vec::new();
        for url in queues.into_iter().filter(|url| url.contains("-dead")) {
            let messages = self.messages(&url).await;
            all.push((url, messages));
        }
        assert!(!all.is_empty(), "the template has queues of dead letters");
        all
    }

    /// Messages that wait, are delayed, or are out.
    async fn messages(&self, url: &str) -> u64 {
        let call = self.deployment.clients.sqs().get_queue_attributes().queue_url(url);
        let answer = call.attribute_names(QueueAttributeName::All).send().await.unwrap();
        let attributes = answer.attributes.unwrap_or_default();
        let counted = [
            QueueAttributeName::ApproximateNumberOfMessages,
            QueueAttributeName::ApproximateNumberOfMessagesDelayed,
            QueueAttributeName::ApproximateNumberOfMessagesNotVisible,
        ];
        counted.iter().map(|name| attributes[name].parse::<u64>().unwrap()).sum()
    }

    /// What the stack has to say for itself.
    pub(crate) async fn story(&self) -> String {
        let mut lines = Vec::new();
        for connection in self.ports.directory.connections().await.unwrap_or_default() {
            let runs = self.ports.runs.runs(&connection.key(), 100).await.unwrap_or_default();
            lines.extend(
                runs.iter().map(|r| format!("{} {} {} {:?}", connection.key(), r.id, r.state, r.note)),
            );
        }
        lines.extend(self.dead_letters().await.iter().map(|(url, messages)| format!("{messages} in {url}")));
        lines.extend(last_lines(&self.deployment.ministack.log(), 120));
        lines.join("\n")
    }
}

fn last_lines(text: &str, count: usize) -> Vec<String> {
    let told = |line: &&str| !line.contains("\"_aws\"") && !line.contains(" HTTP/1.1\" 200");
    let lines: Vec<&str> = text.lines().filter(told).collect();
    lines[lines.len().saturating_sub(count)..].iter().map(|line| (*line).to_owned()).collect()
}
