//! A queue, a bus, a table and a prefix of their own for each case.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use aws_config::{BehaviorVersion, Region};
use aws_credential_types::Credentials;
use aws_sdk_sqs::types::QueueAttributeName;
use rollcall_emulators::{ACCESS_KEY, SECRET_KEY};
use roster_aws::dynamo::control::{self, ControlTable};
use roster_aws::{Clients, EventBridgeAnnouncer, SecretsManager, SesAnnouncer, SqsQueue, SqsReminders};
use roster_pipeline::everywhere::Everywhere;

/// One port for each suite, by the suite's name.
pub(crate) struct World {
    pub(crate) queue: SqsQueue,
    pub(crate) reminders: SqsReminders,
    pub(crate) arrivals: SqsQueue,
    pub(crate) announcer: Everywhere,
    pub(crate) secrets: SecretsManager,
    pub(crate) attempts: ControlTable,
    pub(crate) delivery_log: ControlTable,
    pub(crate) directory: ControlTable,
    pub(crate) pull_log: ControlTable,
    pub(crate) run_log: ControlTable,
}

impl World {
    pub(crate) async fn fresh(url: &str) -> World {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let name = format!("case-{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        let clients = clients(url).await;
        let (fifo, standard) = (queue(&clients, &format!("{name}.fifo")).await, queue(&clients, &name).await);
        clients.events().create_event_bus().name(&name).send().await.unwrap();
        for address in ["rollcall@example.org", "ops@example.org"] {
            // There is one list of addresses for all cases.
            let _ = clients.mail().create_email_identity().email_identity(address).send().await;
        }
        let control = control(&clients, &name).await;
        World {
            attempts: control.clone(),
            delivery_log: control.clone(),
            directory: control.clone(),
            pull_log: control.clone(),
            run_log: control,
            queue: SqsQueue::new(clients.sqs(), fifo),
            reminders: SqsReminders::new(clients.sqs(), &standard),
            arrivals: SqsQueue::new(clients.sqs(), standard),
            announcer: Everywhere::new(vec![
                Arc::new(EventBridgeAnnouncer::new(clients.events(), &name)),
                Arc::new(SesAnnouncer::new(clients.mail(), "rollcall@example.org", "ops@example.org")),
            ]),
            secrets: SecretsManager::new(clients.secrets(), format!("{name}/")),
        }
    }
}

/// A queue as `infra/` has it: FIFO if its name ends so, without deduplication by contents.
async fn queue(clients: &Clients, name: &str) -> String {
    let mut call = clients.sqs().create_queue().queue_name(name);
    if name.ends_with(".fifo") {
        call = call.attributes(QueueAttributeName::FifoQueue, "true");
    }
    call.send().await.unwrap().queue_url.unwrap()
}

async fn control(clients: &Clients, name: &str) -> ControlTable {
    control::definition().create(&clients.dynamodb(), name).unwrap().send().await.unwrap();
    ControlTable::new(clients.dynamodb(), name)
}

async fn clients(url: &str) -> Clients {
    let config = aws_config::defaults(BehaviorVersion::latest())
        .endpoint_url(url)
        .region(Region::from_static("us-east-1"))
        .credentials_provider(Credentials::new(ACCESS_KEY, SECRET_KEY, None, None, "test"))
        .http_client(aws_smithy_http_client::Builder::new().build_http());
    Clients::with(config.load().await)
}
