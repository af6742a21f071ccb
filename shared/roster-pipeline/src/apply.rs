//! A change set into the roster store, batch by batch, and the commit that makes it the roster. Every step may run twice.

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use roster::changes::{self, ChangeSetReader, Op};
use roster::run::{Event, State};
use roster::stored::StoredError;
use tracing::info;

use crate::budget::{Budget, Pace};
use crate::check::change_set;
use crate::commit::{Committed, commit};
use crate::context::{Ports, blocking};
use crate::housekeeping::before;
use crate::identity::Moving;
use crate::ports::{Announcement, Change, Source};
use crate::records::Run;
use crate::snapshots;
use crate::sources::Stores;
use crate::states::{advance, announce, state};
use crate::{ErrorKind, PortError, PortResult};

/// How long a lease lasts between renewals.
const LEASE: SignedDuration = SignedDuration::from_mins(15);

/// How many batches between two notes of progress in the run.
const STRIDE: u64 = 20;

/// What a batch may take where the store is slow.
const A_BATCH: Duration = Duration::from_secs(5);

/// How far applying came.
#[derive(Debug, Clone, PartialEq)]
pub enum Progress {
    /// The run is the roster now.
    Applied(Run),
    /// The budget is used up; what is done is noted, and the next call goes on from there.
    HandedOver(Run),
}

impl Progress {
    /// The run as it stands.
    pub fn into_run(self) -> Run {
        match self {
            Progress::Applied(run) | Progress::HandedOver(run) => run,
        }
    }
}

/// Applies a run that the brake let go or a person approved, and commits it. Taken up again after a crash or a hand-over,
/// it ends the same. `holder` names the process. Each call does at least one step, however small its budget.
pub async fn apply(
    ports: &Ports,
    run: Run,
    (holder, now): (&str, Timestamp),
    budget: &Budget,
) -> PortResult<Progress> {
    let key = run.connection.clone();
    let lease = ports.runs.lease(&key, holder, now, now + LEASE).await?;
    let worker = Worker { ports, holder, now, began: Instant::now() };
    let result = worker.under_lease(run, lease.fence, &mut Pace::within(budget)).await;
    ports.runs.release(&lease).await?;
    result
}

/// Who applies, and since when.
pub(crate) struct Worker<'w> {
    pub(crate) ports: &'w Ports,
    holder: &'w str,
    now: Timestamp,
    began: Instant,
}

