//! Whether snapshot, roster store and run log tell the same story, and mending the store, which is only a projection.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Instant;

use jiff::{SignedDuration, Timestamp};
use roster::diff::{ROW_VERSION, key_hash, row_hash};
use roster::identity::StableKeys;
use roster::model::{Entity, Record};
use roster::run::State;
use roster::snapshot::SnapshotReader;
use tokio::runtime::Handle;

use crate::apply::stored;
use crate::context::{Ports, blocking};
use crate::identity::stable_keys;
use crate::ports::{ArtifactKey, Change, Current, Source};
use crate::records::Connection;
use crate::snapshots::{self, SnapshotPage};
use crate::sources::Stores;
use crate::states::state;
use crate::{ConnectionKey, ErrorKind, PortError, PortResult};

/// Records read or written at a time.
const PAGE: usize = 1000;

/// How long the lease of a repair lasts between renewals.
const LEASE: SignedDuration = SignedDuration::from_mins(15);

/// Differences that are named; the others are only counted.
const NAMED: usize = 100;

/// Records that one pass of a repair writes: they are held in memory.
const MENDED: usize = 50_000;

/// What a comparison found of one connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Which.
    pub connection: ConnectionKey,
    /// By entity, those with records in snapshot or store.
    pub entities: BTreeMap<Entity, Compared>,
    /// What is wrong with run log and pointer, each a sentence.
    pub log: Vec<String>,
    /// At most 100 of the records that differ, by entity and `sourcedId`.
    pub differences: Vec<Difference>,
}

impl Verified {
    /// True if everything agrees.
    pub fn agrees(&self) -> bool {
        self.log.is_empty() && self.entities.values().all(|c| c.missing + c.extra + c.different == 0)
    }
}

/// The records of one entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Compared {
    /// Visible records of the snapshot.
    pub snapshot: u64,
    /// Visible records of the store.
    pub store: u64,
    /// In the snapshot only.
    pub missing: u64,
    /// In the store only.
    pub extra: u64,
    /// In both, with other fields or another stable key.
    pub different: u64,
}

/// How a record differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// The store does not have it.
    Missing,
    /// Only the store has it.
    Extra,
    /// Its fields or its stable key are others.
    Different,
}

impl How {
    /// `missing`, `extra` or `different`.
    pub fn as_str(self) -> &'static str {
        match self {
            How::Missing => "missing",
            How::Extra => "extra",
            How::Different => "different",
        }
    }
}

/// One record that differs between snapshot and store.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    /// Which entity.
    pub entity: Entity,
    /// Which record.
    pub sourced_id: String,
    /// How.
    pub how: How,
}

/// Compares everything a connection has. Reads all of the snapshot and all of the store once; memory about 60 bytes a
/// record of the largest entity.
///
/// # Errors
/// `NotFound` for a connection that is not there; `Busy` while a run is being applied, or if one was applied meanwhile;
/// `Corrupt` for a snapshot that cannot be read.
pub async fn connection(ports: &Ports, key: &ConnectionKey) -> PortResult<Verified> {
    let settings = ports.directory.connection(key).await?;
    let (current, page) = snapshots::current(ports, key).await?;
    let page = of_roster(&settings, page);
    let log = check_log(ports, key, current.as_ref()).await?;
    let keys = Arc::new(stable_keys(ports, key).await?);
    let mut verified =
        Verified { connection: key.clone(), entities: BTreeMap::new(), log, differences: Vec::new() };
    for entity in Entity::ALL.iter().copied().filter(|entity| entity.is_roster()) {
        let room = NAMED - verified.differences.len();
        let pass = compare((ports, &keys), key, (entity, &page), room).await?;
        if pass.compared != Compared::default() {
            verified.entities.insert(entity, pass.compared);
        }
        let named = pass.repairs.into_iter();
        verified.differences.extend(named.map(|(how, sourced_id, _)| Difference { entity, sourced_id, how }));
    }
    if ports.runs.current(key).await? != current {
        return Err(PortError::new(ErrorKind::Busy, "roster, to which a run was applied meanwhile"));
    }
    Ok(verified)
}

/// Makes the store what the snapshot says, under the connection's lease, and gives the number of records written. Memory
/// does not grow with how much is wrong.
///
/// # Errors
/// As [`connection`]; also those of the lease and the store.
pub async fn repair(ports: &Ports, key: &ConnectionKey, (holder, now): (&str, Timestamp)) -> PortResult<u64> {
    let lease = ports.runs.lease(key, holder, now, now + LEASE).await?;
    let result = repair_under(ports, key, (holder, lease.fence), now).await;
    ports.runs.release(&lease).await?;
    result
}

