//! Applies a run as far as this call's time lets, and passes on what is left.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use roster_aws::Queued;
use roster_aws::lambda::{Invocation, SqsBatchResponse, SqsEvent, each_message, metrics};
use roster_pipeline::apply::Progress;
use roster_pipeline::ports::{Work, WorkSender};
use roster_pipeline::records::RunId;
use roster_pipeline::steps::apply_run;
use roster_pipeline::{Budget, ConnectionKey, ErrorKind, PortError, PortResult, PortsOf};
use tracing::{Instrument, info_span};

/// What the function works with.
#[derive(Clone)]
pub struct Deps {
    /// The ports of each tenant.
    pub ports: Arc<dyn PortsOf>,
    /// Runs that are handed over.
    pub apply: Arc<dyn WorkSender>,
    /// Connections where more may be due.
    pub process: Arc<dyn WorkSender>,
}

/// Who calls, when, and how long it may take.
#[derive(Debug, Clone)]
pub struct Call {
    /// The holder of leases.
    pub holder: String,
    /// When it began.
    pub now: Timestamp,
    /// The time that is left.
    pub budget: Budget,
}

/// Left for the message to the next call, and for a store that is slow to answer.
const RESERVE: Duration = Duration::from_secs(60);

impl Call {
    /// A call of Lambda's, by the clock that `now` reads.
    pub fn of(invocation: &Invocation, now: fn() -> Timestamp) -> Call {
        let deadline = invocation.deadline;
        let left = move || deadline.remaining(now()).saturating_sub(RESERVE);
        Call { holder: invocation.request_id.clone(), now: now(), budget: Budget::of(left) }
    }
}

/// Handles a batch of the queue of runs.
pub async fn handle(deps: &Deps, event: SqsEvent, call: &Call) -> SqsBatchResponse {
    let batch = Batch { deps, call, done: Mutex::default() };
    let answer = each_message("apply", event, async |message| {
        let Queued { connection, work } = message.parse()?;
        match work {
            Work::Apply { run } => {
                let span = info_span!("work", %connection, run.id = %run);
                batch.one(&connection, &run).instrument(span).await
            }
            Work::Receive | Work::Check { .. } | Work::Plan | Work::Pull | Work::Housekeep => {
                Err(PortError::new(ErrorKind::Refused, "other work among runs"))
            }
        }
    })
    .await;
    let done = batch.done.into_inner().unwrap_or_else(PoisonError::into_inner);
    metrics::emit(
        &[("Function", "apply")],
        &[("Applied", done.applied), ("Handovers", done.handed_over), ("Written", done.written)],
    );
    answer
}

#[derive(Debug, Default)]
struct Done {
    applied: u64,
    handed_over: u64,
    written: u64,
}

struct Batch<'b> {
    deps: &'b Deps,
    call: &'b Call,
    done: Mutex<Done>,
}

impl Batch<'_> {
    async fn one(&self, key: &ConnectionKey, id: &RunId) -> PortResult<()> {
        let ports = self.deps.ports.of(&key.tenant).await?;
        let by = (self.call.holder.as_str(), self.call.now);
        let progress = apply_run(&ports, (key, id), by, &self.call.budget).await?;
        self.count(progress.as_ref());
        match progress {
            Some(Progress::HandedOver(run)) => self.deps.apply.send(key, &Work::Apply { run: run.id }).await,
            Some(Progress::Applied(_)) | None => self.deps.process.send(key, &Work::Plan).await,
        }
    }

    fn count(&self, progress: Option<&Progress>) {
        let mut done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
        match progress {
            Some(Progress::HandedOver(_)) => done.handed_over += 1,
            Some(Progress::Applied(run)) => {
                let counts = run.entities.values();
                done.applied += 1;
                done.written +=
                    counts.map(|c| c.created + c.updated + c.removed + c.revived + c.renamed).sum::<u64>();
            }
            None => {}
        }
    }
}
