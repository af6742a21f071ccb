//! A mapping on what came last, before it counts: nothing is stored.

use std::sync::Arc;

use jiff::Timestamp;
use roster::brake::Removals;
use roster::changes::{ChangeSorter, People, PeopleCounter};
use roster::diff::Comparison;
use roster::mapping::Mapping;
use roster::report::{FindingLog, Findings};

use crate::check::{Plan, Work, inputs, read_with, verdict};
use crate::context::{Ports, blocking, from_io};
use crate::identity::Pending;
use crate::ports::ArtifactKey;
use crate::records::{BrakeRecord, Connection, Delivery, DeliveryId};
use crate::snapshots;
use crate::sources;
use crate::{ErrorKind, PortResult};

/// What a mapping would make of the newest delivery.
pub struct Tried {
    /// Which delivery.
    pub delivery: DeliveryId,
    /// What it is under the mapping, and what it would change in the roster as it is.
    pub comparison: Comparison,
    /// What is wrong in it under the mapping.
    pub findings: Findings,
    /// Who would come and go.
    pub people: People,
    /// What the brake would say.
    pub brake: BrakeRecord,
}

/// Deliveries that are looked at to find one with all of its files.
const LOOKED_AT: usize = 20;

/// Reads the newest whole delivery whose files are still kept with a mapping, and compares it with the roster as it is;
/// `None` if there is no such delivery. What is missing counts as gone at once, however patient the connection is.
pub async fn try_out(
    ports: &Ports,
    connection: &Connection,
    mapping: Arc<Mapping>,
    now: Timestamp,
) -> PortResult<Option<Tried>> {
    let Some(delivery) = kept(ports, connection).await? else { return Ok(None) };
    let key = connection.key();
    let (_, page) = snapshots::current(ports, &key).await?;
    let mut plan = Plan::new(connection, now)?;
    if !connection.adds_only {
        plan.removals = Removals::AT_ONCE;
    }
    let read = read_with(ports, connection, Some(mapping)).await?;
    let renames = Pending::of(ports, connection, &page, None).await?.renames();
    let others = sources::sources(ports, connection, &page).await?.beside(renames);
    let work = Work { ports: ports.clone(), key, page, plan: plan.clone(), read, beside: Vec::new() };
    let files = inputs(ports, &delivery);
    let (comparison, findings, people) = blocking(move || {
        let scratch = Arc::clone(&work.ports.scratch);
        let mut log = FindingLog::with_limit(std::io::sink(), 0);
        let mut changes = ChangeSorter::new(&*scratch);
        let comparison = work.compare(files, others, (&mut log, &mut changes))?;
        let (_, findings) = log.finish()?;
        let mut people = PeopleCounter::default();
        let counted = changes.each(|change| {
            people.add(change);
            Ok(())
        });
        counted.map_err(|error| from_io(error.into()))?;
        Ok((comparison, findings, people.people()))
    })
    .await?;
    let brake = verdict(&comparison, &plan);
    Ok(Some(Tried { delivery: delivery.id, comparison, findings, people, brake }))
}

/// The newest delivery that says what there is, and of which nothing was thrown away.
async fn kept(ports: &Ports, connection: &Connection) -> PortResult<Option<Delivery>> {
    let key = connection.key();
    for delivery in ports.deliveries.deliveries(&key, LOOKED_AT).await? {
        if !delivery.delta && !delivery.files.is_empty() && has_all(ports, &delivery).await? {
            return Ok(Some(delivery));
        }
    }
    Ok(None)
}

async fn has_all(ports: &Ports, delivery: &Delivery) -> PortResult<bool> {
    for file in &delivery.files {
        match ports.artifacts.open(&ArtifactKey::new(&delivery.connection, &file.artifact)).await {
            Ok(_) => {}
            Err(error) if error.kind == ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(error),
        }
    }
    Ok(true)
}
