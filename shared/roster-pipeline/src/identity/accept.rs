//! Accepting a file of ID changes: from then on, the connection's deliveries are planned with them.

use std::collections::{BTreeMap, HashSet};
use std::io::Read;

use jiff::Timestamp;
use roster::diff::key_hash;
use roster::identity::{Confidence, FileError, FileWriter, Line, Proposal, Standing, check_against, read};
use roster::model::Entity;
use roster::snapshot::SnapshotReader;
use serde::{Deserialize, Serialize};
use tokio::runtime::Handle;

use super::pending::Pending;
use super::settings::{IdChangeFile, IdChanges};
use crate::apply::stored;
use crate::context::{Ports, blocking, from_io};
use crate::ports::ArtifactKey;
use crate::records::Connection;
use crate::snapshots::{self, SnapshotPage};
use crate::{ConnectionKey, ErrorKind, PortError, PortResult};

/// Which lines of a file are accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Only {
    /// Those that are sure; a line that does not say is.
    Sure,
    /// All that have a new ID.
    All,
}

impl Only {
    fn takes(self, line: &Line) -> bool {
        match self {
            Only::Sure => line.confidence == Confidence::Sure,
            Only::All => true,
        }
    }
}

/// What came of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Accepted {
    /// Its changes are to be made from now on.
    Stored(IdChangeFile),
    /// Nothing of it was accepted, because of these faults.
    Faulty(Vec<FileError>),
    /// It has no change that is to be made.
    Nothing,
}

/// An accepted file, and how many of its changes wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedFile {
    /// The file.
    pub file: IdChangeFile,
    /// Changes whose new ID no applied delivery has brought yet.
    pub waiting: u64,
}

/// Accepts a file that is stored at a path of the connection's artifacts. The same file again changes nothing.
///
/// # Errors
/// `NotFound` for an unknown connection or path; `Conflict` if the connection's settings change at the same time.
pub async fn accept(
    ports: &Ports,
    key: &ConnectionKey,
    (path, only): (&str, Only),
    now: Timestamp,
) -> PortResult<Accepted> {
    let mut connection = ports.directory.connection(key).await?;
    let (_, page) = snapshots::current(ports, key).await?;
    let source = ports.artifacts.open(&ArtifactKey::new(key, path)).await?;
    let lines = blocking(move || {
        let source: Box<dyn Read + Send> = Box::new(source);
        read(source).map_err(from_io)
    })
    .await?;
    let lines = match lines {
        Ok(lines) => lines,
        Err(faults) => return Ok(Accepted::Faulty(faults)),
    };
    let pending = Pending::of(ports, &connection, &page, None).await?;
    let known = Known::of(ports, key, &page, &lines).await?;
    let faults = faults(&lines, only, (&known, &pending));
    if !faults.is_empty() {
        return Ok(Accepted::Faulty(faults));
    }
    let is_new = |line: &&Line| {
        line.new.is_some() && only.takes(line) && pending.get(line.entity, &line.old) != line.new.as_deref()
    };
    let wanted: Vec<Line> = lines.iter().filter(is_new).cloned().collect();
    if wanted.is_empty() {
        return Ok(Accepted::Nothing);
    }
    let number = connection.id_changes.files.last().map_or(0, |file| file.number) + 1;
    let artifact = format!("ids/{number}.csv");
    let changes = wanted.len() as u64;
    store(ports, key, &artifact, wanted).await?;
    let file = IdChangeFile { number, artifact, added: now, changes, dropped: false };
    connection.id_changes.files.push(file.clone());
    ports.directory.set_connection(&connection).await?;
    Ok(Accepted::Stored(file))
}

