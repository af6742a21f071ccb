//! The log of changes that were made, which goes with the snapshot, and the stable keys that follow from it.

use std::collections::{HashMap, HashSet};
use std::io::Read;

use roster::changes::Op;
use roster::identity::{LogEntry, LogWriter, StableKeys, read_log};
use roster::model::{Entity, Record};
use tokio::runtime::Handle;

use crate::apply::{Reader, stored};
use crate::context::{Ports, blocking, from_io};
use crate::ports::{ArtifactKey, Source};
use crate::records::{Connection, Run};
use crate::snapshots::{self, SnapshotPage};
use crate::{ConnectionKey, PortResult};

/// The stable keys of the records of a connection as they are now.
pub async fn stable_keys(ports: &Ports, key: &ConnectionKey) -> PortResult<StableKeys> {
    let connection = ports.directory.connection(key).await?;
    let (_, page) = snapshots::current(ports, key).await?;
    keys_before(ports, &connection, &page).await
}

/// The stable keys that a roster's records have.
async fn keys_before(ports: &Ports, connection: &Connection, page: &SnapshotPage) -> PortResult<StableKeys> {
    let first = connection.id_changes.keys_of.as_ref().unwrap_or(&connection.id);
    let mut keys = StableKeys::new(connection.tenant.as_str(), first.as_str());
    let Some(log) = open_log(ports, &connection.key(), page).await? else { return Ok(keys) };
    blocking(move || {
        read_log(log, |entries| keys.renamed(entries.iter().map(|e| (e.entity, &*e.old, &*e.new))))
            .map_err(from_io)?;
        Ok(keys)
    })
    .await
}

/// The stable keys once the changes of a run are made.
pub(super) async fn keys_after(
    ports: &Ports,
    run: &Run,
    page: &SnapshotPage,
    mut set: Reader,
) -> PortResult<(StableKeys, Reader)> {
    let connection = ports.directory.connection(&run.connection).await?;
    let mut keys = keys_before(ports, &connection, page).await?;
    let what = format!("change set of {}", run.id);
    blocking(move || {
        let mut renamed = Vec::new();
        each_renamed(&mut set, &what, &mut |entity, old, new| {
            renamed.push((entity, old.to_owned(), new.to_owned()));
            Ok(())
        })?;
        keys.renamed(renamed.iter().map(|(entity, old, new)| (*entity, old.as_str(), new.as_str())));
        Ok((keys, set))
    })
    .await
}

/// Whether a change set changes any ID.
pub(super) fn changes_ids(set: &Reader) -> bool {
    Entity::ALL.iter().any(|entity| set.count(*entity, Op::Renamed) > 0)
}

/// Takes an entity, the ID before, and the ID after.
type TakeRenamed<'a> = dyn FnMut(Entity, &str, &str) -> PortResult<()> + 'a;

/// Hands over all changes of IDs of a change set.
pub(super) fn each_renamed(set: &mut Reader, what: &str, take: &mut TakeRenamed<'_>) -> PortResult<()> {
    for entity in Entity::ALL.iter().copied() {
        if set.count(entity, Op::Renamed) == 0 {
            continue;
        }
        for change in set.changes_of(entity) {
            let change = change.map_err(|e| stored(e, what))?;
            if change.op != Op::Renamed {
                continue;
            }
            let before = change.before.as_deref().and_then(|bytes| Record::decode(entity, bytes));
            if let Some(before) = before {
                take(entity, before.sourced_id(), change.sourced_id())?;
            }
        }
    }
    Ok(())
}

/// The IDs that records of an entity gave up, each with the run in which they did.
pub(crate) async fn given_up(
    ports: &Ports,
    key: &ConnectionKey,
    entity: Entity,
) -> PortResult<HashSet<(String, String)>> {
    let (_, page) = snapshots::current(ports, key).await?;
    let Some(log) = open_log(ports, key, &page).await? else { return Ok(HashSet::new()) };
    blocking(move || {
        let mut given_up = HashSet::new();
        read_log(log, |entries| {
            let of_entity = entries.iter().filter(|entry| entry.entity == entity);
            given_up.extend(of_entity.map(|entry| (entry.run.clone(), entry.old.clone())));
        })
        .map_err(from_io)?;
        Ok(given_up)
    })
    .await
}

/// The log that goes with a snapshot, if any ID was ever changed.
pub(super) async fn open_log(
    ports: &Ports,
    key: &ConnectionKey,
    page: &SnapshotPage,
) -> PortResult<Option<Box<dyn Source>>> {
    match &page.renamed {
        None => Ok(None),
        Some(path) => Ok(Some(ports.artifacts.open(&ArtifactKey::new(key, path)).await?)),
    }
}

/// Writes the log that goes with the snapshot of a run: the one before, and what the run changes. `None` if no ID was ever
/// changed; the one before where the run changes none.
pub(crate) async fn write_log(
    ports: &Ports,
    run: &Run,
    page: &SnapshotPage,
    mut set: Reader,
) -> PortResult<(Option<String>, Reader)> {
    if !changes_ids(&set) {
        return Ok((page.renamed.clone(), set));
    }
    let path = snapshots::renamed_path(&run.id);
    let before = open_log(ports, &run.connection, page).await?;
    let waiting = match &run.ids.waiting {
        None => None,
        Some(path) => Some(ports.artifacts.open(&ArtifactKey::new(&run.connection, path)).await?),
    };
    let (ports, run, target) = (ports.clone(), run.clone(), path.clone());
    let set = blocking(move || {
        let sources = sources(waiting)?;
        let key = ArtifactKey::new(&run.connection, &target);
        let mut out = LogWriter::new(Handle::current().block_on(ports.artifacts.write(&key))?)?;
        if let Some(before) = before {
            let mut failed = Ok(());
            read_log(before, |entries| {
                for entry in entries.iter().filter(|entry| entry.run != run.id.0) {
                    if failed.is_ok() {
                        failed = out.add(entry);
                    }
                }
            })
            .map_err(from_io)?;
            failed?;
        }
        let what = format!("change set of {}", run.id);
        each_renamed(&mut set, &what, &mut |entity, old, new| {
            let source = sources.get(&(entity, old.into())).filter(|(to, _)| &**to == new);
            let source = source.map(|(_, source)| source.clone()).unwrap_or_default();
            let entry =
                LogEntry { run: run.id.0.clone(), entity, old: old.to_owned(), new: new.to_owned(), source };
            Ok(out.add(&entry)?)
        })?;
        out.finish()?.finish()?;
        Ok(set)
    })
    .await?;
    Ok((Some(path), set))
}

type Sources = HashMap<(Entity, Box<str>), (Box<str>, String)>;

fn sources(waiting: Option<impl Read>) -> PortResult<Sources> {
    let mut sources = Sources::new();
    if let Some(waiting) = waiting {
        read_log(waiting, |entries| {
            for entry in entries {
                let place = (entry.entity, entry.old.as_str().into());
                sources.insert(place, (entry.new.as_str().into(), entry.source.clone()));
            }
        })
        .map_err(from_io)?;
    }
    Ok(sources)
}
