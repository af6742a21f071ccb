//! Looking after all connections: whose time has come, who is late, and what nobody sent word of.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use roster::schedule::Schedule;
use tokio::task::JoinSet;
use tracing::{error, info};

use crate::late::{Lateness, announce_late};
use crate::ports::{Announcer, DeliveryLog, Directory, PullLog, Reminder, Reminders, Work, WorkSender};
use crate::records::{Connection, Direction};
use crate::{ConnectionKey, ErrorKind, PortError, PortResult, pull};

/// What a round needs: to read, to tell, and to send word.
#[derive(Clone)]
pub struct RoundPorts {
    /// Settings of all.
    pub directory: Arc<dyn Directory>,
    /// When something came last.
    pub deliveries: Arc<dyn DeliveryLog>,
    /// When something was fetched last.
    pub pulls: Arc<dyn PullLog>,
    /// Who is late.
    pub announcer: Arc<dyn Announcer>,
    /// Looks at folders.
    pub looks: Arc<dyn Reminders>,
    /// Plans and housekeeping.
    pub process: Arc<dyn WorkSender>,
    /// Fetches.
    pub pull: Arc<dyn WorkSender>,
}

/// Which round it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Round {
    /// The one every quarter of an hour.
    Sweep,
    /// The one every night, which also keeps house.
    Nightly,
}

/// What a round sent word of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rounded {
    /// Connections to plan.
    pub plans: u64,
    /// Folders to look at.
    pub looks: u64,
    /// Connections to fetch for.
    pub pulls: u64,
    /// Connections to keep house for.
    pub housekeeping: u64,
    /// Connections whose settings cannot be used.
    pub broken: u64,
    /// Who is late.
    pub lateness: Lateness,
}

/// The time between two sweeps.
pub const SWEEP: SignedDuration = SignedDuration::from_mins(15);
/// Each connection is looked at in one of so many sweeps, whether or not anything is known to have come: words get lost.
const SLICES: i64 = 8;
/// Messages that are sent at the same time.
const HANDS: usize = 16;

