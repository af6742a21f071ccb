//! Fetches from districts' servers when that is due.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use roster_pipeline::pull::{due, pull};
use roster_pipeline::records::{Connection, Direction};
use roster_pipeline::{ConnectionKey, PortResult};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

use crate::local::{Local, Pulling};

/// How often it is seen what is due.
const LOOK: Duration = Duration::from_secs(30);
/// Districts that are fetched from at the same time: waiting for slow servers costs next to nothing.
const AT_ONCE: usize = 8;

/// Works until told to stop; what is under way then is dropped, and begins anew at the next start.
pub(super) async fn keep(local: Arc<Local>, stopped: watch::Receiver<bool>) {
    let hands = Arc::new(Semaphore::new(AT_ONCE));
    let (mut working, mut under_way) = (JoinSet::new(), HashSet::new());
    let stop = super::wait(stopped);
    tokio::pin!(stop);
    let mut look = tokio::time::interval(LOOK);
    loop {
        tokio::select! {
            _ = look.tick() => {
                for key in all_due(&local).await {
                    if under_way.insert(key.clone()) {
                        let (local, hands) = (Arc::clone(&local), Arc::clone(&hands));
                        working.spawn(async move {
                            let _hand = hands.acquire_owned().await;
                            fetch(&local, &key).await;
                            key
                        });
                    }
                }
            }
            Some(done) = working.join_next(), if !working.is_empty() => {
                if let Ok(key) = done {
                    under_way.remove(&key);
                }
            }
            () = &mut stop => return,
        }
    }
}

async fn all_due(local: &Local) -> Vec<ConnectionKey> {
    let mut all = Vec::new();
    let pulling = &local.pulling;
    let connections = match local.ports.directory.connections().await {
        Ok(connections) => connections,
        Err(error) => {
            tracing::error!(%error, "the connections cannot be listed");
            return all;
        }
    };
    for connection in connections.iter().filter(|connection| connection.direction == Direction::Pull) {
        match is_due(pulling, connection).await {
            Ok(true) => all.push(connection.key()),
            Ok(false) => {}
            Err(error) => tracing::error!(connection = %connection.key(), %error, "cannot say when to pull"),
        }
    }
    all
}

async fn is_due(pulling: &Pulling, connection: &Connection) -> PortResult<bool> {
    let newest = pulling.ports.pulls.pulls(&connection.key(), 1).await?;
    Ok(due(connection, newest.first())?.is_some_and(|at| at <= Timestamp::now()))
}

async fn fetch(local: &Local, key: &ConnectionKey) {
    let pulling = &local.pulling;
    let _turn = pulling.turns.of(key).await;
    match pull(&pulling.ports, key, Timestamp::now()).await {
        Ok(_) => local.wake(key),
        Err(error) => tracing::error!(connection = %key, %error, "the pull stopped"),
    }
}
