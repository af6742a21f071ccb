//! Fetching what changed on a district's own server into the connection's landing folder, where `receive` finds it.
//!
//! [`pull`] looks now; [`heard`] takes a report of somebody who works for us; [`due`] says when to look next. Every step
//! may run twice or die: the log says how far a pull is, files land whole or not at all, and what is not known to have
//! landed is fetched again. Nothing on the district's server is ever changed.

mod due;
mod record;
mod secret;
mod settings;
mod settle;
mod take;
mod trouble;

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

pub use due::due;
pub use record::{Pull, PullId, PullState, PulledFile, SeenFile};
pub use secret::PullSecret;
pub use settings::{PullSettings, PullTime, PullTimeError, Via};
pub use trouble::{Step, Trouble};

use crate::ports::{Announcer, Directory, Landing, Listed, PullLog, RemoteFiles, Report, TransferOwner};
use crate::receive::stamp;
use crate::records::Connection;
use crate::{ConnectionKey, ErrorKind, PortError, PortResult};

/// How often a pull is tried between two due times before people are told.
pub const TRIES: u32 = 3;
/// How long after a failure the next try comes.
const RETRY: SignedDuration = SignedDuration::from_mins(15);
/// How long work of others may take before it counts as lost: a connector's own limit is 12 hours for a file, but a roster
/// that took that long would be of the day before.
const PATIENCE: SignedDuration = SignedDuration::from_hours(6);

/// What fetching touches.
#[derive(Clone)]
pub struct PullPorts {
    /// Settings.
    pub directory: Arc<dyn Directory>,
    /// Where files land.
    pub landing: Arc<dyn Landing>,
    /// The record of pulls.
    pub pulls: Arc<dyn PullLog>,
    /// Districts' servers.
    pub remote: Arc<dyn RemoteFiles>,
    /// Notices.
    pub announcer: Arc<dyn Announcer>,
}

/// Looks at the district's server now and fetches what changed, or goes on with a pull that others work for. Callers let
/// one pull of a connection run at a time; should two run all the same, files are fetched twice and nothing is wrong.
///
/// What is wrong with the server is not an error: the pull that is returned says it. `Refused` for a connection without
/// pull settings.
pub async fn pull(ports: &PullPorts, key: &ConnectionKey, now: Timestamp) -> PortResult<Pull> {
    let connection = ports.directory.connection(key).await?;
    let settings = settings_of(&connection)?;
    let newest = go_on(ports, &connection, now).await?;
    if let Some(newest) = newest.as_ref().filter(|pull| !pull.state.is_final()) {
        return Ok(newest.clone());
    }
    let mut pull = begun(&connection, newest.as_ref(), now)?;
    if !ports.pulls.begin(&pull).await? {
        return Err(PortError::new(ErrorKind::Busy, format!("pull {}", pull.id)));
    }
    if settings.host_keys.is_empty() {
        return settle::fail(ports, pull, no_host_key(key), now).await;
    }
    match ports.remote.list(&connection).await {
        Ok(Listed::Done(listing)) => take::take(ports, &connection, (pull, listing), now).await,
        Ok(Listed::Started(started)) => {
            settle::expect(ports, &pull, &started).await?;
            pull.listing = Some(started);
            let pull = ports.pulls.advance(&pull).await?;
            settle::settle(ports, &connection, pull, now).await
        }
        Err(error) => settle::fail(ports, pull, Trouble::of(&error, Step::List), now).await,
    }
}

/// Goes on with the newest pull if it is not at its end, and returns how it stands then. One whose process died is closed.
pub async fn go_on(ports: &PullPorts, connection: &Connection, now: Timestamp) -> PortResult<Option<Pull>> {
    let Some(newest) = ports.pulls.pulls(&connection.key(), 1).await?.into_iter().next() else {
        return Ok(None);
    };
    match (newest.state.is_final(), newest.has_transfers()) {
        (true, _) => Ok(Some(newest)),
        (false, true) => settle::settle(ports, connection, newest, now).await.map(Some),
        (false, false) => {
            let died = Trouble::passing(
                Step::List,
                "the pull before this one was interrupted",
                "nothing has to be done; it is tried again",
            );
            settle::fail(ports, newest, died, now).await.map(Some)
        }
    }
}

