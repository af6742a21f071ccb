//! Looks after every connection: when something lands, when its time comes, and now and then for safety.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use roster_pipeline::housekeeping::{self, Keep};
use roster_pipeline::late::announce_late;
use roster_pipeline::records::{Connection, Run};
use roster_pipeline::work::{When, work};
use roster_pipeline::{ConnectionKey, PortError, PortResult, sources};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

use crate::local::Local;

/// A client renames and sets times right after an upload; one look is enough for all of it.
const SETTLE: SignedDuration = SignedDuration::from_millis(500);
/// What nobody woke is looked at this often.
const SWEEP: SignedDuration = SignedDuration::from_mins(10);
/// What nobody needs any more is swept away this often.
const HOUSEKEEPING: SignedDuration = SignedDuration::from_hours(24);
/// When to try again what may go better soon.
const AGAIN: SignedDuration = SignedDuration::from_secs(15);

/// A look at a connection that ended, and when the next one is due.
pub(super) type Done = (ConnectionKey, Timestamp);

struct Rounds {
    local: Arc<Local>,
    due: HashMap<ConnectionKey, Timestamp>,
    under_way: HashSet<ConnectionKey>,
    working: JoinSet<Done>,
    hands: Arc<Semaphore>,
}

/// Works until told to stop; gives back what is still under way then.
pub(super) async fn keep(
    local: Arc<Local>,
    mut wakes: UnboundedReceiver<ConnectionKey>,
    mut stopped: watch::Receiver<bool>,
) -> JoinSet<Done> {
    let hands = std::thread::available_parallelism().map_or(2, usize::from).max(2);
    let mut rounds = Rounds {
        local,
        due: HashMap::new(),
        under_way: HashSet::new(),
        working: JoinSet::new(),
        hands: Arc::new(Semaphore::new(hands)),
    };
    let mut swept = Timestamp::UNIX_EPOCH;
    let mut kept_house = Timestamp::UNIX_EPOCH;
    loop {
        let now = Timestamp::now();
        if now.duration_since(kept_house) >= HOUSEKEEPING {
            tokio::spawn(keep_house(Arc::clone(&rounds.local), now));
            kept_house = now;
        }
        if now.duration_since(swept) >= SWEEP {
            rounds.sweep((swept, now)).await;
            swept = now;
        }
        rounds.start_due(now);
        let pause = rounds.pause(now, swept + SWEEP);
        tokio::select! {
            Some(key) = wakes.recv() => rounds.bring_forward(key, Timestamp::now() + SETTLE),
            Some(done) = rounds.working.join_next(), if !rounds.working.is_empty() => {
                if let Ok((key, next)) = done {
                    rounds.under_way.remove(&key);
                    rounds.bring_forward(key, next);
                }
            }
            () = tokio::time::sleep(pause) => {}
            _ = stopped.wait_for(|stop| *stop) => return rounds.working,
        }
    }
}

impl Rounds {
    async fn sweep(&mut self, (before, now): (Timestamp, Timestamp)) {
        match self.local.ports.directory.connections().await {
            Ok(all) => {
                all.iter().for_each(|connection| self.bring_forward(connection.key(), now));
                // What was late while nobody ran is said at the next due time.
                if before > Timestamp::UNIX_EPOCH {
                    tokio::spawn(tell_late(Arc::clone(&self.local), all, (before, now)));
                }
            }
            Err(error) => tracing::error!(%error, "the connections cannot be listed"),
        }
    }

    fn bring_forward(&mut self, key: ConnectionKey, at: Timestamp) {
        self.due.entry(key).and_modify(|due| *due = (*due).min(at)).or_insert(at);
    }

    /// A connection that is being worked on stays due until that work ends.
    fn start_due(&mut self, now: Timestamp) {
        let is_due = |(key, at): &(&ConnectionKey, &Timestamp)| **at <= now && !self.under_way.contains(*key);
        let keys: Vec<ConnectionKey> = self.due.iter().filter(is_due).map(|(key, _)| key.clone()).collect();
        for key in keys {
            self.due.remove(&key);
            self.under_way.insert(key.clone());
            let (local, hands) = (Arc::clone(&self.local), Arc::clone(&self.hands));
            self.working.spawn(async move {
                let _hand = hands.acquire_owned().await;
                let next = look(&local, &key).await;
                (key, next)
            });
        }
    }

    fn pause(&self, now: Timestamp, sweep: Timestamp) -> std::time::Duration {
        let free = self.due.iter().filter(|(key, _)| !self.under_way.contains(*key));
        let next = free.map(|(_, at)| *at).min().unwrap_or(sweep).min(sweep);
        next.duration_since(now).try_into().unwrap_or_default()
    }
}

/// Announces who is late; a notice that cannot be sent is logged.
async fn tell_late(local: Arc<Local>, all: Vec<Connection>, span: (Timestamp, Timestamp)) {
    let ports = &local.ports;
    if let Err(error) = announce_late(&*ports.deliveries, &*ports.announcer, &all, span).await {
        tracing::warn!(%error, "late tenants could not be announced");
    }
}

/// Sweeps away old landed files, raw copies, snapshots and reports; what is left is tried again a day later.
async fn keep_house(local: Arc<Local>, now: Timestamp) {
    match housekeeping::sweep(&local.ports, now, Keep::default()).await {
        Ok(swept) => tracing::info!(?swept, "housekeeping"),
        Err(error) => tracing::warn!(%error, "housekeeping was left for tomorrow"),
    }
}

/// Does what is due for a connection, and says when to look again.
async fn look(local: &Local, key: &ConnectionKey) -> Timestamp {
    let _turn = local.turns.of(key).await;
    let now = Timestamp::now();
    match work(&local.ports, key, When::Due, (&local.holder, now)).await {
        Ok(worked) => {
            wake_supplemented(local, key, worked.applied.as_ref()).await;
            worked.next.unwrap_or(now + SWEEP).max(now + SETTLE)
        }
        Err(error) if error.is_retryable() => {
            tracing::warn!(connection = %key, %error, "tried again soon");
            now + AGAIN
        }
        Err(error) => {
            report(local, key, &error).await;
            now + SWEEP
        }
    }
}

/// What a supplement says by now counts at the connection whose people it adds to.
async fn wake_supplemented(local: &Local, key: &ConnectionKey, applied: Option<&Run>) {
    let Some(_) = applied else { return };
    if let Ok(Some(primary)) = sources::supplemented(&local.ports, key).await {
        local.wake(&primary);
    }
}

/// A connection that was erased meanwhile is nothing to report.
async fn report(local: &Local, key: &ConnectionKey, error: &PortError) {
    let known: PortResult<_> = local.ports.directory.connection(key).await;
    if known.is_ok() {
        tracing::error!(connection = %key, %error, "the work stopped");
    }
}
