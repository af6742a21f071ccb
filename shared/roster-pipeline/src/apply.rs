//! A change set into the roster store, batch by batch, and the commit that makes it the roster. Every step may run twice.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use jiff::{SignedDuration, Timestamp};
use roster::changes::{self, ChangeSetReader, Op};
use roster::diff::ROW_VERSION;
use roster::identity::stable_key;
use roster::model::{Entity, Record};
use roster::run::{Event, State};
use roster::snapshot::{FoldSettings, SnapshotReader, SnapshotSettings, fold};
use roster::stored::{Compression, StoredError};
use tokio::runtime::Handle;
use tracing::info;

use crate::check::change_set;
use crate::context::{Ports, blocking};
use crate::housekeeping::before;
use crate::ports::{Announcement, ArtifactKey, Change, Current, Source};
use crate::records::Run;
use crate::snapshots::{self, SnapshotFile, SnapshotPage};
use crate::states::{advance, announce, state};
use crate::{ConnectionKey, ErrorKind, PortError, PortResult};

/// How long a lease lasts between renewals.
const LEASE: SignedDuration = SignedDuration::from_mins(15);

/// How many batches between two notes of progress in the run.
const STRIDE: u64 = 20;

/// Applies a run that the brake let go or a person approved, and commits it. Taken up again after a crash, it ends the
/// same. `holder` names the process.
pub async fn apply(ports: &Ports, run: Run, holder: &str, now: Timestamp) -> PortResult<Run> {
    let key = run.connection.clone();
    let lease = ports.runs.lease(&key, holder, now, now + LEASE).await?;
    let result = under_lease(ports, run, (holder, lease.fence), now).await;
    ports.runs.release(&lease).await?;
    result
}

async fn under_lease(
    ports: &Ports,
    run: Run,
    (holder, fence): (&str, u64),
    now: Timestamp,
) -> PortResult<Run> {
    let key = run.connection.clone();
    // What was read before the lease may be old by now.
    let mut run = ports.runs.run(&key, &run.id).await?;
    let current = ports.runs.current(&key).await?;
    if current.as_ref().is_some_and(|c| c.run == run.id) && state(&run)? == State::Applying {
        return finish(ports, run, now).await;
    }
    if current.map_or(0, |c| c.version) != run.base {
        return Err(PortError::new(
            ErrorKind::Conflict,
            format!("run {} was planned against an older roster", run.id),
        ));
    }
    run.fence = fence;
    run = match state(&run)? {
        State::Planned => advance(ports, run, Event::ApplyStarted, now).await?,
        State::Applying => ports.runs.advance(&run).await?,
        State::Received
        | State::Checked
        | State::Held
        | State::Applied
        | State::Superseded
        | State::Rejected
        | State::Discarded
        | State::Failed
        | State::RolledBack => {
            return Err(PortError::new(ErrorKind::Refused, format!("run {} is {}", run.id, run.state)));
        }
    };
    let began = Instant::now();
    let mut set = change_set(ports, &run).await?;
    let batches = u64::from(set.batches());
    for number in run.batches_done..batches {
        let (reader, batch) = read_batch(set, number as u32, &run).await?;
        set = reader;
        let writes = writes(&key, batch, run.additions_only);
        ports.roster.apply(&key, (&run.id, fence), now, &writes).await?;
        run.batches_done = number + 1;
        if run.batches_done.is_multiple_of(STRIDE) {
            run = ports.runs.advance(&run).await?;
            let at = now + since(began);
            ports.runs.lease(&key, holder, at, at + LEASE).await?;
        }
    }
    commit(ports, &run, set, now).await?;
    finish(ports, run, now + since(began)).await
}

fn since(began: Instant) -> SignedDuration {
    SignedDuration::try_from(began.elapsed()).unwrap_or(LEASE)
}

type Reader = ChangeSetReader<Box<dyn Source>>;

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

/// What a batch of changes writes; bookkeeping of ours writes nothing.
fn writes(key: &ConnectionKey, batch: Vec<changes::Change>, additions_only: bool) -> Vec<Change> {
    let wanted = |change: &changes::Change| is_applied(change.op, additions_only);
    batch.into_iter().filter(wanted).filter_map(|change| write(key, change)).collect()
}

fn write(key: &ConnectionKey, change: changes::Change) -> Option<Change> {
    match change.op {
        Op::Created | Op::Updated | Op::Revived | Op::Renamed => {
            let record = Record::decode(change.entity, change.after.as_deref()?)?;
            let tenant = (key.tenant.as_str(), key.connection.as_str());
            let stable = stable_key(tenant.0, tenant.1, change.entity, record.sourced_id());
            Some(Change::Put { record, key: stable })
        }
        Op::Removed => {
            Some(Change::Remove { entity: change.entity, sourced_id: change.sourced_id().to_owned() })
        }
        Op::Missing | Op::Returned | Op::Purged => None,
    }
}

