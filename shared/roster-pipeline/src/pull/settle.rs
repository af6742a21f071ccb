//! Bringing a pull to its end: reports joined to files, time-outs, and what is remembered and told.

use jiff::{SignedDuration, Timestamp};

use super::{Pull, PullPorts, PullState, SeenFile, Step, TRIES, Trouble, settings_of, take};
use crate::ports::{Announcement, FileOutcome, Report, Started, TransferOwner};
use crate::records::Connection;
use crate::{ErrorKind, PortResult};

/// A file younger than this when it was listed may change again without its time showing it.
const YOUNG: SignedDuration = SignedDuration::from_secs(10);

/// Notes whose a transfer is, so that its reports find the pull.
pub(super) async fn expect(ports: &PullPorts, pull: &Pull, started: &Started) -> PortResult<()> {
    let owner = TransferOwner { connection: pull.connection.clone(), pull: pull.id.clone() };
    ports.pulls.expect(&started.transfer, &owner).await
}

/// Goes as far as the reports that have come allow. A pull at its end stays as it is.
pub(super) async fn settle(
    ports: &PullPorts,
    connection: &Connection,
    pull: Pull,
    now: Timestamp,
) -> PortResult<Pull> {
    match (pull.state, pull.listing.clone()) {
        (PullState::Listing, Some(started)) => list(ports, connection, (pull, &started), now).await,
        (PullState::Fetching, _) => files(ports, connection, pull, now).await,
        (PullState::Listing, None) | (PullState::Done | PullState::Partial | PullState::Failed, _) => {
            Ok(pull)
        }
    }
}

async fn list(
    ports: &PullPorts,
    connection: &Connection,
    (pull, started): (Pull, &Started),
    now: Timestamp,
) -> PortResult<Pull> {
    let reports = own_reports(ports, connection, started).await?;
    match reports.into_iter().find(|report| report.path.is_none()).map(|report| report.outcome) {
        Some(FileOutcome::Failed { trouble }) => fail(ports, pull, trouble, now).await,
        None if now < pull.deadline => Ok(pull),
        Some(FileOutcome::Landed { .. } | FileOutcome::Same { .. }) | None => {
            match ports.remote.listing(connection, started).await {
                // Boxed, because taking a listing may settle again.
                Ok(listing) => Box::pin(take::take(ports, connection, (pull, listing), now)).await,
                Err(error) if error.kind == ErrorKind::NotFound => {
                    fail(ports, pull, lost(Step::List, "the listing"), now).await
                }
                Err(error) if error.is_retryable() => Err(error),
                Err(error) => fail(ports, pull, Trouble::of(&error, Step::List), now).await,
            }
        }
    }
}

async fn files(
    ports: &PullPorts,
    connection: &Connection,
    mut pull: Pull,
    now: Timestamp,
) -> PortResult<Pull> {
    let before = pull.clone();
    for started in open_transfers(&pull) {
        let reports = own_reports(ports, connection, &started).await?;
        reports.iter().for_each(|report| note(&mut pull, report));
    }
    if now >= pull.deadline {
        for started in open_transfers(&pull) {
            for (path, outcome) in ports.remote.progress(connection, &started).await? {
                let (transfer, connector) = (started.transfer.clone(), String::new());
                note(&mut pull, &Report { transfer, connector, path: Some(path), outcome });
            }
        }
        for file in pull.files.iter_mut().filter(|file| file.outcome.is_none()) {
            file.outcome = Some(FileOutcome::Failed { trouble: lost(Step::Fetch, "a file") });
        }
    }
    match pull.files.iter().any(|file| file.outcome.is_none()) {
        false => finish(ports, pull, now).await,
        true if pull != before => ports.pulls.advance(&pull).await,
        true => Ok(pull),
    }
}

/// What the connection's own connector reported; what came before the transfer was known was kept unchecked.
async fn own_reports(
    ports: &PullPorts,
    connection: &Connection,
    started: &Started,
) -> PortResult<Vec<Report>> {
    let own = settings_of(connection)?.connector.clone();
    let reports = ports.pulls.reports(&started.transfer).await?.into_iter();
    Ok(reports.filter(|report| Some(&report.connector) == own.as_ref()).collect())
}

/// The transfers of which something is still to come.
fn open_transfers(pull: &Pull) -> Vec<Started> {
    let mut transfers: Vec<Started> = Vec::new();
    for file in pull.files.iter().filter(|file| file.outcome.is_none()) {
        let Some(transfer) = &file.transfer else { continue };
        match transfers.iter_mut().find(|started| started.transfer == *transfer) {
            Some(started) => started.paths.push(file.file.path.clone()),
            None => transfers.push(Started {
                transfer: transfer.clone(),
                paths: vec![file.file.path.clone()],
                output: String::new(),
            }),
        }
    }
    transfers
}