/// What of a snapshot the store must have: nothing of a supplement's, nor where its records are another connection's now.
fn of_roster(connection: &Connection, page: SnapshotPage) -> SnapshotPage {
    match connection.role.stores() {
        Stores::Roster if connection.id_changes.replaced_by.is_none() => page,
        Stores::Roster | Stores::SnapshotAlone => SnapshotPage::default(),
    }
}

async fn repair_under(
    ports: &Ports,
    key: &ConnectionKey,
    (holder, fence): (&str, u64),
    now: Timestamp,
) -> PortResult<u64> {
    let (current, page) = snapshots::current(ports, key).await?;
    let settings = ports.directory.connection(key).await?;
    let replaced = settings.id_changes.replaced_by.is_some();
    let Some(current) = current.filter(|_| !replaced) else { return Ok(0) };
    let page = of_roster(&settings, page);
    check_log(ports, key, Some(&current)).await?;
    let keys = Arc::new(stable_keys(ports, key).await?);
    let (began, mut written) = (Instant::now(), 0);
    for entity in Entity::ALL.iter().copied().filter(|entity| entity.is_roster()) {
        loop {
            let repairs = compare((ports, &keys), key, (entity, &page), MENDED).await?.repairs;
            let is_last = repairs.len() < MENDED;
            let changes: Vec<Change> =
                repairs.into_iter().map(|repair| change(&keys, entity, repair)).collect();
            for batch in changes.chunks(PAGE) {
                written += ports.roster.apply(key, (&current.run, fence), now, batch).await?.written;
            }
            if is_last {
                break;
            }
            let at = now + SignedDuration::try_from(began.elapsed()).unwrap_or(LEASE);
            ports.runs.lease(key, holder, at, at + LEASE).await?;
        }
    }
    Ok(written)
}

fn change(keys: &StableKeys, entity: Entity, (_, sourced_id, record): Repair) -> Change {
    match record {
        Some(record) => Change::Put { key: keys.of(entity, record.sourced_id()), record },
        None => Change::Remove { entity, sourced_id },
    }
}

/// What is wrong with the pointer and the runs around it.
async fn check_log(ports: &Ports, key: &ConnectionKey, current: Option<&Current>) -> PortResult<Vec<String>> {
    let runs = ports.runs.runs(key, 1000).await?;
    if let Some(run) = runs.iter().find(|run| run.state == State::Applying.as_str()) {
        return Err(PortError::new(
            ErrorKind::Busy,
            format!("roster, to which run {} is being applied", run.id),
        ));
    }
    let newest = runs.iter().find(|run| run.state == State::Applied.as_str() && run.has_changes);
    let mut wrong = Vec::new();
    match (current, newest) {
        (None, None) => {}
        (None, Some(run)) => {
            wrong.push(format!("run {} was applied, but nothing says which snapshot is current", run.id));
        }
        (Some(current), _) => {
            match ports.runs.run(key, &current.run).await {
                Ok(run) if state(&run)? == State::Applied => {}
                Ok(run) => {
                    wrong.push(format!("the current snapshot is of run {}, which is {}", run.id, run.state))
                }
                Err(error) if error.kind == ErrorKind::NotFound => {
                    wrong.push(format!(
                        "the current snapshot is of run {}, which is not in the log",
                        current.run
                    ));
                }
                Err(error) => return Err(error),
            }
            if let Some(newer) = newest.filter(|run| run.id > current.run) {
                wrong.push(format!("run {} was applied after the current snapshot was made", newer.id));
            }
        }
    }
    Ok(wrong)
}

/// A record to write, or to remove where there is none, and how it differs.
type Repair = (How, String, Option<Record>);

#[derive(Default)]
struct Pass {
    compared: Compared,
    /// At most `room` of them.
    repairs: Vec<Repair>,
    room: usize,
}

/// A record of the snapshot, as far as it is remembered.
struct Known {
    ordinal: u32,
    row: u128,
}

