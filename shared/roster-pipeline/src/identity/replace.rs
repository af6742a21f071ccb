//! A connection that goes on from the roster of another, as after a change of SIS: stable keys and history stay.

use std::io;

use jiff::{SignedDuration, Timestamp};
use roster::model::Entity;
use roster::run::State;

use crate::context::{Ports, blocking};
use crate::ports::{ArtifactKey, Change, Current};
use crate::records::{Connection, Delivery, Run};
use crate::snapshots::{self, SnapshotPage};
use crate::states::state;
use crate::{ConnectionKey, ErrorKind, PortError, PortResult};

/// How long the leases last between renewals.
const LEASE: SignedDuration = SignedDuration::from_mins(60);
/// Records moved at a time.
const PAGE: usize = 1000;

/// What was taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replaced {
    /// Records that the new connection goes on with.
    pub records: u64,
}

/// Lets `new`, which has no roster yet, go on from that of `old`. The old connection is paused for good, and its records are
/// the new one's in the roster store, with stable keys and first-seen times. Its logins stay. May be run again, and goes on
/// where it was.
///
/// # Errors
/// `Refused` for connections of two tenants, for one and the same, for an old one that has no roster or was replaced by a
/// third; `Conflict` if the new one has a roster of its own; `Busy` while a run of either is being applied.
pub async fn replace(
    ports: &Ports,
    (old, new): (&ConnectionKey, &ConnectionKey),
    (holder, now): (&str, Timestamp),
) -> PortResult<Replaced> {
    if old.tenant != new.tenant || old == new {
        return Err(refused(old, "replaced by this connection; name two connections of one tenant"));
    }
    let mut leases = Vec::new();
    for key in [old, new] {
        match ports.runs.lease(key, holder, now, now + LEASE).await {
            Ok(lease) => leases.push(lease),
            Err(error) => {
                for lease in &leases {
                    ports.runs.release(lease).await?;
                }
                return Err(error);
            }
        }
    }
    let fence = leases.last().map_or(0, |lease| lease.fence);
    let result = under_leases(ports, (old, new), fence, now).await;
    for lease in &leases {
        ports.runs.release(lease).await?;
    }
    result
}

async fn under_leases(
    ports: &Ports,
    (old, new): (&ConnectionKey, &ConnectionKey),
    fence: u64,
    now: Timestamp,
) -> PortResult<Replaced> {
    let (from, to) = (ports.directory.connection(old).await?, ports.directory.connection(new).await?);
    if from.id_changes.replaced_by.as_ref().is_some_and(|by| *by != new.connection) {
        return Err(refused(old, "replaced again; it was replaced by another connection before"));
    }
    let (Some(current), page) = snapshots::current(ports, old).await? else {
        return Err(refused(old, "replaced; it has no roster yet, so that there is nothing to go on from"));
    };
    let run = ports.runs.run(old, &current.run).await?;
    for key in [old, new] {
        at_rest(ports, key).await?;
    }
    let there = ports.runs.current(new).await?;
    if there.as_ref().is_some_and(|there| there.run != run.id) {
        return match from.id_changes.replaced_by.is_some() {
            // It is long done, and the new connection has gone on.
            true => Ok(Replaced { records: 0 }),
            false => Err(PortError::new(ErrorKind::Conflict, format!("{new} has a roster of its own; it"))),
        };
    }
    artifacts(ports, (old, new), &page).await?;
    history(ports, new, &run).await?;
    let records = records(ports, (old, new), (&run, fence)).await?;
    adopt(ports, &from, to).await?;
    let snapshot = snapshots::write_page(ports, new, &run.id, page).await?;
    if there.is_none() {
        let current = Current { run: run.id.clone(), snapshot, version: 1 };
        ports.runs.move_current(new, &current).await?;
    }
    retire(ports, from, new).await?;
    ports.roster.erase(old).await?;
    tracing::info!(%old, %new, records, at = %now, "replaced");
    Ok(Replaced { records })
}

