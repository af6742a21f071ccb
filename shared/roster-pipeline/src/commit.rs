//! The commit of an applied run: the snapshot that follows, entity by entity, and the pointer that makes it the roster.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use roster::changes::Op;
use roster::diff::ROW_VERSION;
use roster::model::Entity;
use roster::snapshot::{FoldSettings, SnapshotReader, SnapshotSettings, fold};
use roster::stored::Compression;
use tokio::runtime::Handle;

use crate::PortResult;
use crate::apply::{Reader, Worker, is_applied, stored};
use crate::budget::Pace;
use crate::context::{Ports, blocking};
use crate::housekeeping::before;
use crate::identity::write_log;
use crate::ports::{ArtifactKey, Current};
use crate::records::Run;
use crate::snapshots::{self, SnapshotPage};

/// What a snapshot takes however small it is.
const A_SNAPSHOT: Duration = Duration::from_secs(5);
/// Records that are surely folded and stored in a second.
const RECORDS_A_SECOND: u64 = 20_000;

/// How far a commit came.
pub(crate) enum Committed {
    /// The pointer is moved.
    Whole(Run),
    /// There was no time for the snapshots of all entities; those that are made are noted in the run.
    InPart(Run),
}

/// Stores the new snapshot and moves the pointer to it. What an earlier call has made is not made again.
pub(crate) async fn commit(
    worker: &Worker<'_>,
    mut run: Run,
    set: Reader,
    pace: &mut Pace<'_>,
) -> PortResult<Committed> {
    let (ports, key) = (worker.ports, run.connection.clone());
    let (current, old) = snapshots::current(ports, &key).await?;
    let (renamed, mut set) = write_log(ports, &run, &old, set).await?;
    let folding = Folding::of(ports, &run, &old).await?;
    let mut entities = old.entities;
    for entity in changed(&run, &set) {
        let path = snapshots::entity_path(&run.id, entity);
        if !run.folded.iter().any(|name| name == entity.name()) {
            if !pace.allows(time_for(&run, entity)) {
                return Ok(Committed::InPart(run));
            }
            set = folding.one(entity, &path, set).await?;
            run.folded.push(entity.name().to_owned());
            run = worker.note(&run).await?;
        }
        entities.insert(entity.name().to_owned(), path);
    }
    let files = match crate::reports::files_of(ports, &run).await? {
        Some(files) => snapshots::remembered(files, old.files),
        None => old.files,
    };
    let marks = crate::reports::marks_of(ports, &run).await?;
    let supplied = run.sources.supplied.clone();
    let page = SnapshotPage { entities, files, marks, renamed, supplied, ..SnapshotPage::default() };
    let snapshot = snapshots::write_page(ports, &key, &run.id, page).await?;
    let version = current.map_or(0, |c| c.version) + 1;
    ports.runs.move_current(&key, &Current { run: run.id.clone(), snapshot, version }).await?;
    Ok(Committed::Whole(run))
}

fn changed(run: &Run, set: &Reader) -> Vec<Entity> {
    let counts = |e: &Entity, op: &Op| is_applied(*op, run.additions_only) && set.count(*e, *op) > 0;
    Entity::ALL.iter().copied().filter(|e| Op::ALL.iter().any(|op| counts(e, op))).collect()
}

/// What the snapshot of an entity may take, by the number of its records.
fn time_for(run: &Run, entity: Entity) -> Duration {
    let records = run
        .entities
        .get(entity.name())
        .map_or(0, |c| c.created + c.updated + c.removed + c.revived + c.renamed + c.kept + c.unchanged);
    A_SNAPSHOT + Duration::from_secs(records / RECORDS_A_SECOND)
}

/// Makes the snapshot of one entity that the run changes. Whoever makes it makes the same bytes.
#[derive(Clone)]
struct Folding {
    ports: Ports,
    run: Run,
    old: SnapshotPage,
    at: Timestamp,
    purge_before: Timestamp,
}

impl Folding {
    async fn of(ports: &Ports, run: &Run, old: &SnapshotPage) -> PortResult<Folding> {
        let connection = ports.directory.connection(&run.connection).await?;
        let at = run.applying_since.unwrap_or(run.started_at);
        let purge_before = before(at, connection.grace_days);
        Ok(Folding { ports: ports.clone(), run: run.clone(), old: old.clone(), at, purge_before })
    }

    async fn one(&self, entity: Entity, path: &str, mut set: Reader) -> PortResult<Reader> {
        let (folding, path) = (self.clone(), path.to_owned());
        blocking(move || {
            folding.fold(entity, &path, &mut set)?;
            Ok(set)
        })
        .await
    }

    fn fold(&self, entity: Entity, path: &str, set: &mut Reader) -> PortResult<()> {
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
        let out = handle.block_on(artifacts.write(&ArtifactKey::new(key, path)))?;
        let settings = FoldSettings {
            snapshot: SnapshotSettings {
                entity,
                row_version: ROW_VERSION as u32,
                compression: Compression::Zstd,
            },
            now: self.at.as_second(),
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
        Ok(())
    }
}