/// What came of a report.
#[derive(Debug, Clone, PartialEq)]
pub enum Heard {
    /// The pull as it stands now.
    Pull(Box<Pull>),
    /// Nobody asked for this transfer, or not yet: it is kept, and whoever asked finds it.
    Stranger,
}

/// Takes a report about a transfer; may come twice, late, and before [`pull`] knows the transfer's name. `Refused` if it
/// comes from a connector that is not the connection's.
pub async fn heard(ports: &PullPorts, report: &Report, now: Timestamp) -> PortResult<Heard> {
    if let Some(owner) = ports.pulls.owner(&report.transfer).await? {
        check_connector(ports, &owner, report).await?;
    }
    ports.pulls.report(report).await?;
    // Asked again: whoever asked for the transfer may have said so only now, and looked for reports before ours.
    let Some(owner) = ports.pulls.owner(&report.transfer).await? else { return Ok(Heard::Stranger) };
    let connection = check_connector(ports, &owner, report).await?;
    let pull = ports.pulls.pull(&owner.connection, &owner.pull).await?;
    match settle::settle(ports, &connection, pull, now).await {
        Ok(pull) => Ok(Heard::Pull(Box::new(pull))),
        // Somebody else heard at the same time; the report is kept, and one of us goes on with it.
        Err(error) if error.kind == ErrorKind::Conflict => {
            Err(PortError::because(ErrorKind::Busy, format!("pull {}", owner.pull), error))
        }
        Err(error) => Err(error),
    }
}

async fn check_connector(
    ports: &PullPorts,
    owner: &TransferOwner,
    report: &Report,
) -> PortResult<Connection> {
    let connection = ports.directory.connection(&owner.connection).await?;
    match settings_of(&connection)?.connector.as_deref() == Some(report.connector.as_str()) {
        true => Ok(connection),
        false => {
            let what = "report of a connector that is not the connection's";
            Err(PortError::new(ErrorKind::Refused, what))
        }
    }
}

/// The pull settings; `Refused` if there are none.
pub fn settings_of(connection: &Connection) -> PortResult<&PullSettings> {
    connection.pull.as_ref().ok_or_else(|| {
        PortError::new(
            ErrorKind::Refused,
            format!("connection {} without a server to pull from", connection.key()),
        )
    })
}

fn begun(connection: &Connection, newest: Option<&Pull>, now: Timestamp) -> PortResult<Pull> {
    let mut at = now;
    let mut attempt = 1;
    if let Some(newest) = newest {
        // IDs sort by time, and a pull is never older than the one before.
        at = at.max(newest.started_at + SignedDuration::from_millis(1));
        if newest.state != PullState::Done && due::scheduled(connection, newest.started_at)? > now {
            attempt = newest.attempt + 1;
        }
    }
    Ok(Pull {
        id: PullId(format!("p-{}", stamp(at))),
        connection: connection.key(),
        state: PullState::Listing,
        attempt,
        started_at: at,
        finished_at: None,
        deadline: at + PATIENCE,
        listing: None,
        truncated: false,
        listed: 0,
        unchanged: Vec::new(),
        files: Vec::new(),
        trouble: None,
        version: 1,
    })
}

fn no_host_key(key: &ConnectionKey) -> Trouble {
    Trouble::lasting(
        Step::HostKey,
        "nobody has accepted the server's host key yet",
        format!(
            "see it with `rollcall connection test {0} {1}`, compare it with what the district says, and accept it with `rollcall connection set {0} {1} host-key=SHA256:...`",
            key.tenant, key.connection
        ),
    )
}