fn refused(key: &ConnectionKey, why: &str) -> PortError {
    PortError::new(ErrorKind::Refused, format!("{key} cannot be {why}"))
}

async fn at_rest(ports: &Ports, key: &ConnectionKey) -> PortResult<()> {
    for run in ports.runs.runs(key, 200).await? {
        if state(&run)? == State::Applying {
            return Err(PortError::new(
                ErrorKind::Busy,
                format!("{key}, to which run {} is applied", run.id),
            ));
        }
    }
    Ok(())
}

/// Copies what the page names.
async fn artifacts(
    ports: &Ports,
    (old, new): (&ConnectionKey, &ConnectionKey),
    page: &SnapshotPage,
) -> PortResult<()> {
    for path in page.entities.values().chain(&page.renamed) {
        let mut source = ports.artifacts.open(&ArtifactKey::new(old, path)).await?;
        let mut target = ports.artifacts.write(&ArtifactKey::new(new, path)).await?;
        blocking(move || {
            io::copy(&mut source, &mut target)?;
            target.finish()
        })
        .await?;
    }
    Ok(())
}

/// The run that left the roster, with its delivery but without its files: what came before is the old connection's history.
async fn history(ports: &Ports, new: &ConnectionKey, run: &Run) -> PortResult<()> {
    let delivery = ports.deliveries.delivery(&run.connection, &run.delivery).await?;
    let delivery = Delivery { connection: new.clone(), files: Vec::new(), same_as: None, ..delivery };
    ports.deliveries.begin_delivery(&delivery).await?;
    let run = Run { connection: new.clone(), has_changes: false, change_set: None, ..run.clone() };
    ports.runs.begin(&run).await?;
    Ok(())
}

async fn records(
    ports: &Ports,
    (old, new): (&ConnectionKey, &ConnectionKey),
    (run, fence): (&Run, u64),
) -> PortResult<u64> {
    let mut records = 0;
    for entity in Entity::ALL.iter().copied().filter(|entity| entity.is_roster()) {
        let mut after: Option<String> = None;
        loop {
            let page = ports.roster.page(old, entity, after.as_deref(), PAGE).await?;
            let (length, last) = (page.len(), page.last().map(|r| r.record.sourced_id().to_owned()));
            let moving = |stored: crate::ports::StoredRecord| {
                let (at, key) = (stored.last_changed, stored.key);
                (at, Change::Move { record: stored.record, key, first_seen: stored.first_seen })
            };
            let (times, batch): (Vec<Timestamp>, Vec<Change>) = page.into_iter().map(moving).unzip();
            if let Some(at) = times.into_iter().max() {
                ports.roster.apply(new, (&run.id, fence), at, &batch).await?;
            }
            records += length as u64;
            match last {
                Some(last) if length == PAGE => after = Some(last),
                Some(_) | None => break,
            }
        }
    }
    Ok(records)
}

/// The new connection knows under which one its records were first seen, and where their history goes on.
async fn adopt(ports: &Ports, from: &Connection, mut to: Connection) -> PortResult<()> {
    let keys_of = from.id_changes.keys_of.clone().unwrap_or_else(|| from.id.clone());
    let (keys_of, replaces) = (Some(keys_of), Some(from.id.clone()));
    if to.id_changes.keys_of != keys_of || to.id_changes.replaces != replaces {
        (to.id_changes.keys_of, to.id_changes.replaces) = (keys_of, replaces);
        ports.directory.set_connection(&to).await?;
    }
    Ok(())
}

async fn retire(ports: &Ports, mut from: Connection, new: &ConnectionKey) -> PortResult<()> {
    if from.id_changes.replaced_by.is_none() {
        (from.paused, from.active) = (true, false);
        from.id_changes.replaced_by = Some(new.connection.clone());
        ports.directory.set_connection(&from).await?;
    }
    Ok(())
}
