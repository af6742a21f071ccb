//! Checks what came, plans what is due, and sends what may go to be applied.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use roster_aws::Queued;
use roster_aws::lambda::{SqsBatchResponse, SqsEvent, each_message, metrics};
use roster_pipeline::housekeeping::{Keep, sweep_one};
use roster_pipeline::plan::Planned;
use roster_pipeline::ports::{Reminder, Reminders, Work, WorkSender};
use roster_pipeline::steps::{Next, check_new, plan_due};
use roster_pipeline::work::When;
use roster_pipeline::{ConnectionKey, ErrorKind, PortError, PortResult, Ports, PortsOf};
use tracing::{Instrument, info_span};

/// What the function works with.
#[derive(Clone)]
pub struct Deps {
    /// The ports of each tenant.
    pub ports: Arc<dyn PortsOf>,
    /// Runs to be applied.
    pub apply: Arc<dyn WorkSender>,
    /// Looks and plans to come back to.
    pub looks: Arc<dyn Reminders>,
    /// How long things are kept.
    pub keep: Keep,
}

/// Handles a batch of the queue of deliveries.
pub async fn handle(deps: &Deps, event: SqsEvent, now: Timestamp) -> SqsBatchResponse {
    let batch = Batch { deps, now, done: Mutex::default() };
    let answer = each_message("process", event, async |message| {
        let Queued { connection, work } = message.parse()?;
        let span = info_span!("work", %connection);
        batch.one(connection, work).instrument(span).await
    })
    .await;
    let done = batch.done();
    metrics::emit(
        &[("Function", "process")],
        &[
            ("Checked", done.checked),
            ("Findings", done.findings),
            ("Changes", done.changes),
            ("Held", done.held),
            ("Failures", done.failures),
        ],
    );
    answer
}

#[derive(Debug, Clone, Default)]
struct Done {
    checked: u64,
    findings: u64,
    changes: u64,
    held: u64,
    failures: u64,
}

struct Batch<'b> {
    deps: &'b Deps,
    now: Timestamp,
    done: Mutex<Done>,
}

impl Batch<'_> {
    fn done(&self) -> std::sync::MutexGuard<'_, Done> {
        self.done.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn one(&self, key: ConnectionKey, work: Work) -> PortResult<()> {
        let ports = self.deps.ports.of(&key.tenant).await?;
        match work {
            Work::Check { .. } | Work::Plan => {
                self.check(&ports, &key).await?;
                self.plan(&ports, &key).await
            }
            Work::Housekeep => {
                let connection = ports.directory.connection(&key).await?;
                sweep_one(&ports, &connection, self.now, self.deps.keep).await.map(drop)
            }
            Work::Receive => self.remind(key, Work::Receive, self.now).await,
            Work::Apply { .. } => self.deps.apply.send(&key, &work).await,
            Work::Pull => Err(PortError::new(ErrorKind::Refused, "a pull among deliveries")),
        }
    }

    /// All that nobody has looked at: a message that got lost is made good by the next.
    async fn check(&self, ports: &Ports, key: &ConnectionKey) -> PortResult<()> {
        for run in check_new(ports, key, self.now).await? {
            let delivery = ports.deliveries.delivery(key, &run.delivery).await?;
            let counts = run.entities.values();
            let changes: u64 =
                counts.map(|c| c.created + c.updated + c.removed + c.revived + c.renamed).sum();
            let mut done = self.done();
            done.checked += 1;
            done.findings += delivery.findings.values().sum::<u64>();
            done.changes += changes;
            done.failures += u64::from(run.note.is_some());
        }
        Ok(())
    }

    async fn plan(&self, ports: &Ports, key: &ConnectionKey) -> PortResult<()> {
        let Next { planned, remind, .. } = loop {
            let next = plan_due(ports, key, When::Due, self.now).await?;
            if !matches!(next.planned, Planned::Unchanged(_)) {
                break next;
            }
        };
        match planned {
            Planned::Go(run) => self.deps.apply.send(key, &Work::Apply { run: run.id }).await?,
            Planned::Held(_) => self.done().held += 1,
            Planned::Nothing | Planned::Paused | Planned::Unchanged(_) => {}
        }
        match remind {
            Some(at) => self.remind(key.clone(), Work::Plan, at).await,
            None => Ok(()),
        }
    }

    async fn remind(&self, connection: ConnectionKey, work: Work, at: Timestamp) -> PortResult<()> {
        self.deps.looks.remind(&Reminder { connection, work, at }, self.now).await
    }
}