impl Worker<'_> {
    async fn under_lease(&self, run: Run, fence: u64, pace: &mut Pace<'_>) -> PortResult<Progress> {
        let ports = self.ports;
        // What was read before the lease may be old by now.
        let run = ports.runs.run(&run.connection, &run.id).await?;
        let current = ports.runs.current(&run.connection).await?;
        if current.as_ref().is_some_and(|c| c.run == run.id) && state(&run)? == State::Applying {
            return self.finish(run).await;
        }
        planned_against(&run, current.map_or(0, |c| c.version))?;
        let run = self.start(run, fence).await?;
        let set = change_set(ports, &run).await?;
        let (_, page) = snapshots::current(ports, &run.connection).await?;
        let (moving, set) = Moving::of(ports, &run, &page, set).await?;
        let (run, set) = match self.batches(run, (set, &moving), pace).await? {
            (run, Some(set)) => (run, set),
            (run, None) => return self.hand_over(run).await,
        };
        match commit(self, run, set, pace).await? {
            Committed::Whole(run) => self.finish(run).await,
            Committed::InPart(run) => self.hand_over(run).await,
        }
    }

    /// From planned to applying, under this lease's number.
    async fn start(&self, mut run: Run, fence: u64) -> PortResult<Run> {
        run.fence = fence;
        run.applying_since.get_or_insert(self.now);
        match state(&run)? {
            State::Planned => advance(self.ports, run, Event::ApplyStarted, self.now).await,
            State::Applying => self.ports.runs.advance(&run).await,
            State::Received
            | State::Checked
            | State::Held
            | State::Applied
            | State::Superseded
            | State::Rejected
            | State::Discarded
            | State::Failed
            | State::RolledBack => {
                Err(PortError::new(ErrorKind::Refused, format!("run {} is {}", run.id, run.state)))
            }
        }
    }

    /// Writes the batches that are not written yet; without the reader if there was no time for all.
    async fn batches(
        &self,
        mut run: Run,
        (mut set, moving): (Reader, &Moving),
        pace: &mut Pace<'_>,
    ) -> PortResult<(Run, Option<Reader>)> {
        let key = run.connection.clone();
        let at = run.applying_since.unwrap_or(self.now);
        if run.sources.stores == Stores::SnapshotAlone {
            run.batches_done = u64::from(set.batches());
        }
        for number in run.batches_done..u64::from(set.batches()) {
            if !pace.allows(A_BATCH) {
                return Ok((run, None));
            }
            let (reader, batch) = read_batch(set, number as u32, &run).await?;
            set = reader;
            let wanted = batch.into_iter().filter(|change| is_applied(change.op, run.additions_only));
            let writes: Vec<Change> = wanted.flat_map(|change| moving.writes(change, at)).collect();
            self.ports.roster.apply(&key, (&run.id, run.fence), at, &writes).await?;
            run.batches_done = number + 1;
            if run.batches_done.is_multiple_of(STRIDE) {
                run = self.note(&run).await?;
            }
        }
        Ok((run, Some(set)))
    }

    /// Stores how far the run is, and keeps the lease.
    pub(crate) async fn note(&self, run: &Run) -> PortResult<Run> {
        let run = self.ports.runs.advance(run).await?;
        let at = self.time();
        self.ports.runs.lease(&run.connection, self.holder, at, at + LEASE).await?;
        Ok(run)
    }

    async fn hand_over(&self, run: Run) -> PortResult<Progress> {
        let run = self.ports.runs.advance(&run).await?;
        info!(run.id = %run.id, connection = %run.connection, batches = run.batches_done, "handed over");
        Ok(Progress::HandedOver(run))
    }

    /// The run is applied: says so, and purges what has been removed for long enough.
    async fn finish(&self, run: Run) -> PortResult<Progress> {
        let (ports, key, now) = (self.ports, run.connection.clone(), self.time());
        let connection = ports.directory.connection(&key).await?;
        let run = advance(ports, run, Event::Applied, now).await?;
        let purged = ports.roster.purge(&key, before(now, connection.grace_days)).await?;
        let changes: u64 =
            run.entities.values().map(|c| c.created + c.updated + c.removed + c.revived + c.renamed).sum();
        info!(run.id = %run.id, connection = %key, changes, purged, "applied");
        crate::reports::moved(ports, &run, now).await?;
        announce(ports, &key, Announcement::Applied { run: run.id.clone(), changes }).await;
        Ok(Progress::Applied(run))
    }

    /// The time by now.
    fn time(&self) -> Timestamp {
        self.now + SignedDuration::try_from(self.began.elapsed()).unwrap_or(LEASE)
    }
}

/// A run counts for the roster that it was planned against only.
fn planned_against(run: &Run, version: u64) -> PortResult<()> {
    if version == run.base {
        return Ok(());
    }
    let kind = match state(run)? == State::Applying {
        // Nothing may move the pointer under a run that has begun to write.
        true => ErrorKind::Corrupt,
        false => ErrorKind::Conflict,
    };
    Err(PortError::new(kind, format!("run {} was planned against an older roster", run.id)))
}

pub(crate) type Reader = ChangeSetReader<Box<dyn Source>>;

async fn read_batch(mut set: Reader, number: u32, run: &Run) -> PortResult<(Reader, Vec<changes::Change>)> {
    let what = format!("change set of {}", run.id);
    blocking(move || {
        let batch = set.batch(number).map_err(|e| stored(e, &what))?;
        Ok((set, batch))
    })
    .await
}

pub(crate) fn stored(error: StoredError, what: &str) -> PortError {
    match error {
        StoredError::Io(error) => PortError::from(error),
        other => PortError::because(ErrorKind::Corrupt, what, other),
    }
}

/// Whether a change counts; where only additions were approved, removals go on waiting.
pub(crate) fn is_applied(op: Op, additions_only: bool) -> bool {
    match op {
        Op::Removed | Op::Missing | Op::Purged => !additions_only,
        Op::Created | Op::Updated | Op::Revived | Op::Renamed | Op::Returned => true,
    }
}
