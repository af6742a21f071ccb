//! Throws away what nobody needs any more: landed files, raw copies, old snapshots, reports, records removed long ago.

use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use roster::run::State;
use tracing::info;

use crate::assemble::matches;
use crate::context::Ports;
use crate::ports::{Arrival, ArtifactKey, Purpose};
use crate::records::{Connection, Direction, Run};
use crate::snapshots::{self, page_path};
use crate::states::state;
use crate::{ConnectionKey, ErrorKind, PortResult};

/// How long things are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keep {
    /// How long a received file stays visible in the landing folder.
    pub landed: SignedDuration,
    /// Days for which the raw copy of a delivered or replaced file stays.
    pub raw_days: u32,
    /// How many of the newest snapshots stay.
    pub runs_kept: usize,
    /// Days for which the reports of a run stay in the landing folder.
    pub report_days: u32,
}

impl Default for Keep {
    fn default() -> Keep {
        Keep { landed: SignedDuration::from_hours(7 * 24), raw_days: 30, runs_kept: 30, report_days: 90 }
    }
}

impl Keep {
    /// On S3, where a rename onto a name that is there fails: the name is free again before the next night.
    pub fn on_s3() -> Keep {
        Keep { landed: SignedDuration::from_hours(2), ..Keep::default() }
    }
}

/// What a sweep removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Swept {
    /// Files of landing folders.
    pub landed: u64,
    /// Raw copies.
    pub raw: u64,
    /// Artifacts of snapshots.
    pub snapshots: u64,
    /// Report files of landing folders.
    pub reports: u64,
    /// Records whose grace is over.
    pub records: u64,
}

/// Sweeps every connection. May run at any time, any number of times, and die anywhere.
///
/// Runs, deliveries and change sets stay: they are the history. So does what a run that is not finished still needs,
/// what the current roster is made of, and what has arrived and waits for the rest of its set.
pub async fn sweep(ports: &Ports, now: Timestamp, keep: Keep) -> PortResult<Swept> {
    let mut all = Swept::default();
    for connection in ports.directory.connections().await? {
        let swept = sweep_one(ports, &connection, now, keep).await?;
        all.landed += swept.landed;
        all.raw += swept.raw;
        all.snapshots += swept.snapshots;
        all.reports += swept.reports;
        all.records += swept.records;
    }
    Ok(all)
}

/// Sweeps one connection.
pub async fn sweep_one(
    ports: &Ports,
    connection: &Connection,
    now: Timestamp,
    keep: Keep,
) -> PortResult<Swept> {
    let key = connection.key();
    let swept = Swept {
        landed: remove_landed(ports, connection, keep.landed, now).await?.removed,
        raw: raw(ports, connection, before(now, keep.raw_days)).await?,
        snapshots: old_snapshots(ports, &key, keep.runs_kept).await?,
        reports: reports(ports, &key, before(now, keep.report_days)).await?,
        // Where nothing changes nothing is applied, and nobody else would purge.
        records: ports.roster.purge(&key, before(now, connection.grace_days)).await?,
    };
    if swept != Swept::default() {
        let Swept { landed, raw, snapshots, reports, records } = swept;
        info!(connection = %key, landed, raw, snapshots, reports, records, "swept");
    }
    Ok(swept)
}

/// So many days before a moment; a century at most, which no clock of ours goes back beyond.
pub(crate) fn before(now: Timestamp, days: u32) -> Timestamp {
    now - SignedDuration::from_hours(24 * i64::from(days.min(CENTURY)))
}

/// What removing landed files came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Removal {
    /// Files removed.
    pub(crate) removed: u64,
    /// When the next one may go.
    pub(crate) next: Option<Timestamp>,
}

