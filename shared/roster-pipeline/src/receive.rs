//! Files that landed to arrivals, and arrivals to deliveries.

use std::io::{Read, Write};

use jiff::{SignedDuration, Timestamp};
use roster::run::State;
use sha2::{Digest, Sha256};

use crate::assemble::{Assembly, Patience, assemble, is_temporary};
use crate::context::{Ports, blocking};
use crate::fingerprint::{hex, of_content, of_settings, of_uploads};
use crate::ports::{Arrival, ArtifactKey, Landed, Purpose};
use crate::records::{Connection, DeliveredFile, Delivery, DeliveryId, Direction};
use crate::redact::redact_again;
use crate::{ConnectionKey, ErrorKind, PortError, PortResult};

/// What `receive` did and what it waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// Files copied this time.
    pub copied: usize,
    /// What became of the set.
    pub set: SetState,
}

/// The set being assembled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetState {
    /// Nothing new.
    Nothing,
    /// Ask again then.
    WaitUntil(Timestamp),
    /// These files are still to come.
    WaitFor(Vec<String>),
    /// It is a delivery now.
    Delivered(DeliveryId),
    /// It is a delivery with the contents of the one last applied: recorded, nothing to do.
    Unchanged(DeliveryId),
}

/// Copies what landed, byte for byte, and makes a delivery if the set is whole. May run any number of times.
pub async fn receive(
    ports: &Ports,
    key: &ConnectionKey,
    patience: Patience,
    now: Timestamp,
) -> PortResult<Received> {
    let connection = ports.directory.connection(key).await?;
    let copied = copy_landed(ports, key, now).await?;
    let arrivals = ports.deliveries.arrivals(key).await?;
    let set = match assemble(&connection, &arrivals, patience, now) {
        Assembly::Nothing => SetState::Nothing,
        Assembly::WaitUntil(at) => SetState::WaitUntil(at),
        Assembly::WaitFor(files) => SetState::WaitFor(files),
        Assembly::Whole(files) => {
            let files = with_carried(ports, &connection, files, &arrivals).await?;
            deliver(ports, &connection, files, now).await?
        }
    };
    let delivered = matches!(set, SetState::Delivered(_) | SetState::Unchanged(_));
    if copied > 0 || delivered {
        let arrivals = if delivered { ports.deliveries.arrivals(key).await? } else { arrivals };
        crate::reports::received(ports, key, (&arrivals, &set)).await?;
    }
    Ok(Received { copied, set })
}

