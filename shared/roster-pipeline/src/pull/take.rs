//! From a listing to the files that changed, and to fetching them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::settle::{expect, fail, finish, settle};
use super::{Pull, PullState, PulledFile, SeenFile, Step, Trouble, settings_of};
use crate::ports::{Fetched, FileOutcome, Listing, RemoteFile, Wanted};
use crate::records::Connection;
use crate::{PortResult, pull::PullPorts};

/// Wanted files of one connection at most; a roster has a dozen.
const MOST_FILES: usize = 1000;

/// Compares a listing with what was seen last, and fetches what changed.
pub(super) async fn take(
    ports: &PullPorts,
    connection: &Connection,
    (mut pull, listing): (Pull, Listing),
    now: Timestamp,
) -> PortResult<Pull> {
    if let Some(trouble) = unusable(connection, &listing)? {
        return fail(ports, pull, trouble, now).await;
    }
    let seen = seen(ports, connection).await?;
    pull.listed = listing.files.len() as u64;
    pull.truncated = listing.truncated;
    let (unchanged, changed): (Vec<RemoteFile>, Vec<RemoteFile>) = listing
        .files
        .into_iter()
        .partition(|file| seen.get(&file.path).is_some_and(|seen| is_same(file, seen)));
    pull.unchanged = unchanged.into_iter().filter_map(|file| seen.get(&file.path).cloned()).collect();
    pull.files = changed.into_iter().map(|file| PulledFile { file, transfer: None, outcome: None }).collect();
    pull.state = PullState::Fetching;
    // Before anything is asked for: of two that came here together, one goes on.
    let pull = ports.pulls.advance(&pull).await?;
    fetch(ports, connection, (pull, &seen), now).await
}

async fn fetch(
    ports: &PullPorts,
    connection: &Connection,
    (mut pull, seen): (Pull, &BTreeMap<String, SeenFile>),
    now: Timestamp,
) -> PortResult<Pull> {
    for file in &mut pull.files {
        if let Err(error) = file.file.landing_path() {
            file.outcome = Some(FileOutcome::Failed { trouble: Trouble::of(&error, Step::List) });
        }
    }
    let known = |file: &RemoteFile| seen.get(&file.path).and_then(|seen| seen.sha256.clone());
    let open = pull.files.iter().filter(|file| file.outcome.is_none());
    let wanted: Vec<Wanted> = open.map(|f| Wanted { known: known(&f.file), file: f.file.clone() }).collect();
    if wanted.is_empty() {
        return finish(ports, pull, now).await;
    }
    match ports.remote.fetch(connection, &wanted).await {
        Err(error) => fail(ports, pull, Trouble::of(&error, Step::Fetch), now).await,
        Ok(Fetched::Done(outcomes)) => {
            let open = pull.files.iter_mut().filter(|file| file.outcome.is_none());
            open.zip(outcomes).for_each(|(file, outcome)| file.outcome = Some(outcome));
            finish(ports, pull, now).await
        }
        Ok(Fetched::Started(transfers)) => {
            for started in &transfers {
                expect(ports, &pull, started).await?;
                let of_this = pull.files.iter_mut().filter(|file| started.paths.contains(&file.file.path));
                of_this.for_each(|file| file.transfer = Some(started.transfer.clone()));
            }
            for file in pull.files.iter_mut().filter(|f| f.outcome.is_none() && f.transfer.is_none()) {
                file.outcome = Some(FileOutcome::Failed { trouble: not_asked_for() });
            }
            let pull = ports.pulls.advance(&pull).await?;
            settle(ports, connection, pull, now).await
        }
    }
}

fn not_asked_for() -> Trouble {
    Trouble::passing(
        Step::Fetch,
        "there was no room for this file among the transfers",
        "nothing has to be done; it is tried again",
    )
}

/// What was accepted last and still stands in the landing folder: what was removed there must come again.
async fn seen(ports: &PullPorts, connection: &Connection) -> PortResult<BTreeMap<String, SeenFile>> {
    let key = connection.key();
    let standing: BTreeSet<String> =
        ports.landing.files(&key).await?.into_iter().map(|file| file.path.as_str().to_owned()).collect();
    let seen = ports.pulls.seen(&key).await?.into_iter();
    Ok(seen.filter(|s| standing.contains(&s.file.path)).map(|s| (s.file.path.clone(), s)).collect())
}

/// Whether size and time, both known, are those that were accepted.
fn is_same(file: &RemoteFile, seen: &SeenFile) -> bool {
    file.size.is_some()
        && file.modified.is_some()
        && (file.size, file.modified) == (seen.file.size, seen.file.modified)
}

fn unusable(connection: &Connection, listing: &Listing) -> PortResult<Option<Trouble>> {
    let settings = settings_of(connection)?;
    let folder = if settings.path.is_empty() { "the login's folder" } else { &settings.path };
    let patterns = settings.patterns.join(", ");
    Ok(match listing.files.len() {
        0 => Some(Trouble::passing(
            Step::List,
            match patterns.is_empty() {
                true => format!("there is no file in {folder} on {}", settings.server()),
                false => format!(
                    "none of the {} files in {folder} on {} fits {patterns}",
                    listing.others,
                    settings.server()
                ),
            },
            "ask the district whether the export ran, and check path and pattern",
        )),
        1..=MOST_FILES => None,
        count => Some(Trouble::lasting(
            Step::List,
            format!(
                "{count} files in {folder} on {} are wanted, and {MOST_FILES} is the limit",
                settings.server()
            ),
            "set a pattern that fits the roster's files only",
        )),
    })
}