fn faults(lines: &[Line], only: Only, (known, pending): (&Known, &Pending)) -> Vec<FileError> {
    let mut faults = check_against(lines, |line| only.takes(line), |entity, id| known.standing(entity, id));
    let given = pending.gives();
    for line in lines.iter().filter(|line| only.takes(line)) {
        let Some(new) = line.new.as_deref() else { continue };
        let replaced = pending.get(line.entity, &line.old) == Some(new);
        if !replaced && given.contains(&(line.entity, new)) {
            let message =
                format!("newId \"{new}\" is given to another record by a change that waits already");
            faults.push(FileError { line: line.line, message });
        }
    }
    faults.sort_by_key(|fault| fault.line);
    faults.truncate(100);
    faults
}

async fn store(ports: &Ports, key: &ConnectionKey, path: &str, lines: Vec<Line>) -> PortResult<()> {
    let out = ports.artifacts.write(&ArtifactKey::new(key, path)).await?;
    blocking(move || {
        let mut file = FileWriter::new(out)?;
        for line in lines {
            let Line { entity, old, new, confidence, .. } = line;
            file.add(&Proposal { entity, old, new, confidence, why: "".into() })?;
        }
        file.finish()?.finish()?;
        Ok(())
    })
    .await
}

/// The accepted files of a connection, oldest first.
pub async fn list(ports: &Ports, key: &ConnectionKey) -> PortResult<Vec<ListedFile>> {
    let connection = ports.directory.connection(key).await?;
    let (_, page) = snapshots::current(ports, key).await?;
    let pending = Pending::of(ports, &connection, &page, None).await?;
    let listed = |file: IdChangeFile| ListedFile { waiting: pending.of_source(&file.source()), file };
    Ok(connection.id_changes.files.into_iter().map(listed).collect())
}

/// Takes an accepted file back: what is made of it stays, what waits is not to be made any more. Twice is once.
///
/// # Errors
/// `NotFound` for a number that the connection does not have.
pub async fn drop_file(ports: &Ports, key: &ConnectionKey, number: u64) -> PortResult<IdChangeFile> {
    let mut connection: Connection = ports.directory.connection(key).await?;
    let files: &mut IdChanges = &mut connection.id_changes;
    let Some(file) = files.files.iter_mut().find(|file| file.number == number) else {
        let what = format!("file {number} of the ID changes of {key}");
        return Err(PortError::new(ErrorKind::NotFound, what));
    };
    if !file.dropped {
        file.dropped = true;
        let dropped = file.clone();
        ports.directory.set_connection(&connection).await?;
        return Ok(dropped);
    }
    Ok(file.clone())
}

/// IDs of the living records of some entities, by hash.
pub(super) struct Known(BTreeMap<Entity, HashSet<u128>>);

impl Known {
    /// Of the entities that the lines are about. Memory: 16 bytes a record.
    pub(super) async fn of(
        ports: &Ports,
        key: &ConnectionKey,
        page: &SnapshotPage,
        lines: &[Line],
    ) -> PortResult<Known> {
        let mut entities: Vec<Entity> = lines.iter().map(|line| line.entity).collect();
        entities.sort_unstable();
        entities.dedup();
        let (ports, key, page) = (ports.clone(), key.clone(), page.clone());
        blocking(move || {
            let mut known = BTreeMap::new();
            for entity in entities {
                let Some(path) = page.artifact(entity) else { continue };
                let what = format!("snapshot of {entity} of {key}");
                let source =
                    Handle::current().block_on(ports.artifacts.open(&ArtifactKey::new(&key, path)))?;
                let mut reader = SnapshotReader::open(source).map_err(|e| stored(e, &what))?;
                let entries = reader.index().map_err(|e| stored(e, &what))?;
                let living = entries.iter().zip(0..).filter(|(_, at)| reader.state(*at).is_present());
                known.insert(entity, living.map(|(entry, _)| entry.key).collect());
            }
            Ok(Known(known))
        })
        .await
    }

    pub(super) fn standing(&self, entity: Entity, id: &str) -> Standing {
        match self.0.get(&entity).is_some_and(|known| known.contains(&key_hash(id))) {
            true => Standing::There,
            false => Standing::NotThere,
        }
    }
}
