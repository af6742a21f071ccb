//! Everything of one place into another, such as a data directory into a stack: settings, logins, files, history, roster.

use std::collections::BTreeSet;
use std::io;

use jiff::Timestamp;
use roster::run::State;

use crate::context::{Ports, blocking};
use crate::mapping;
use crate::ports::{ArtifactKey, Current, Secrets};
use crate::pull::PullSecret;
use crate::records::{Connection, Run, Tenant};
use crate::verify::{self, Verified};
use crate::{ConnectionKey, ErrorKind, PortError, PortResult};

/// What was brought over of one connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relocated {
    /// Which.
    pub connection: ConnectionKey,
    /// Files that were copied; those that were there already are not counted.
    pub files: u64,
    /// Runs in its history.
    pub runs: u64,
    /// Records that were written into the new roster.
    pub written: u64,
    /// The new place, compared with itself.
    pub verified: Verified,
}

/// Copies a tenant's own settings; the same again changes nothing.
pub async fn tenant(to: &Ports, tenant: &Tenant) -> PortResult<()> {
    unless_there(to.directory.add_tenant(tenant).await)
}

/// Copies what a connection logs in with at the district's server, if it has that; whether it has. Comes before the connection
/// itself, which pulls as soon as it is there.
pub async fn secret((from, to): (&dyn Secrets, &dyn Secrets), key: &ConnectionKey) -> PortResult<bool> {
    match PullSecret::of(from, key).await {
        Ok(secret) => secret.keep(to, key).await.map(|()| true),
        Err(none) if none.kind == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Copies a connection with its mappings, logins, files, deliveries, runs and roster. Until all of it is there, the copy is neither
/// active nor has it logins, so that nothing happens to half a copy. May be run again, and goes on where it was.
///
/// What stands in the landing folder is not copied: what was received of it is among the files. Its secret is copied by [`secret`].
///
/// # Errors
/// `Busy` while a run is being applied; `Conflict` where the new place has another roster of this connection; those of
/// either place.
pub async fn connection(
    (from, to): (&Ports, &Ports),
    connection: &Connection,
    (holder, now): (&str, Timestamp),
) -> PortResult<Relocated> {
    let key = connection.key();
    let runs = from.runs.runs(&key, usize::MAX).await?;
    if let Some(run) = runs.iter().find(|run| run.state == State::Applying.as_str()) {
        return Err(PortError::new(
            ErrorKind::Busy,
            format!("{key}: run {} is being applied; roster", run.id),
        ));
    }
    let current = from.runs.current(&key).await?;
    same_history(to, &key, &runs, current.as_ref()).await?;
    unless_there(to.directory.add_connection(&Connection { active: false, ..connection.clone() }).await)?;
    mapping::copy((&*from.directory, &*to.directory), &key).await?;
    let files = artifacts((from, to), &key).await?;
    for arrival in from.deliveries.every_arrival(&key).await? {
        to.deliveries.arrive(&key, &arrival).await?;
    }
    for delivery in from.deliveries.deliveries(&key, usize::MAX).await?.iter().rev() {
        to.deliveries.begin_delivery(delivery).await?;
    }
    for run in runs.iter().rev() {
        to.runs.begin(run).await?;
    }
    pointer(to, &key, current.as_ref()).await?;
    let written = verify::repair(to, &key, (holder, now)).await?;
    let verified = verify::connection(to, &key).await?;
    open(from, to, connection).await?;
    Ok(Relocated { connection: key, files, runs: runs.len() as u64, written, verified })
}

fn unless_there(added: PortResult<()>) -> PortResult<()> {
    match added {
        Err(error) if error.kind == ErrorKind::Conflict => Ok(()),
        other => other,
    }
}

async fn artifacts((from, to): (&Ports, &Ports), key: &ConnectionKey) -> PortResult<u64> {
    let there: BTreeSet<String> = to.artifacts.list(key, "").await?.into_iter().collect();
    let mut copied = 0;
    for path in from.artifacts.list(key, "").await?.into_iter().filter(|path| !there.contains(path)) {
        let key = ArtifactKey::new(key, path);
        let mut source = from.artifacts.open(&key).await?;
        let mut target = to.artifacts.write(&key).await?;
        blocking(move || {
            io::copy(&mut source, &mut target)?;
            target.finish()
        })
        .await?;
        copied += 1;
    }
    Ok(copied)
}

/// `Conflict` unless the new place has no roster of this connection, or one that this history leads to.
async fn same_history(
    to: &Ports,
    key: &ConnectionKey,
    runs: &[Run],
    wanted: Option<&Current>,
) -> PortResult<()> {
    let Some(there) = to.runs.current(key).await? else { return Ok(()) };
    let is_ours = runs.iter().any(|run| run.id == there.run);
    match is_ours && wanted.is_some_and(|wanted| there.version <= wanted.version) {
        true => Ok(()),
        false => Err(PortError::new(ErrorKind::Conflict, format!("{key} has another roster there; it"))),
    }
}

/// Moves the pointer step by step to where it is in the old place, since runs that wait were planned against its number.
async fn pointer(to: &Ports, key: &ConnectionKey, wanted: Option<&Current>) -> PortResult<()> {
    let Some(wanted) = wanted else { return Ok(()) };
    let there = to.runs.current(key).await?.map_or(0, |there| there.version);
    for version in there + 1..=wanted.version {
        to.runs.move_current(key, &Current { version, ..wanted.clone() }).await?;
    }
    Ok(())
}

/// Lets the copy work: logins, and whether it is active.
async fn open(from: &Ports, to: &Ports, connection: &Connection) -> PortResult<()> {
    let key = connection.key();
    for login in from.directory.logins(&key).await? {
        to.directory.put_login(&login).await?;
    }
    let there = to.directory.connection(&key).await?;
    let wanted = Connection { version: there.version, ..connection.clone() };
    if there != wanted {
        to.directory.set_connection(&wanted).await?;
    }
    Ok(())
}