/// Reports have the whole path on the server; of the files it may mean, the one with the longest name is meant.
fn note(pull: &mut Pull, report: &Report) {
    let Some(path) = report.path.as_deref() else { return };
    let fits = |name: &str| path == name || path.strip_suffix(name).is_some_and(|front| front.ends_with('/'));
    let of_this = pull.files.iter_mut().filter(|f| f.transfer.as_ref() == Some(&report.transfer));
    let meant = of_this.filter(|file| fits(&file.file.path)).max_by_key(|file| file.file.path.len());
    if let Some(file) = meant.filter(|file| file.outcome.is_none()) {
        file.outcome = Some(report.outcome.clone());
    }
}

fn lost(step: Step, what: &str) -> Trouble {
    Trouble::passing(
        step,
        format!("{what} did not come in time, and nobody reported why"),
        "nothing has to be done; it is tried again",
    )
}

/// Ends a pull that fetched nothing.
pub(super) async fn fail(
    ports: &PullPorts,
    mut pull: Pull,
    trouble: Trouble,
    now: Timestamp,
) -> PortResult<Pull> {
    pull.state = PullState::Failed;
    pull.trouble = Some(trouble);
    end(ports, pull, now).await
}

/// Ends a pull of whose files it is known what became of them.
pub(super) async fn finish(ports: &PullPorts, mut pull: Pull, now: Timestamp) -> PortResult<Pull> {
    let failed = pull.failed().count();
    let first = pull.failed().next().map(|(file, trouble)| told(&file.file.path, trouble, failed));
    pull.trouble = first;
    pull.state = match failed {
        0 => PullState::Done,
        all if all == pull.files.len() && pull.unchanged.is_empty() => PullState::Failed,
        _ => PullState::Partial,
    };
    forget_vanished(ports, &pull).await?;
    ports.pulls.remember(&pull.connection, &seen_now(&pull)).await?;
    end(ports, pull, now).await
}

fn told(path: &str, trouble: &Trouble, failed: usize) -> Trouble {
    let message = match failed {
        1 => format!("{path}: {}", trouble.message),
        more => format!("{path} and {} more: {}", more - 1, trouble.message),
    };
    Trouble { message, ..trouble.clone() }
}

/// What the next listing is compared with: what failed is missing, and so comes again.
fn seen_now(pull: &Pull) -> Vec<SeenFile> {
    let fetched = pull.files.iter().filter_map(|file| {
        let sha256 = match file.outcome.as_ref()? {
            FileOutcome::Landed { sha256, .. } => sha256.clone(),
            FileOutcome::Same { sha256 } => Some(sha256.clone()),
            FileOutcome::Failed { .. } => return None,
        };
        let mut file = file.file.clone();
        file.modified = file.modified.filter(|modified| *modified + YOUNG < pull.started_at);
        Some(SeenFile { file, sha256 })
    });
    let mut seen: Vec<SeenFile> = pull.unchanged.iter().cloned().chain(fetched).collect();
    seen.sort_by(|a, b| a.file.path.cmp(&b.file.path));
    seen
}

/// Our landing folder mirrors theirs: what they took away goes here too, so that the next set is without it.
async fn forget_vanished(ports: &PullPorts, pull: &Pull) -> PortResult<()> {
    if pull.truncated {
        return Ok(());
    }
    let listed = |path: &str| {
        let mut all = pull.unchanged.iter().map(|s| &s.file).chain(pull.files.iter().map(|f| &f.file));
        all.any(|file| file.path == path)
    };
    let seen = ports.pulls.seen(&pull.connection).await?;
    let gone: Vec<&SeenFile> = seen.iter().filter(|seen| !listed(&seen.file.path)).collect();
    if gone.is_empty() {
        return Ok(());
    }
    for landed in ports.landing.files(&pull.connection).await? {
        if gone.iter().any(|seen| seen.file.path == landed.path.as_str()) {
            match ports.landing.remove_version(&pull.connection, &landed).await {
                Err(error) if error.kind != ErrorKind::Conflict => return Err(error),
                Ok(()) | Err(_) => {}
            }
        }
    }
    Ok(())
}

async fn end(ports: &PullPorts, mut pull: Pull, now: Timestamp) -> PortResult<Pull> {
    pull.finished_at = Some(now.max(pull.started_at));
    let pull = ports.pulls.advance(&pull).await?;
    let (landed, failed) = (pull.landed().count(), pull.failed().count());
    let state = pull.state.as_str();
    tracing::info!(connection = %pull.connection, pull.id = %pull.id, state, landed, failed, "pulled");
    if let Some(trouble) = &pull.trouble
        && (trouble.lasting || pull.attempt == TRIES)
    {
        let message = trouble.to_string();
        let announcement = Announcement::PullFailed { pull: pull.id.clone(), tries: pull.attempt, message };
        if let Err(error) = ports.announcer.announce(&pull.connection, &announcement).await {
            tracing::error!(connection = %pull.connection, %error, "a failed pull could not be announced");
        }
    }
    Ok(pull)
}
