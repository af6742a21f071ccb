//! Objects that landed to deliveries: one look at a connection's folder for whatever was said to have come there.

mod event;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use roster_aws::lambda::{SqsBatchResponse, SqsEvent, each_message, metrics};
use roster_pipeline::ports::{Reminder, Reminders, Work, WorkSender};
use roster_pipeline::steps::{Looked, look};
use roster_pipeline::{ConnectionKey, ErrorKind, PortError, PortResult, PortsOf};

pub use event::{Arrived, Object, Place, place, read};

/// What the function works with.
#[derive(Clone)]
pub struct Deps {
    /// The ports of each tenant.
    pub ports: Arc<dyn PortsOf>,
    /// Deliveries to be checked.
    pub process: Arc<dyn WorkSender>,
    /// Looks to come back to.
    pub looks: Arc<dyn Reminders>,
    /// The only bucket that counts.
    pub landing_bucket: String,
    /// How long a file stays in its folder after it was copied.
    pub stays: SignedDuration,
}

/// Handles a batch of the queue of arrivals.
pub async fn handle(deps: &Deps, event: SqsEvent, now: Timestamp) -> SqsBatchResponse {
    let batch = Batch { deps, now, seen: Mutex::default() };
    let answer = each_message("receive", event, async |message| batch.one(&message.body).await).await;
    let seen = batch.seen();
    metrics::emit(
        &[("Function", "receive")],
        &[("Files", seen.files), ("Deliveries", seen.deliveries), ("Removed", seen.removed)],
    );
    answer
}

/// What a batch has done so far.
#[derive(Debug, Clone, Default)]
struct Seen {
    looked: BTreeSet<ConnectionKey>,
    files: u64,
    deliveries: u64,
    removed: u64,
}

struct Batch<'b> {
    deps: &'b Deps,
    now: Timestamp,
    seen: Mutex<Seen>,
}

impl Batch<'_> {
    fn seen(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn one(&self, body: &str) -> PortResult<()> {
        match read(body) {
            Arrived::Reminder(reminder) => self.reminded(reminder).await,
            Arrived::Objects(objects, unknown) => self.arrived(&objects, unknown).await,
            Arrived::Test => Ok(()),
            Arrived::Unknown => Err(refused("a message of no known kind")),
        }
    }

    /// Looks wherever something came; what is nobody's is said only when all that is somebody's is done.
    async fn arrived(&self, objects: &[Object], unknown: usize) -> PortResult<()> {
        let mut strange = (unknown > 0).then(|| refused("a record of no known kind"));
        let mut wanted = BTreeSet::new();
        for object in objects {
            match place(&object.key) {
                _ if object.bucket != self.deps.landing_bucket => strange = Some(refused("another bucket")),
                Place::Of(key) => {
                    wanted.insert(key);
                }
                Place::Nothing => {}
                Place::Unknown => strange = Some(refused("an object of no connection")),
            }
        }
        for key in wanted {
            match self.look(&key).await {
                Err(error) if error.kind == ErrorKind::NotFound => strange = Some(error),
                looked => looked?,
            }
        }
        strange.map_or(Ok(()), Err)
    }

    async fn reminded(&self, reminder: Reminder) -> PortResult<()> {
        if reminder.at > self.now {
            return self.deps.looks.remind(&reminder, self.now).await;
        }
        match reminder.work {
            Work::Receive => self.look(&reminder.connection).await,
            Work::Check { .. } | Work::Plan | Work::Housekeep => {
                self.deps.process.send(&reminder.connection, &reminder.work).await
            }
            Work::Apply { .. } | Work::Pull => Err(refused("a reminder of work that waits for nothing")),
        }
    }

    /// One look serves all messages of a batch: what they tell of was there before it.
    async fn look(&self, key: &ConnectionKey) -> PortResult<()> {
        if self.seen().looked.contains(key) {
            return Ok(());
        }
        let ports = self.deps.ports.of(&key.tenant).await?;
        let looked = look(&ports, key, self.deps.stays, self.now).await?;
        self.pass_on(key, &looked).await?;
        let mut seen = self.seen();
        seen.files += looked.received.copied as u64;
        seen.deliveries += looked.unchecked.len() as u64;
        seen.removed += looked.removed;
        seen.looked.insert(key.clone());
        Ok(())
    }

    async fn pass_on(&self, key: &ConnectionKey, looked: &Looked) -> PortResult<()> {
        for delivery in &looked.unchecked {
            self.deps.process.send(key, &Work::Check { delivery: delivery.clone() }).await?;
        }
        if let Some(at) = looked.again {
            let reminder = Reminder { connection: key.clone(), work: Work::Receive, at };
            self.deps.looks.remind(&reminder, self.now).await?;
        }
        Ok(())
    }
}

fn refused(what: &str) -> PortError {
    PortError::new(ErrorKind::Refused, what)
}
