//! What changed IDs write into the roster store: every ID is written once, so that order means nothing and twice is once.

use std::collections::{HashMap, HashSet};
use std::io::{Read, Write};

use jiff::Timestamp;
use roster::changes::{self, Op};
use roster::diff::key_hash;
use roster::identity::StableKeys;
use roster::model::{Entity, Record};
use tokio::runtime::Handle;

use super::made::{changes_ids, each_renamed, keys_after};
use crate::apply::{Reader, stored};
use crate::context::{Ports, blocking};
use crate::ports::{ArtifactKey, Change, RosterStore};
use crate::records::Run;
use crate::snapshots::{self, SnapshotPage};
use crate::{ConnectionKey, ErrorKind, PortError, PortResult};

/// Records read from the store at a time.
const PAGE: usize = 1000;

/// How the changes of a run become writes.
pub(crate) struct Moving {
    keys: StableKeys,
    /// When records whose ID changes were first seen, by entity and hash of the old ID.
    since: HashMap<(Entity, u128), Timestamp>,
    /// IDs that the run gives to records that had another one.
    taken: HashSet<(Entity, u128)>,
}

impl Moving {
    /// What a run's changes need; reads the store once for first-seen times, before anything is written.
    pub(crate) async fn of(
        ports: &Ports,
        run: &Run,
        page: &SnapshotPage,
        set: Reader,
    ) -> PortResult<(Moving, Reader)> {
        let (keys, mut set) = keys_after(ports, run, page, set).await?;
        let mut moving = Moving { keys, since: HashMap::new(), taken: HashSet::new() };
        if !changes_ids(&set) {
            return Ok((moving, set));
        }
        let what = format!("change set of {}", run.id);
        let (set, olds, taken) = blocking(move || {
            let (mut olds, mut taken) = (HashSet::new(), HashSet::new());
            each_renamed(&mut set, &what, &mut |entity, old, new| {
                olds.insert((entity, key_hash(old)));
                taken.insert((entity, key_hash(new)));
                Ok(())
            })?;
            for entity in Entity::ALL.iter().copied() {
                if set.count(entity, Op::Renamed) == 0 {
                    continue;
                }
                for change in set.changes_of(entity) {
                    let change = change.map_err(|e| stored(e, &what))?;
                    if change.op == Op::Created {
                        taken.insert((entity, change.key));
                    }
                }
            }
            Ok((set, olds, taken))
        })
        .await?;
        moving.taken = taken;
        moving.since = first_seen(ports, run, olds).await?;
        Ok((moving, set))
    }

    /// What a change writes; bookkeeping of ours writes nothing. `at` is when the run began to write.
    pub(crate) fn writes(&self, change: changes::Change, at: Timestamp) -> Vec<Change> {
        let entity = change.entity;
        let record = change.after.as_deref().and_then(|bytes| Record::decode(entity, bytes));
        match (change.op, record) {
            (Op::Created, Some(record)) if self.keys.is_reused(entity, record.sourced_id()) => {
                let key = self.keys.of(entity, record.sourced_id());
                vec![Change::Move { record, key, first_seen: at }]
            }
            (Op::Created | Op::Updated | Op::Revived, Some(record)) => {
                let key = self.keys.of(entity, record.sourced_id());
                vec![Change::Put { record, key }]
            }
            (Op::Renamed, Some(record)) => self.renamed(&change, record, at),
            (Op::Removed, _) => self.removal(entity, change.sourced_id()).into_iter().collect(),
            (Op::Created | Op::Updated | Op::Revived | Op::Renamed, None)
            | (Op::Missing | Op::Returned | Op::Purged, _) => Vec::new(),
        }
    }

    fn renamed(&self, change: &changes::Change, record: Record, at: Timestamp) -> Vec<Change> {
        let (entity, key) = (change.entity, self.keys.of(change.entity, record.sourced_id()));
        let before = change.before.as_deref().and_then(|bytes| Record::decode(entity, bytes));
        let old = before.as_ref().map_or("", Record::sourced_id);
        let first_seen = self.since.get(&(entity, key_hash(old))).copied().unwrap_or(at);
        let mut writes = vec![Change::Move { record, key, first_seen }];
        writes.extend(self.removal(entity, old));
        writes
    }

    /// Nobody has the ID any more, unless somebody else gets it.
    fn removal(&self, entity: Entity, id: &str) -> Option<Change> {
        let is_taken = self.taken.contains(&(entity, key_hash(id)));
        (!is_taken).then(|| Change::Remove { entity, sourced_id: id.to_owned() })
    }
}

/// When records were first seen: noted before the first write, since the store forgets it with a swap.
async fn first_seen(
    ports: &Ports,
    run: &Run,
    olds: HashSet<(Entity, u128)>,
) -> PortResult<HashMap<(Entity, u128), Timestamp>> {
    let key = ArtifactKey::new(&run.connection, snapshots::first_seen_path(&run.id));
    let noted = match ports.artifacts.open(&key).await {
        Ok(mut noted) => {
            blocking(move || {
                let mut text = String::new();
                noted.read_to_string(&mut text)?;
                Ok(Some(text))
            })
            .await?
        }
        Err(error) if error.kind == ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    let text = match noted {
        Some(text) => text,
        None => {
            let text = from_store(&*ports.roster, &run.connection, &olds).await?;
            let ports = ports.clone();
            blocking(move || {
                let mut out = Handle::current().block_on(ports.artifacts.write(&key))?;
                out.write_all(text.as_bytes())?;
                out.finish()?;
                Ok(text)
            })
            .await?
        }
    };
    let line = |line: &str| {
        let (entity, rest) = line.split_once(' ')?;
        let (hash, at) = rest.split_once(' ')?;
        Some(((entity.parse().ok()?, u128::from_str_radix(hash, 16).ok()?), at.parse().ok()?))
    };
    let damaged = || PortError::new(ErrorKind::Corrupt, format!("first-seen times of {}", run.id));
    text.lines().map(|text| line(text).ok_or_else(damaged)).collect()
}

async fn from_store(
    store: &dyn RosterStore,
    key: &ConnectionKey,
    olds: &HashSet<(Entity, u128)>,
) -> PortResult<String> {
    let mut text = String::new();
    let mut entities: Vec<Entity> = olds.iter().map(|(entity, _)| *entity).collect();
    entities.sort_unstable();
    entities.dedup();
    for entity in entities {
        let mut after: Option<String> = None;
        loop {
            let page = store.page(key, entity, after.as_deref(), PAGE).await?;
            for found in &page {
                let hash = key_hash(found.record.sourced_id());
                if olds.contains(&(entity, hash)) {
                    text.push_str(&format!("{entity} {hash:032x} {}\n", found.first_seen));
                }
            }
            match page.last() {
                Some(last) if page.len() == PAGE => after = Some(last.record.sourced_id().to_owned()),
                Some(_) | None => break,
            }
        }
    }
    Ok(text)
}