/// Whether a change counts; where only additions were approved, removals go on waiting.
pub(crate) fn is_applied(op: Op, additions_only: bool) -> bool {
    match op {
        Op::Removed | Op::Missing | Op::Purged => !additions_only,
        Op::Created | Op::Updated | Op::Revived | Op::Renamed | Op::Returned => true,
    }
}

/// Stores the new snapshot and moves the pointer to it.
async fn commit(ports: &Ports, run: &Run, set: Reader, now: Timestamp) -> PortResult<()> {
    let key = run.connection.clone();
    let connection = ports.directory.connection(&key).await?;
    let (current, old) = snapshots::current(ports, &key).await?;
    let purge_before = before(now, connection.grace_days);
    let folding = Folding { ports: ports.clone(), run: run.clone(), old: old.clone(), now, purge_before };
    let entities = blocking(move || folding.all(set)).await?;
    let files = match crate::reports::files_of(ports, run).await? {
        Some(files) => files,
        None => old.files,
    };
    let marks = crate::reports::marks_of(ports, run).await?;
    let page = SnapshotPage { entities, files: newest(files), marks, ..SnapshotPage::default() };
    let snapshot = snapshots::write_page(ports, &key, &run.id, page).await?;
    let version = current.map_or(0, |c| c.version) + 1;
    ports.runs.move_current(&key, &Current { run: run.id.clone(), snapshot, version }).await
}

fn newest(files: Vec<SnapshotFile>) -> Vec<SnapshotFile> {
    let by_name: BTreeMap<String, SnapshotFile> =
        files.into_iter().map(|f| (f.name.to_lowercase(), f)).collect();
    by_name.into_values().collect()
}

/// Makes the snapshot of each entity that the run changes.
struct Folding {
    ports: Ports,
    run: Run,
    old: SnapshotPage,
    now: Timestamp,
    purge_before: Timestamp,
}

impl Folding {
    fn all(self, mut set: Reader) -> PortResult<BTreeMap<String, String>> {
        let mut entities = self.old.entities.clone();
        let changed: Vec<Entity> = Entity::ALL
            .iter()
            .copied()
            .filter(|e| {
                Op::ALL.iter().any(|op| is_applied(*op, self.run.additions_only) && set.count(*e, *op) > 0)
            })
            .collect();
        for entity in changed {
            entities.insert(entity.name().to_owned(), self.one(entity, &mut set)?);
        }
        Ok(entities)
    }

    fn one(&self, entity: Entity, set: &mut Reader) -> PortResult<String> {
        let key = &self.run.connection;
        let what = format!("snapshot of {entity} of {key}");
        let (handle, artifacts) = (Handle::current(), Arc::clone(&self.ports.artifacts));
        let mut old = match self.old.artifact(entity) {
            None => None,
            Some(path) => {
                let source = handle.block_on(artifacts.open(&ArtifactKey::new(key, path)))?;
                Some(SnapshotReader::open(source).map_err(|e| stored(e, &what))?)
            }
        };
        let path = snapshots::entity_path(&self.run.id, entity);
        let out = handle.block_on(artifacts.write(&ArtifactKey::new(key, &path)))?;
        let settings = FoldSettings {
            snapshot: SnapshotSettings {
                entity,
                row_version: ROW_VERSION as u32,
                compression: Compression::Zstd,
            },
            now: self.now.as_second(),
            purge_before: self.purge_before.as_second(),
            scratch: &*self.ports.scratch,
        };
        let additions_only = self.run.additions_only;
        let applied = set.changes_of(entity).filter(|change| match change {
            Ok(change) => is_applied(change.op, additions_only),
            Err(_) => true,
        });
        let out = fold(old.as_mut(), applied, settings, out).map_err(|e| stored(e, &what))?;
        out.finish()?;
        Ok(path)
    }
}

/// The run is applied: says so, and purges what has been removed for long enough.
async fn finish(ports: &Ports, run: Run, now: Timestamp) -> PortResult<Run> {
    let key = run.connection.clone();
    let connection = ports.directory.connection(&key).await?;
    let run = advance(ports, run, Event::Applied, now).await?;
    let purged = ports.roster.purge(&key, before(now, connection.grace_days)).await?;
    let changes: u64 =
        run.entities.values().map(|c| c.created + c.updated + c.removed + c.revived + c.renamed).sum();
    info!(run.id = %run.id, connection = %key, changes, purged, "applied");
    crate::reports::moved(ports, &run, now).await?;
    announce(ports, &key, Announcement::Applied { run: run.id.clone(), changes }).await;
    Ok(run)
}