async fn compare(
    (ports, keys): (&Ports, &Arc<StableKeys>),
    key: &ConnectionKey,
    (entity, page): (Entity, &SnapshotPage),
    room: usize,
) -> PortResult<Pass> {
    let path = page.artifact(entity).map(str::to_owned);
    let (ports, keys, key) = (ports.clone(), Arc::clone(keys), key.clone());
    blocking(move || {
        let mut snapshot = match path {
            None => None,
            Some(path) => Some(open(&ports, &ArtifactKey::new(&key, path))?),
        };
        let what = format!("snapshot of {entity} of {key}");
        let mut known = match &mut snapshot {
            None => HashMap::new(),
            Some(snapshot) => index(snapshot, &what)?,
        };
        let mut pass = Pass { room, ..Pass::default() };
        pass.compared.snapshot = known.len() as u64;
        let mut wanted = walk((&ports, &keys), &key, entity, (&mut known, &mut pass))?;
        pass.compared.missing = known.len() as u64;
        let room = room - wanted.len() - pass.repairs.len();
        wanted.extend(known.into_values().map(|known| (known.ordinal, How::Missing)).take(room));
        if let Some(snapshot) = &mut snapshot {
            fetch(snapshot, (entity, &what), (wanted, &mut pass))?;
        }
        pass.repairs.sort_by(|a, b| a.1.cmp(&b.1));
        Ok(pass)
    })
    .await
}

fn open(ports: &Ports, key: &ArtifactKey) -> PortResult<SnapshotReader<Box<dyn Source>>> {
    let source = Handle::current().block_on(Arc::clone(&ports.artifacts).open(key))?;
    let reader = SnapshotReader::open(source).map_err(|error| stored(error, &key.to_string()))?;
    match u64::from(reader.row_version()) == ROW_VERSION {
        true => Ok(reader),
        false => Err(PortError::new(ErrorKind::Refused, format!("{key}, made by another version"))),
    }
}

/// The visible records by key hash, each read and compared with its hash.
fn index(snapshot: &mut SnapshotReader<Box<dyn Source>>, what: &str) -> PortResult<HashMap<u128, Known>> {
    let entries = snapshot.index().map_err(|error| stored(error, what))?;
    let is_present: Vec<bool> =
        (0..snapshot.len()).map(|ordinal| snapshot.state(ordinal).is_present()).collect();
    let mut known = HashMap::with_capacity(entries.len());
    let mut records = snapshot.records();
    while let Some((ordinal, bytes)) = records.next().map_err(|error| stored(error, what))? {
        let entry = entries[ordinal as usize];
        if row_hash(bytes) != entry.row {
            return Err(PortError::new(ErrorKind::Corrupt, format!("{what}: record {ordinal}")));
        }
        if is_present[ordinal as usize] {
            known.insert(entry.key, Known { ordinal, row: entry.row });
        }
    }
    Ok(known)
}

/// Goes through the store; takes what agrees out of `known`, and gives back the ordinals of what differs.
fn walk(
    (ports, keys): (&Ports, &StableKeys),
    key: &ConnectionKey,
    entity: Entity,
    (known, pass): (&mut HashMap<u128, Known>, &mut Pass),
) -> PortResult<Vec<(u32, How)>> {
    let (handle, mut after, mut wanted) = (Handle::current(), None::<String>, Vec::new());
    loop {
        let page = handle.block_on(ports.roster.page(key, entity, after.as_deref(), PAGE))?;
        for found in &page {
            pass.compared.store += 1;
            let id = found.record.sourced_id();
            match known.remove(&key_hash(id)) {
                None => {
                    pass.compared.extra += 1;
                    if pass.repairs.len() + wanted.len() < pass.room {
                        pass.repairs.push((How::Extra, id.to_owned(), None));
                    }
                }
                Some(same)
                    if same.row == row_hash(found.record.bytes()) && found.key == keys.of(entity, id) => {}
                Some(other) => {
                    pass.compared.different += 1;
                    if pass.repairs.len() + wanted.len() < pass.room {
                        wanted.push((other.ordinal, How::Different));
                    }
                }
            }
        }
        match page.last() {
            Some(last) if page.len() == PAGE => after = Some(last.record.sourced_id().to_owned()),
            Some(_) | None => return Ok(wanted),
        }
    }
}

/// Reads the records that the store should have.
fn fetch(
    snapshot: &mut SnapshotReader<Box<dyn Source>>,
    (entity, what): (Entity, &str),
    (mut wanted, pass): (Vec<(u32, How)>, &mut Pass),
) -> PortResult<()> {
    wanted.sort_unstable();
    let how: HashMap<u32, How> = wanted.iter().copied().collect();
    let fetched = snapshot.fetch(wanted.iter().map(|(ordinal, _)| *ordinal), |ordinal, bytes| {
        if let (Some(how), Some(record)) = (how.get(&ordinal), Record::decode(entity, bytes)) {
            pass.repairs.push((*how, record.sourced_id().to_owned(), Some(record)));
        }
        Ok(())
    });
    fetched.map_err(|error| stored(error, what))
}