/// Removes landed files whose exact version was copied at least `stays` ago.
pub(crate) async fn remove_landed(
    ports: &Ports,
    connection: &Connection,
    stays: SignedDuration,
    now: Timestamp,
) -> PortResult<Removal> {
    if connection.direction == Direction::Pull {
        // It mirrors the district's folder: what they have not changed is not fetched again, and must stay.
        return Ok(Removal::default());
    }
    let key = &connection.key();
    let arrivals = ports.deliveries.arrivals(key).await?;
    let mut removal = Removal::default();
    for file in ports.landing.files(key).await? {
        let received = arrivals.iter().find(|a| a.path == file.path.as_str() && a.version == file.version);
        let Some(goes) = received.map(|arrival| arrival.received + stays) else { continue };
        if goes > now {
            removal.next = Some(removal.next.map_or(goes, |next| next.min(goes)));
            continue;
        }
        match ports.landing.remove_version(key, &file).await {
            Ok(()) => removal.removed += 1,
            // Replaced while we looked.
            Err(error) if error.kind == ErrorKind::Conflict => {}
            Err(error) => return Err(error),
        }
    }
    Ok(removal)
}

/// Removes raw copies that were made before `limit` and that nothing needs.
async fn raw(ports: &Ports, connection: &Connection, limit: Timestamp) -> PortResult<u64> {
    let key = connection.key();
    let mut needed = of_deliveries(ports, &key, limit).await?;
    let newest = ports.deliveries.arrivals(&key).await?;
    needed.extend(still_carried(connection, &newest));
    for file in ports.landing.files(&key).await? {
        // Forgotten while it still stands there, it would be received again.
        let standing = newest.iter().find(|a| a.path == file.path.as_str() && a.version == file.version);
        needed.extend(standing.map(|a| a.artifact.clone()));
    }
    let (mut removed, mut paths_kept) = (0, BTreeSet::new());
    for arrival in ports.deliveries.every_arrival(&key).await? {
        // An older version must not become the newest of its path.
        let is_kept = paths_kept.contains(&arrival.path) || arrival.received >= limit;
        if is_kept || needed.contains(&arrival.artifact) {
            paths_kept.insert(arrival.path);
            continue;
        }
        // In this order: what is forgotten first would be left behind by a crash.
        ports.artifacts.remove(&ArtifactKey::new(&key, &arrival.artifact)).await?;
        ports.deliveries.forget(&key, &arrival.path, &arrival.version).await?;
        removed += 1;
    }
    Ok(removed)
}

/// Raw copies of deliveries that are younger than `limit` or have work before them.
async fn of_deliveries(ports: &Ports, key: &ConnectionKey, limit: Timestamp) -> PortResult<BTreeSet<String>> {
    // Deliveries first: the run of one that is new by now is found, or the delivery still says "received".
    let deliveries = ports.deliveries.deliveries(key, usize::MAX).await?;
    let unfinished = unfinished(ports, key).await?;
    let open = |state: &str| state.parse::<State>().map_or(true, |state| !state.is_finished());
    let needed = deliveries.into_iter().filter(|d| {
        d.received_at >= limit || open(&d.state) || unfinished.iter().any(|run| run.delivery == d.id)
    });
    Ok(needed.flat_map(|d| d.files).map(|file| file.artifact).collect())
}

/// Raw copies of arrivals that a coming delivery may take: those that none took, and the newest of each declared file.
fn still_carried(connection: &Connection, newest: &[Arrival]) -> BTreeSet<String> {
    let mut carried: BTreeSet<String> = newest
        .iter()
        .filter(|a| a.delivery.is_none() && a.purpose == Purpose::Table)
        .map(|a| a.artifact.clone())
        .collect();
    for file in &connection.expected {
        let found = || newest.iter().filter(|a| matches(&file.pattern, &a.path));
        let last = found().map(|a| a.received).max();
        carried.extend(found().filter(|a| Some(a.received) == last).map(|a| a.artifact.clone()));
    }
    carried
}

async fn unfinished(ports: &Ports, key: &ConnectionKey) -> PortResult<Vec<Run>> {
    let mut unfinished = Vec::new();
    for run in ports.runs.runs(key, usize::MAX).await? {
        if !state(&run)?.is_finished() {
            unfinished.push(run);
        }
    }
    Ok(unfinished)
}