/// Sends word to everybody whose time came in the quarter of an hour before `now`. Twice is harmless.
pub async fn round(ports: &RoundPorts, round: Round, now: Timestamp) -> PortResult<Rounded> {
    let connections = ports.directory.connections().await?;
    let mut rounded = Rounded::default();
    let mut words = Vec::new();
    for connection in &connections {
        match words_for(ports, connection, round, now).await {
            Ok(some) => words.extend(some),
            Err(failed) if failed.is_retryable() => return Err(failed),
            Err(failed) => {
                // One connection's settings must not keep the others waiting.
                error!(connection = %connection.key(), error = %failed, "its time cannot be told");
                rounded.broken += 1;
            }
        }
    }
    for word in &words {
        match word {
            Word::Look(_) => rounded.looks += 1,
            Word::Plan(_) => rounded.plans += 1,
            Word::Pull(_) => rounded.pulls += 1,
            Word::Housekeep(_) => rounded.housekeeping += 1,
        }
    }
    send_all(ports, words, now).await?;
    let (deliveries, announcer) = (&*ports.deliveries, &*ports.announcer);
    rounded.lateness = announce_late(deliveries, announcer, &connections, (now - SWEEP, now)).await?;
    info!(?rounded, "a round");
    Ok(rounded)
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Word {
    Look(ConnectionKey),
    Plan(ConnectionKey),
    Pull(ConnectionKey),
    Housekeep(ConnectionKey),
}

async fn words_for(
    ports: &RoundPorts,
    connection: &Connection,
    round: Round,
    now: Timestamp,
) -> PortResult<Vec<Word>> {
    let key = || connection.key();
    let mut words = Vec::new();
    let swept = slice_of(&key()) == now.as_second().div_euclid(SWEEP.as_secs()).rem_euclid(SLICES);
    if swept {
        words.push(Word::Look(key()));
    }
    if round == Round::Nightly {
        words.push(Word::Housekeep(key()));
    }
    if connection.direction == Direction::Pull {
        let newest = ports.pulls.pulls(&key(), 1).await?.into_iter().next();
        if pull::due(connection, newest.as_ref())?.is_some_and(|due| due <= now) {
            words.push(Word::Pull(key()));
        }
    }
    if connection.active && (swept || fell_due(connection, now)?) {
        words.push(Word::Plan(key()));
    }
    Ok(words)
}

/// Whether the connection's own time came in the quarter of an hour before `now`.
fn fell_due(connection: &Connection, now: Timestamp) -> PortResult<bool> {
    let unusable = |e| crate::states::settings_error(&connection.key(), "schedule", &e);
    let schedule: Schedule = connection.schedule.parse().map_err(unusable)?;
    Ok(!connection.paused && schedule.next_due(now - SWEEP).is_some_and(|due| due <= now))
}

/// Always the same of a connection, and spread evenly over all.
fn slice_of(key: &ConnectionKey) -> i64 {
    let hash = key.to_string().bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    (hash >> 32) as i64 % SLICES
}

/// Sends all, some at a time; one that cannot be sent fails the round once the others are out.
async fn send_all(ports: &RoundPorts, words: Vec<Word>, now: Timestamp) -> PortResult<()> {
    let mut waiting = words.into_iter();
    let mut out: JoinSet<PortResult<()>> = JoinSet::new();
    let mut failed = None;
    loop {
        while out.len() < HANDS
            && let Some(word) = waiting.next()
        {
            let ports = ports.clone();
            out.spawn(async move { send(&ports, word, now).await });
        }
        match out.join_next().await {
            None => break,
            Some(Ok(Ok(()))) => {}
            Some(Ok(Err(error))) => failed = Some(error),
            Some(Err(error)) => failed = Some(PortError::because(ErrorKind::Corrupt, "a word", error)),
        }
    }
    failed.map_or(Ok(()), Err)
}

async fn send(ports: &RoundPorts, word: Word, now: Timestamp) -> PortResult<()> {
    match word {
        Word::Look(connection) => {
            ports.looks.remind(&Reminder { connection, work: Work::Receive, at: now }, now).await
        }
        Word::Plan(key) => ports.process.send(&key, &Work::Plan).await,
        Word::Pull(key) => ports.pull.send(&key, &Work::Pull).await,
        Word::Housekeep(key) => ports.process.send(&key, &Work::Housekeep).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connection(schedule: &str) -> Connection {
        let key = ConnectionKey::new("maple-usd", "sis").unwrap();
        let created = Timestamp::UNIX_EPOCH;
        let schedule = schedule.to_owned();
        Connection { schedule, ..Connection::new(key.tenant, key.connection, Direction::Push, created) }
    }

    #[test]
    fn a_connection_falls_due_at_its_own_time_in_its_own_zone() {
        for (schedule, now, want) in [
            ("daily 00:15 America/Chicago", "2026-11-23T06:15:00Z", true),
            ("daily 00:15 America/Chicago", "2026-11-23T06:29:59Z", true),
            ("daily 00:15 America/Chicago", "2026-11-23T06:14:59Z", false),
            ("daily 00:15 America/Chicago", "2026-11-23T06:30:00Z", false),
            ("daily 00:15 America/Chicago", "2026-07-01T05:15:00Z", true),
            ("daily 00:15 America/New_York", "2026-11-23T05:20:00Z", true),
            ("on-arrival", "2026-11-23T06:15:00Z", false),
        ] {
            let due = fell_due(&connection(schedule), now.parse().unwrap()).unwrap();
            assert_eq!(due, want, "{schedule} {now}");
        }
        let paused = Connection { paused: true, ..connection("daily 00:15 America/Chicago") };
        assert!(!fell_due(&paused, "2026-11-23T06:15:00Z".parse().unwrap()).unwrap());
        assert!(fell_due(&connection("whenever"), Timestamp::UNIX_EPOCH).is_err());
    }

    #[test]
    fn slices_are_even_and_each_comes_once_in_two_hours() {
        let mut counts = [0; SLICES as usize];
        for n in 0..8_000 {
            let key = ConnectionKey::new(&format!("district-{n}"), "sis").unwrap();
            counts[usize::try_from(slice_of(&key)).unwrap()] += 1;
        }
        assert!(counts.iter().all(|count| (800..1_200).contains(count)), "{counts:?}");
    }
}