async fn copy_landed(ports: &Ports, key: &ConnectionKey, now: Timestamp) -> PortResult<usize> {
    let known = ports.deliveries.arrivals(key).await?;
    let mut copied = 0;
    for file in ports.landing.files(key).await? {
        let path = file.path.as_str();
        if is_temporary(path) || known.iter().any(|a| a.path == path && a.version == file.version) {
            continue;
        }
        match copy(ports, key, &file, now).await {
            Ok(arrival) => match ports.deliveries.arrive(key, &arrival).await? {
                true => copied += 1,
                false => redact_again(ports, key, &arrival.artifact).await?,
            },
            // Replaced or removed while we looked: its successor is met next time.
            Err(error) if matches!(error.kind, ErrorKind::NotFound | ErrorKind::Conflict) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(copied)
}

async fn copy(ports: &Ports, key: &ConnectionKey, file: &Landed, now: Timestamp) -> PortResult<Arrival> {
    let name = hex(&Sha256::digest(format!("{}\0{}", file.path, file.version).as_bytes()));
    let artifact = format!("raw/{}", &name[..40]);
    let mut from = ports.landing.open(key, file).await?;
    let mut to = ports.artifacts.write(&ArtifactKey::new(key, &artifact)).await?;
    let (size, sha256) = blocking(move || {
        let (mut hash, mut size, mut buffer) = (Sha256::new(), 0u64, vec![0u8; 256 * 1024]);
        loop {
            let read = from.read(&mut buffer)?;
            if read == 0 {
                break;
            }
            hash.update(&buffer[..read]);
            to.write_all(&buffer[..read])?;
            size += read as u64;
        }
        to.finish()?;
        Ok((size, hex(&hash.finalize())))
    })
    .await?;
    if size != file.size {
        return Err(PortError::new(ErrorKind::Conflict, format!("a landed file of {key}")));
    }
    Ok(Arrival {
        path: file.path.as_str().to_owned(),
        version: file.version.clone(),
        size,
        sha256,
        modified: file.modified,
        received: now,
        purpose: crate::attached::purpose(ports, key, (file.path.as_str(), &artifact)).await?,
        artifact,
        delivery: None,
    })
}

async fn deliver(
    ports: &Ports,
    connection: &Connection,
    arrivals: Vec<Arrival>,
    now: Timestamp,
) -> PortResult<SetState> {
    let key = connection.key();
    let fingerprint = format!("{}+{}", of_content(&arrivals), of_settings(connection));
    let newest = ports.deliveries.deliveries(&key, 1).await?.into_iter().next();
    let fresh: Vec<&Arrival> = arrivals.iter().filter(|a| a.delivery.is_none()).collect();
    if let Some(faster) = newest.as_ref().filter(|newest| has_all(newest, &fresh)) {
        return Ok(match faster.same_as {
            Some(_) => SetState::Unchanged(faster.id.clone()),
            None => SetState::Delivered(faster.id.clone()),
        });
    }
    // Not by the clock: another process that looks at the same files at the same time comes to the same delivery.
    let last = fresh.iter().map(|a| a.received).max().unwrap_or(now);
    let now = newest.map_or(last, |d| last.max(d.received_at + SignedDuration::from_millis(1)));
    let id = DeliveryId(format!("d-{}-{}", stamp(now), &of_uploads(&arrivals)[..8]));
    // A delta says what to do, not what there is: after others it may change something again.
    let is_twin = |d: &Delivery| d.fingerprint == fingerprint && !d.delta;
    let twin = last_applied(ports, connection).await?.filter(is_twin);
    let unchanged = twin.is_some();
    let files = arrivals.into_iter().map(|a| DeliveredFile {
        path: a.path,
        size: a.size,
        sha256: a.sha256,
        version: a.version,
        received: a.received,
        artifact: a.artifact,
    });
    let delivery = Delivery {
        id: id.clone(),
        connection: key,
        received_at: now,
        files: files.collect(),
        fingerprint,
        state: State::Received.as_str().to_owned(),
        // The same contents need no other look.
        complete: twin.as_ref().and_then(|twin| twin.complete),
        delta: false,
        findings: twin.as_ref().map(|twin| twin.findings.clone()).unwrap_or_default(),
        redacted: Vec::new(),
        attachments: None,
        same_as: twin.map(|twin| twin.id),
        version: 1,
    };
    ports.deliveries.begin_delivery(&delivery).await?;
    Ok(if unchanged { SetState::Unchanged(id) } else { SetState::Delivered(id) })
}

/// Whether another process, while this one was looking, made a delivery of these files.
fn has_all(delivery: &Delivery, fresh: &[&Arrival]) -> bool {
    let has = |a: &&Arrival| delivery.files.iter().any(|f| f.path == a.path && f.version == a.version);
    !fresh.is_empty() && fresh.iter().all(has)
}

/// Clients that mirror a folder send only what changed. Where no set is declared and nothing that came says what belongs
/// together (a manifest, a ZIP), the rest of the newest delivery counts too, as far as it still stands in the folder.
async fn with_carried(
    ports: &Ports,
    connection: &Connection,
    mut files: Vec<Arrival>,
    arrivals: &[Arrival],
) -> PortResult<Vec<Arrival>> {
    let key = connection.key();
    if connection.direction == Direction::Pull {
        let standing = ports.landing.files(&key).await?;
        return Ok(with_mirrored(files, arrivals, &standing));
    }
    let newest = ports.deliveries.deliveries(&key, 1).await?.into_iter().next();
    let Some(newest) = newest.filter(|d| !d.delta && connection.expected.is_empty()) else {
        return Ok(files);
    };
    if files.iter().any(|a| speaks_for_itself(&a.path)) {
        return Ok(files);
    }
    let standing = ports.landing.files(&key).await?;
    let stands = |a: &Arrival| standing.iter().any(|f| f.path.as_str() == a.path && f.version == a.version);
    let belongs = |a: &Arrival| newest.files.iter().any(|f| f.path == a.path && f.version == a.version);
    let zipped = |a: &Arrival| a.path.to_lowercase().ends_with(".zip");
    let tables = arrivals.iter().filter(|a| a.purpose == Purpose::Table);
    let carried = tables.filter(|a| a.delivery.is_some() && belongs(a) && stands(a) && !zipped(a));
    files.extend(carried.cloned());
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

/// A folder that we pull mirrors the district's: what was not fetched again is there as it was, and belongs to the set.
fn with_mirrored(mut files: Vec<Arrival>, arrivals: &[Arrival], standing: &[Landed]) -> Vec<Arrival> {
    let stands = |a: &&Arrival| standing.iter().any(|f| f.path.as_str() == a.path && f.version == a.version);
    let known: Vec<String> = files.iter().map(|a| a.path.clone()).collect();
    let arrivals = arrivals.iter().filter(|a| a.purpose == Purpose::Table);
    files.extend(arrivals.filter(stands).filter(|a| !known.contains(&a.path)).cloned());
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// Whether a file says itself what the set is.
fn speaks_for_itself(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
    name == "manifest.csv" || name.ends_with(".zip")
}

/// The delivery that the roster now is; `None` where the same contents again would still change something.
async fn last_applied(ports: &Ports, connection: &Connection) -> PortResult<Option<Delivery>> {
    let key = connection.key();
    let runs = ports.runs.runs(&key, 1000).await?;
    let Some(run) = runs.into_iter().find(|r| r.state == State::Applied.as_str()) else { return Ok(None) };
    // Removals that wait for an answer, or for more deliveries without the record, are not done yet.
    if run.additions_only || connection.removal_after > 1 {
        return Ok(None);
    }
    ports.deliveries.delivery(&key, &run.delivery).await.map(Some)
}

/// A time as names have it: `20261122T061500.042Z`. To the millisecond, so that names sort in the order of their making.
pub(crate) fn stamp(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%S.%3fZ").to_string()
}