/// Days.
const CENTURY: u32 = 36_525;
/// How the path of a snapshot's page ends.
const PAGE: &str = "/page.json";

/// Removes what no page of the newest `kept` snapshots refers to.
async fn old_snapshots(ports: &Ports, key: &ConnectionKey, kept: usize) -> PortResult<u64> {
    // Artifacts first: whoever wrote one of them has begun its run by now.
    let paths = ports.artifacts.list(key, "snapshots/").await?;
    let runs = ports.runs.runs(key, usize::MAX).await?;
    let current = ports.runs.current(key).await?;
    let mut pages: BTreeSet<String> = applied(&runs, &paths).take(kept).collect();
    pages.extend(current.map(|current| current.snapshot));
    let mut needed: BTreeSet<String> = BTreeSet::new();
    for path in &pages {
        let page = snapshots::page(ports, key, path).await?;
        needed.extend(page.entities.into_values().chain(page.renamed));
    }
    needed.extend(pages);
    let mut working: BTreeSet<String> = BTreeSet::new();
    for run in &runs {
        if !state(run)?.is_finished() {
            working.insert(folder_of(&page_path(&run.id)));
        }
    }
    let is_kept = |path: &String| needed.contains(path) || working.contains(&folder_of(path));
    let mut old: Vec<String> = paths.into_iter().filter(|path| !is_kept(path)).collect();
    // Pages first: none is ever left that refers to what is gone.
    old.sort_by_key(|path| !path.ends_with(PAGE));
    for path in &old {
        ports.artifacts.remove(&ArtifactKey::new(key, path)).await?;
    }
    Ok(old.len() as u64)
}

/// Pages of applied runs that left one, newest first.
fn applied<'r>(runs: &'r [Run], paths: &'r [String]) -> impl Iterator<Item = String> + 'r {
    let applied = runs.iter().filter(|run| run.state == State::Applied.as_str());
    applied.map(|run| page_path(&run.id)).filter(|page| paths.binary_search(page).is_ok())
}

fn folder_of(path: &str) -> String {
    path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned()
}

/// Removes the dated report folders from before `limit`, but not those of runs that are not finished.
async fn reports(ports: &Ports, key: &ConnectionKey, limit: Timestamp) -> PortResult<u64> {
    let limit = TimeZone::UTC.to_datetime(limit).date();
    let open: Vec<String> = unfinished(ports, key).await?.iter().map(crate::reports::folder).collect();
    let mut removed = 0;
    for report in ports.landing.reports(key).await? {
        let folder = report.path.parent();
        let is_old = dated(folder.name()).is_some_and(|date| date < limit);
        if is_old && !open.iter().any(|open| open == folder.as_str()) {
            ports.landing.withdraw(key, &report.path).await?;
            removed += 1;
        }
    }
    Ok(removed)
}

/// The date with which a report folder's name begins.
fn dated(folder: &str) -> Option<Date> {
    folder.get(..10)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::RunId;

    #[test]
    fn no_number_of_days_leads_out_of_time() {
        let now = "2026-08-17T05:15:00Z".parse().unwrap();
        assert_eq!(before(now, 30).to_string(), "2026-07-18T05:15:00Z");
        assert_eq!(before(now, u32::MAX), before(now, CENTURY));
    }

    #[test]
    fn a_report_folder_begins_with_its_date() {
        for (name, want) in [
            ("2026-09-01-061500Z-ab12cd34", Some("2026-09-01")),
            ("2026-09-01", Some("2026-09-01")),
            ("reports", None),
            ("2026-13-01-x", None),
            ("2026-9-1", None),
            ("", None),
        ] {
            assert_eq!(dated(name).map(|d| d.to_string()).as_deref(), want, "{name}");
        }
    }

    #[test]
    fn a_folder_is_what_stands_before_the_last_slash() {
        assert_eq!(folder_of(&page_path(&RunId("r-1".into()))), "snapshots/r-1");
        assert_eq!(folder_of("x"), "");
    }
}
